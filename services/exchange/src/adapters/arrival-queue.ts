import type { Lane } from '../domain/channel.ts';
import type { Arrival } from '../domain/engine/receive.ts';
import type { Message } from '../domain/messages.ts';

/** What arrived and was not taken up yet: bounded for each hop and lane, taken from all hops in turn. */
export interface ArrivalQueue {
  /** @returns false when the hop has too much here already: dropped, and counted. What matters of it comes again by the protocol. */
  add(arrival: Arrival, lane: Lane, bytes: number): boolean;
  /**
   * At most so many messages, and entries in them, one message of each hop in turn, of each its highest lane first. A long list is taken
   * in pieces, so that whatever else waits comes between them.
   */
  take(most: number, mostEntries: number): Arrival[];
  readonly size: number;
  /** Messages that were dropped, by hop. */
  readonly dropped: ReadonlyMap<string, number>;
  clear(): void;
}

interface Waiting {
  readonly arrival: Arrival;
  readonly bytes: number;
}

interface HopLane {
  readonly waiting: Map<string | symbol, Waiting>;
  bytes: number;
}

/** More than a link of 100 Mbit/s brings while a step of the core takes a second. */
const mostMessages = 5_000;
const mostBytes = 16 * 1024 * 1024;
const lanes = 5;

/** In entries: a kilobyte of content costs about as much. A batch of parts is answered before its sender gives them up. */
function weightOf(message: Message): number {
  if (message.kind === 'have') return 1 + message.entries.length;
  return message.kind === 'part' ? 1 + message.bytes.length / 1024 : 1;
}

export function createArrivalQueue(): ArrivalQueue {
  const hops = new Map<string, HopLane[]>();
  const dropped = new Map<string, number>();
  let size = 0;

  function takeOne(queues: readonly HopLane[]): Arrival | undefined {
    for (const queue of queues) {
      const next = queue.waiting.entries().next().value;
      if (!next) continue;
      const [name, { arrival, bytes }] = next;
      queue.waiting.delete(name);
      queue.bytes -= bytes;
      size -= 1;
      return arrival;
    }
    return undefined;
  }

  return {
    add(arrival, lane, bytes) {
      let queues = hops.get(arrival.from);
      if (!queues) {
        queues = Array.from({ length: lanes }, () => ({ waiting: new Map(), bytes: 0 }));
        hops.set(arrival.from, queues);
      }
      const queue = queues[lane] as HopLane;
      const name = nameOf(arrival.message);
      const before = queue.waiting.get(name);
      if (!before && (queue.waiting.size >= mostMessages || queue.bytes + bytes > mostBytes)) {
        dropped.set(arrival.from, (dropped.get(arrival.from) ?? 0) + 1);
        return false;
      }
      queue.waiting.set(name, { arrival: before ? inPlaceOf(before.arrival, arrival) : arrival, bytes });
      queue.bytes += bytes - (before?.bytes ?? 0);
      if (!before) size += 1;
      return true;
    },
    take(most, mostEntries) {
      const taken: Arrival[] = [];
      let entries = 0;
      for (const [hop, queues] of hops) {
        if (taken.length >= most || entries >= mostEntries) break;
        hops.delete(hop);
        const arrival = takeOne(queues);
        if (!arrival) continue;
        // At the end, where this very loop comes to it again.
        hops.set(hop, queues);
        taken.push(arrival);
        entries += weightOf(arrival.message);
      }
      return taken;
    },
    get size() {
      return size;
    },
    dropped,
    clear() {
      hops.clear();
      size = 0;
    },
  };
}

/** Of messages with the same name only the last one says anything: it takes the place of the one before. */
function nameOf(message: Message): string | symbol {
  if (message.kind === 'hello') return `hello ${message.instance}`;
  // Watermarks alone are those that changed: each has to be heard.
  if (message.kind === 'sums' && message.sums.length > 0) {
    const { role, level, range } = message;
    return `${role} ${level} ${range.after} ${range.upto}`;
  }
  return Symbol();
}

/** That a neighbour has just started is not forgotten over its next sign of life. */
function inPlaceOf(before: Arrival, after: Arrival): Arrival {
  const wasFresh = before.message.kind === 'hello' && before.message.fresh;
  if (!wasFresh || after.message.kind !== 'hello') return after;
  return { ...after, message: { ...after.message, fresh: true } };
}
