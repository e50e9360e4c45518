import type { ProducedKey, ProducedValue } from './record-producer.ts';

/** The latest state of a key that exchange is not known to hold. */
export interface WaitingState extends Readonly<ProducedKey> {
  /** `unit/id`. */
  readonly name: string;
  readonly latest: ProducedValue;
  /** The put is marked: people are told that something was lost. */
  readonly restored: boolean;
}

/** What waits to be put: one state a key, and whoever waits for the answer. */
export interface WaitingStates {
  add(key: ProducedKey, latest: ProducedValue, restored: boolean): void;
  /** Adds a state that a comparison found missing in exchange: the comparison has not ended before it is held. */
  addBehind(key: ProducedKey, latest: ProducedValue, restored: boolean): void;
  /** Adds a state. @returns true when it or a later one is held, however fast newer ones come; false when exchange refused it. */
  addAndWait(key: ProducedKey, latest: ProducedValue, restored: boolean): Promise<boolean>;
  /** Exchange holds version `src` of a key. */
  held(name: string, src: number): void;
  /** Exchange refused version `src` of a key: it waits on, and who waits for it is told. */
  refused(name: string, src: number): void;
  /** A key is not put any more: everybody who waits for it is told. */
  drop(name: string): void;
  /** In the order in which they came. */
  all(): Iterable<WaitingState>;
  count(): number;
  /** A comparison found something that is neither held nor refused yet. */
  isBehind(): boolean;
  /** Units of which exchange has refused a record that it does not hold yet. */
  refusedUnits(): ReadonlySet<string>;
  /** Nothing is put any more: everybody who waits is told. What is not held stays counted. */
  stop(): void;
}

interface Entry extends WaitingState {
  latest: ProducedValue;
  restored: boolean;
  /** Version of which the last loss is to be told; 0: none. */
  lossAt: number;
  isBehind: boolean;
  isRefused: boolean;
  waiters: { src: number; resolve: (held: boolean) => void }[];
}

/** Spans that a put names. */
export const maxSpans = 8;

export const nameOf = ({ unit, id }: ProducedKey): string => `${unit}/${id}`;

export function createWaitingStates(): WaitingStates {
  const entries = new Map<string, Entry>();

  function add({ unit, id }: ProducedKey, latest: ProducedValue, restored: boolean): Entry {
    const name = nameOf({ unit, id });
    const found = entries.get(name);
    const lossAt = restored ? latest.src : 0;
    if (!found) {
      const entry = {
        unit,
        id,
        name,
        latest,
        restored,
        lossAt,
        isBehind: false,
        isRefused: false,
        waiters: [],
      };
      entries.set(name, entry);
      return entry;
    }
    if (latest.src >= found.latest.src) {
      const spans = [...(found.latest.spans ?? []), ...(latest.spans ?? [])].slice(-maxSpans);
      found.latest = { ...latest, spans };
    }
    found.restored ||= restored;
    found.lossAt = Math.max(found.lossAt, lossAt);
    return found;
  }

  return {
    add: (key, latest, restored) => void add(key, latest, restored),
    addBehind(key, latest, restored) {
      add(key, latest, restored).isBehind = true;
    },
    addAndWait(key, latest, restored) {
      const { waiters } = add(key, latest, restored);
      return new Promise((resolve) => waiters.push({ src: latest.src, resolve }));
    },
    held(name, src) {
      const entry = entries.get(name);
      if (!entry) return;
      if (entry.latest.src <= src) entries.delete(name);
      entry.isBehind = false;
      entry.isRefused = false;
      // A loss that came while an earlier version was under way is still to be told.
      if (entry.lossAt <= src) entry.restored = false;
      answer(entry, src, true);
    },
    refused(name, src) {
      const entry = entries.get(name);
      if (!entry) return;
      entry.isRefused = true;
      answer(entry, src, false);
    },
    drop(name) {
      const entry = entries.get(name);
      entries.delete(name);
      if (entry) answer(entry, Number.POSITIVE_INFINITY, false);
    },
    all: () => entries.values(),
    count: () => entries.size,
    isBehind: () => [...entries.values()].some((entry) => entry.isBehind && !entry.isRefused),
    refusedUnits: () =>
      new Set([...entries.values()].flatMap((entry) => (entry.isRefused ? entry.unit : []))),
    stop() {
      for (const entry of entries.values()) answer(entry, Number.POSITIVE_INFINITY, false);
    },
  };
}

function answer(entry: Entry, upTo: number, held: boolean): void {
  const answered = entry.waiters.filter(({ src }) => src <= upTo);
  entry.waiters = entry.waiters.filter(({ src }) => src > upTo);
  for (const { resolve } of answered) resolve(held);
}
