import type { Message } from './messages.ts';
import { RecentBest } from './recent-best.ts';
import type { Lane } from './channel.ts';

/** Something that waits for room on a link. What is sent is its state at that moment, not at the time of queueing. */
export type Waiting =
  | { readonly kind: 'put'; readonly key: string; readonly bytes: number }
  | { readonly kind: 'part'; readonly hash: string }
  | { readonly kind: 'piece'; readonly answer: string; readonly bytes: number }
  | { readonly kind: 'page'; readonly id: string; readonly bytes: number; readonly message: Message };

interface Flight {
  readonly lane: Lane;
  readonly bytes: number;
  readonly sentAt: number;
  /** Bytes that had been answered when it was sent, and when the last of them was. */
  readonly deliveredBefore: number;
  readonly deliveredAt: number;
  /** When the message was sent whose answer came last before. */
  readonly precededAt: number;
  /** The window was (nearly) full: the link was the limit, so its rate can be read from the answer. */
  readonly limited: boolean;
  /** Answers to what was sent after it in its lane, so far. */
  overtaken: number;
  /** Sent before and given up: an answer may be to the earlier one, and says nothing of the link. */
  readonly isRepeated: boolean;
  /** Not answered in time: it takes no room any more. */
  isLate: boolean;
}

/** With what surrounds it, four full TCP segments: two on their way keep a line of 50 kbit/s busy at 0.6 s round trip. */
export const blockBytes = 5_632;
/** Blocks of one stored piece of a content: a part never goes beyond the piece that it begins in, so that a fast link sends whole pieces. */
export const pieceBlocks = 32;
export const pieceBytes = pieceBlocks * blockBytes;
/** Of an emergency record with what surrounds it. */
const emergencyBytes = 4_096;
const startWindow = 12_000;
const localWindow = 4_000_000;
/** Two chunks, and an emergency beside them: while it is on its way, the line must not run dry for want of room. */
const leastWindow = 2 * (blockBytes + 300) + emergencyBytes;
const lowestLane = 4;
const overtakersOfLost = 2;
const givenUpKept = 1_000;
const longestPatienceMs = 30_000;
/** Bytes of contents that were not answered for so long are sent again; sooner, a slow line or a busy receiver would be sent all of them twice. */
const lostAfterMs = 10_000;
/** No link is believed to be slower: answers that were late for another reason must not hold up a key, or all of it, for hours. */
const leastRate = 1_000;
const turnsBeforeLowest = 19;
const ratesKept = 10;
const tooksKept = 10;
/** A shorter difference of round-trip times than this is noise of the machine, not of the link. */
const leastSpreadMs = 0.05;

/**
 * One neighbour's link: lanes of what waits, and a window on the bytes that are not yet answered, across all lanes
 * (docs/protocol/lanes.md). What has left cannot be overtaken, so little may be on its way: the measured rate × (lowest round trip + 1 s).
 */
export class Link {
  readonly #lanes: Map<string, Waiting>[] = [new Map(), new Map(), new Map(), new Map(), new Map()];
  readonly #flights = new Map<string, Flight>();
  readonly #rates: number[] = [];
  /** How long the receiver had what it answered last. */
  readonly #tooks: number[] = [];
  readonly #spread = new RecentBest();
  readonly #isLocal: boolean;
  readonly #givenUp = new Set<string>();
  /** Doubles each time that nothing was answered in time, as the measured rate halves: the link is slower than it was thought to be. */
  #impatience = 1;
  #inFlight = 0;
  #delivered = 0;
  #deliveredAt = 0;
  /** By lane, when something of it was last answered. */
  readonly #answeredAt: number[] = [];
  #precededAt = 0;
  #turns = 0;
  #busyUntil = 0;
  #sumsSentAt = Number.NEGATIVE_INFINITY;
  #sumsOut = 0;
  #sumsMixed = false;
  /** Milliseconds, the receiver's own time taken off. */
  lowestRoundTrip: number | undefined;
  lastHeard = Number.NEGATIVE_INFINITY;
  /** When something that was sent was last answered: who is heard need not hear. */
  lastAnswered = Number.NEGATIVE_INFINITY;
  lastWoken = Number.NEGATIVE_INFINITY;
  /** Machine time at which the transport said that nobody listens there; undefined: somebody does. */
  downSince: number | undefined;
  /** When both sides last agreed on all that was sent. */
  agreedAt: number | undefined;

  /** A local consumer's link is the machine itself: a fixed window bounds its memory, not its speed. */
  constructor(isLocal = false) {
    this.#isLocal = isLocal;
  }

  get isDown(): boolean {
    return this.downSince !== undefined;
  }

  /** Bytes a second, from answers that the link itself held up; undefined while it has never been the limit. */
  get rate(): number | undefined {
    return this.#rates.length > 0 ? Math.max(...this.#rates) : undefined;
  }

