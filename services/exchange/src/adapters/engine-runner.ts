import { inSpan, type Logger } from '@lienthong/runtime';
import type { Runner } from '../commands/ports.ts';
import type { Lane } from '../domain/channel.ts';
import type { Evidence } from '../domain/decide.ts';
import type { Document, Ruling } from '../domain/document.ts';
import type { EndedPast } from '../domain/ended-past.ts';
import type { Effect, Steps } from '../domain/engine/effects.ts';
import { Engine, type Production } from '../domain/engine/engine.ts';
import type { EngineOptions } from '../domain/engine/memory.ts';
import type { Outcome } from '../domain/engine/process.ts';
import type { Arrival } from '../domain/engine/receive.ts';
import type { Key } from '../domain/key.ts';
import type { Ask, Message } from '../domain/messages.ts';
import type { Twin } from '../domain/twin.ts';
import { createArrivalQueue } from './arrival-queue.ts';
import type { ContentStore } from './content-store.ts';
import type { RecordStore } from './record-store.ts';

/** What the engine's steps end in, besides the database. */
export interface Outside {
  send(hop: string, lane: Lane, message: Message): void;
  /** Hashes a content that is stored, and does not wait for it. */
  recheck(hash: string): void;
  question(ask: Ask): void;
  answered(answer: Effect & { do: 'answered' }): void;
  registry(document: Document): void;
  /** Every local consumer that listens has to come again. */
  consumers(): void;
  /** Asks neighbours for these records of former owners; does not wait for them. */
  takeOver(keys: readonly Key[]): void;
  past(ended: EndedPast): Promise<void>;
  twins(twins: readonly Twin[], ruling: Ruling | undefined): Promise<void>;
}

export interface EngineRunner extends Runner {
  start(): Promise<void>;
  /** A message of so many bytes on a lane; it is taken together with whatever else arrives meanwhile, as much of each hop. */
  arrive(arrival: Arrival, lane: Lane, bytes: number): void;
  /** Messages that were dropped because their hop had sent too many, by hop. */
  readonly dropped: ReadonlyMap<string, number>;
  /** Since when the engine cannot work, because the database does not answer. */
  failingSince(): number | undefined;
  stop(): Promise<void>;
}

interface Waiting {
  readonly productions: readonly Production[];
  resolve(outcomes: readonly Outcome[]): void;
  reject(error: unknown): void;
}

const mostArrivals = 500;
const mostEntries = 1_000;
const mostProductions = 500;
const againMs = 500;
/** Calls that wait while the database does not answer; more of them would only be late. */
const mostOthers = 2_000;
const longestTimerMs = 60_000;

/**
 * Drives the engine against the real world, one call after the other: whatever came while a call was under way goes into the next one
 * together, so that it costs one reading and one durable write. An engine of which a step failed is thrown away, as if the process had
 * been killed there, and a new one starts from the store.
 */
export function createEngineRunner(parts: {
  options: () => EngineOptions;
  records: RecordStore;
  contents: ContentStore;
  outside: Outside;
  logger: Logger;
}): EngineRunner {
  const { records, contents, outside, logger } = parts;
  let engine = new Engine(parts.options());
  const arrivals = createArrivalQueue();
  let puts: Waiting[] = [];
  let others: { work(): Promise<void>; reject(error: unknown): void }[] = [];
  let working: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let restartTimer: NodeJS.Timeout | undefined;
  let failingSince: number | undefined;
  let started = false;
  let stopped = false;

  async function drive<T>(steps: Steps<T>): Promise<T> {
    let step = steps.next();
    while (!step.done) {
      const result = perform(step.value);
      step = steps.next(result instanceof Promise ? await result : result);
    }
    return step.value;
  }

  function perform(effect: Effect): unknown {
    switch (effect.do) {
      case 'read':
        return records.read(effect.keys);
      case 'write':
        return records.write(effect.writes, effect.mark);
      case 'evidence':
        return keepEvidence(effect.items);
      case 'page':
        return records.page(effect.at);
      case 'bucket':
        return records.bucket(effect.bucket);
      case 'open':
        return records.open(effect.hop);
      case 'unsettled':
        return records.unsettled();
      case 'mark':
        return records.moveMark(effect);
      case 'send':
        return outside.send(effect.hop, effect.lane, effect.message);
      case 'held-parts':
        return contents.held(effect.hash, effect.size);
      case 'store-part':
        return contents.storePart(effect.hash, effect.size, effect.block, effect.bytes);
      case 'read-part':
        return contents.readPart(effect.hash, effect.block, effect.bytes);
      case 'recheck':
        return outside.recheck(effect.hash);
      case 'question':
        return outside.question(effect.ask);
      case 'answered':
        return outside.answered(effect);
      case 'consumers':
        return outside.consumers();
      case 'registry':
        return outside.registry(effect.document);
      case 'take-over':
        return outside.takeOver(effect.keys);
      case 'past':
        return outside.past(effect.ended);
      case 'twins':
        return outside.twins(effect.twins, effect.ruling);
      default: {
        const never: never = effect;
        throw new Error(`Unknown effect ${JSON.stringify(never)}.`);
      }
    }
  }

  /** What a record held is referred to from now on by the evidence: the sweep must not have looked there already. */
  async function keepEvidence(items: readonly Evidence[]): Promise<void> {
    await contents.touch(items.flatMap(({ record }) => record.content?.hash ?? []));
    await records.keepEvidence(items);
  }

  async function work(): Promise<void> {
    const isDue = (): boolean => !stopped && engine.nextAt <= engine.memory.environment.now();
    // One call of each kind in turn: neither a flood of messages nor a walk through the store holds up the rest.
    while (puts.length > 0 || (!stopped && arrivals.size + others.length > 0) || isDue()) {
      if (puts.length > 0) await workPuts();
      if (arrivals.size > 0) await workArrivals();
      await others.shift()?.work();
      if (isDue()) await drive(engine.tick());
    }
    failingSince = undefined;
  }

  async function workPuts(): Promise<void> {
    const batch: Waiting[] = [];
    let count = 0;
    while (puts[0] && (count === 0 || count + puts[0].productions.length <= mostProductions)) {
      const next = puts.shift() as Waiting;
      batch.push(next);
      count += next.productions.length;
    }
    const productions = batch.flatMap((one) => one.productions);
    try {
      const tell = (outcomes: readonly Outcome[]): void => {
        for (const one of batch) {
          const keys = new Set(one.productions.map(({ key }) => key));
          one.resolve(outcomes.filter((outcome) => keys.has(outcome.work.key)));
        }
      };
      await drive(engine.put(productions, tell));
    } catch (error) {
      for (const one of batch) one.reject(error);
      throw error;
    }
  }

  async function workArrivals(): Promise<void> {
    const batch = arrivals.take(mostArrivals, mostEntries);
    const spans = batch.flatMap(({ message }) => (message.kind === 'put' ? message.spans : []));
    await spanned('exchange received', spans, () => drive(engine.receive(batch)));
  }

  function wake(): void {
    clearTimeout(timer);
    if (working || !started) return;
    working = work()
      .catch(fail)
      .finally(() => {
        working = undefined;
        schedule();
      });
  }

  function schedule(): void {
    clearTimeout(timer);
    const isWaiting = puts.length > 0 || (!stopped && arrivals.size + others.length > 0);
    if (isWaiting && started) return wake();
    if (stopped || !started) return;
    const delay = Math.max(0, Math.min(engine.nextAt - engine.memory.environment.now(), longestTimerMs));
    timer = setTimeout(wake, Math.ceil(delay));
  }

  /** As after a kill: what was in memory is gone, what is in the store stands. */
  function fail(error: unknown): void {
    // Once for all that fails until it works again: a database that is away would fill the log.
    if (failingSince === undefined)
      logger.error({ err: error }, 'a step of exchange failed; it starts again from its store');
    failingSince ??= Date.now();
    for (const one of puts.splice(0)) one.reject(error);
    arrivals.clear();
    started = false;
    if (stopped) return;
    engine = new Engine(parts.options());
    restartTimer = setTimeout(() => void restart(), againMs);
  }

  async function restart(): Promise<void> {
    try {
      await drive(engine.start());
      started = true;
      schedule();
    } catch (error) {
      fail(error);
    }
  }

  return {
    get engine() {
      return engine;
    },
    async start() {
      await drive(engine.start());
      started = true;
      schedule();
    },
    arrive(arrival, lane, bytes) {
      if (stopped || !started) return;
      if (arrivals.add(arrival, lane, bytes)) wake();
      else engine.noteDropped(arrival.from);
    },
    dropped: arrivals.dropped,
    put: (productions) =>
      new Promise((resolve, reject) => {
        if (stopped || !started) return reject(new Error('exchange is not working'));
        puts.push({ productions, resolve, reject });
        wake();
      }),
    run: (call) =>
      new Promise((resolve, reject) => {
        if (stopped || others.length >= mostOthers) return reject(new Error('exchange is not working'));
        const work = (): Promise<void> =>
          drive(call(engine)).then(resolve, (error: unknown) => {
            reject(error);
            throw error;
          });
        others.push({ work, reject });
        wake();
      }),
    failingSince: () => failingSince,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      clearTimeout(restartTimer);
      await working;
      for (const one of others.splice(0)) one.reject(new Error('exchange has stopped'));
    },
  };
}

function spanned<T>(name: string, contexts: readonly string[], work: () => Promise<T>): Promise<T> {
  return contexts.length === 0 ? work() : inSpan(name, { links: [...contexts] }, work);
}