  get window(): number {
    if (this.#isLocal) return localWindow;
    const { rate } = this;
    if (rate === undefined) return startWindow;
    return Math.max(leastWindow, rate * ((this.lowestRoundTrip ?? 0) / 1000 + 1));
  }

  /** Bytes of content in one message: a block, on fast links up to half a second of the measured rate. */
  get partBytes(): number {
    const wanted = Math.floor((this.rate ?? 0) / 2 / blockBytes);
    return Math.min(Math.max(1, wanted), pieceBlocks) * blockBytes;
  }

  /** Milliseconds after which an unanswered message no longer counts as being on its way. */
  get patience(): number {
    return Math.min(this.#impatience * this.usualPatience, longestPatienceMs);
  }

  /** The same on a link that is as fast as it was measured. */
  get usualPatience(): number {
    const drain = this.rate === undefined ? 2_000 : (this.window / this.rate) * 1000;
    const whole = (this.lowestRoundTrip ?? 600) + drain + Math.max(0, ...this.#tooks);
    return Math.min(Math.max(1_500, 1.5 * whole), longestPatienceMs);
  }

  hasRoom(bytes: number, now: number): boolean {
    const unanswerable =
      this.rate === undefined ? 0 : Math.max(0, ((this.#busyUntil - now) / 1000) * this.rate);
    const taken = this.#inFlight + unanswerable;
    return taken <= 0 || taken + bytes <= this.window;
  }

  /** Pages (listings) get no answer: they are paced by the measured rate. */
  sentUnanswerable(bytes: number, now: number): void {
    const { rate } = this;
    if (rate === undefined || this.#isLocal) return;
    this.#busyUntil = Math.max(now, this.#busyUntil) + (bytes / rate) * 1000;
  }

  sent(id: string, bytes: number, now: number, lane: Lane): void {
    const isRepeated = this.#forget(id) !== undefined || this.#givenUp.has(id);
    const limited = this.#inFlight + 2 * bytes >= this.window;
    // After a rest nothing of before says how fast the line is now.
    if (this.#inFlight === 0) {
      this.#deliveredAt = now;
      this.#precededAt = now;
    }
    this.#flights.set(id, {
      lane,
      bytes,
      sentAt: now,
      deliveredBefore: this.#delivered,
      deliveredAt: this.#deliveredAt,
      precededAt: this.#precededAt,
      limited,
      overtaken: 0,
      isRepeated,
      isLate: false,
    });
    this.#inFlight += bytes;
  }

  isInFlight(id: string): boolean {
    return this.#flights.get(id)?.isLate === false;
  }

  /** On its way, or late: nothing says that it was lost. */
  mayArrive(id: string): boolean {
    return this.#flights.has(id);
  }

  /** The answer to `id` came; `took` is how long the receiver had it. */
  answered(id: string, now: number, took: number): void {
    const flight = this.#forget(id);
    this.#givenUp.delete(id);
    this.lastAnswered = now;
    keep(this.#tooks, took, tooksKept);
    if (!flight) return;
    this.#dropOvertaken(flight);
    this.#delivered += flight.bytes;
    this.#deliveredAt = now;
    this.#answeredAt[flight.lane] = now;
    this.#precededAt = flight.sentAt;
    if (flight.isRepeated) return;
    this.#impatience = 1;
    const whole = Math.max(now - flight.sentAt, 0.01);
    const onLink = Math.max(whole - took, 0.01);
    if (this.lowestRoundTrip === undefined || onLink < this.lowestRoundTrip) this.lowestRoundTrip = onLink;
    // Neither faster than it was sent nor than it was answered: answers that come in a bunch say nothing of the line.
    const spent = Math.max(now - flight.deliveredAt, flight.sentAt - flight.precededAt, 0.01);
    const delivery = ((this.#delivered - flight.deliveredBefore) / spent) * 1000;
    if (flight.limited || (this.rate !== undefined && delivery > this.rate))
      keep(this.#rates, delivery, ratesKept);
    this.#spread.add(now, (flight.bytes / Math.max(onLink - this.lowestRoundTrip, leastSpreadMs)) * 1000);
  }

  /** A hop sum left: the smallest message that is answered, so that it shows the way's own time. */
  sumsSent(now: number): void {
    this.#sumsOut = now - this.#sumsSentAt > longestPatienceMs ? 1 : this.#sumsOut + 1;
    this.#sumsSentAt = now;
  }

  /** Its answer came. Of several under way it is not known which one was answered. */
  sumsAnswered(now: number): void {
    const isClear = this.#sumsOut === 1 && !this.#sumsMixed;
    if (isClear)
      this.lowestRoundTrip = Math.min(
        this.lowestRoundTrip ?? Number.POSITIVE_INFINITY,
        now - this.#sumsSentAt,
      );
    this.#sumsMixed = this.#sumsOut > 1;
    this.#sumsOut = Math.max(0, this.#sumsOut - 1);
  }

  /** Answered, but by a message that may have been about something else: it makes room and says nothing of the line. */
  release(id: string): void {
    this.#forget(id);
    this.#givenUp.delete(id);
  }

  /** The same for all whose id begins so: it is not known which of them it was. */
  releaseAll(prefix: string): void {
    for (const id of this.#flights.keys()) if (id.startsWith(prefix)) this.release(id);
  }

  /** Milliseconds that one key's next put waits after a put of so many bytes: they may use 5 % of the link. */
  pause(bytes: number): number {
    if (this.#isLocal) return 0;
    const rate = this.rate ?? this.#spread.best;
    return rate === undefined ? 0 : (bytes / (0.05 * Math.max(rate, leastRate))) * 1000;
  }

  /**
   * What is late makes room, and what was lost on the way is taken out. While a lane is being answered nothing of it is late: the line or the
   * receiver is slower than it was thought to be.
   */
  expire(now: number): void {
    const { patience } = this;
    let isLate = false;
    for (const [id, flight] of this.#flights) {
      if (flight.sentAt > now - patience) break;
      const silent = now - Math.max(flight.sentAt, this.#answeredAt[flight.lane] ?? Number.NEGATIVE_INFINITY);
      if (silent < patience) continue;
      if (!flight.isLate) {
        flight.isLate = true;
        this.#inFlight -= flight.bytes;
        isLate = true;
      }
      if (silent >= lostAfterMs) this.#giveUp(id);
    }
    if (!isLate) return;
    this.#impatience = Math.min(2 * this.#impatience, 32);
    this.#rates.forEach((rate, at) => {
      this.#rates[at] = Math.max(rate / 2, leastRate);
    });
  }

  /** A new connection: nothing is on its way any more. */
  clearFlights(): void {
    this.#flights.clear();
    this.#inFlight = 0;
  }

  wait(lane: Lane, what: Waiting): void {
    // What waits already keeps its place; what would be sent is the present state of it.
    this.#lanes[lane]?.set(idOf(what), what);
  }

  /** Gives up a place: there is nothing more to send of it. */
  leave(lane: Lane, what: Waiting): void {
    this.#lanes[lane]?.delete(idOf(what));
  }

  /** What may go next: strict priority, but the lowest lane gets one turn in twenty. */
  peek(): Waiting | undefined {
    return this.#lanes[this.#nextLane()]?.values().next().value;
  }

  /** Takes what `peek` showed. `keepPlace`: it has more to send and stays in front. */
  take(keepPlace = false): void {
    const lane = this.#nextLane();
    const queue = this.#lanes[lane];
    if (lane === lowestLane) this.#turns = 0;
    else if ((this.#lanes[lowestLane]?.size ?? 0) > 0) this.#turns += 1;
    const first = queue?.keys().next().value;
    if (first !== undefined && !keepPlace) queue?.delete(first);
  }

  get waiting(): number {
    return this.#lanes.reduce((sum, queue) => sum + queue.size, 0);
  }

  #nextLane(): number {
    if (this.#turns >= turnsBeforeLowest && (this.#lanes[lowestLane]?.size ?? 0) > 0) return lowestLane;
    const first = this.#lanes.findIndex((queue) => queue.size > 0);
    return first < 0 ? lowestLane : first;
  }

  /** What two later messages of its lane have overtaken was lost: it makes room before its time is over. Higher lanes overtake others unlost. */
  #dropOvertaken(by: Flight): void {
    for (const [id, flight] of this.#flights) {
      if (flight.sentAt >= by.sentAt) break;
      if (flight.lane !== by.lane) continue;
      flight.overtaken += 1;
      if (flight.overtaken >= overtakersOfLost) this.#giveUp(id);
    }
  }

  #giveUp(id: string): void {
    this.#forget(id);
    this.#givenUp.add(id);
    if (this.#givenUp.size <= givenUpKept) return;
    const oldest = this.#givenUp.values().next().value;
    if (oldest !== undefined) this.#givenUp.delete(oldest);
  }

  #forget(id: string): Flight | undefined {
    const flight = this.#flights.get(id);
    if (!flight) return undefined;
    this.#flights.delete(id);
    if (!flight.isLate) this.#inFlight -= flight.bytes;
    return flight;
  }
}

function idOf(what: Waiting): string {
  switch (what.kind) {
    case 'put':
      return `put:${what.key}`;
    case 'part':
      return `part:${what.hash}`;
    case 'piece':
      return `piece:${what.answer}`;
    case 'page':
      return `page:${what.id}`;
    default: {
      const never: never = what;
      throw new Error(`Unknown ${JSON.stringify(never)}.`);
    }
  }
}

function keep(samples: number[], sample: number, atMost: number): void {
  samples.push(sample);
  if (samples.length > atMost) samples.shift();
}
