import { Timers } from '../../src/domain/timers.ts';

export const minute = 60_000;
export const hour = 60 * minute;

/** Time that passes from one event to the next. */
export class Clock {
  now = 0;
  readonly #events = new Timers<() => void>();

  at(time: number, what: () => void): void {
    this.#events.add(Math.max(time, this.now), what);
  }

  after(delay: number, what: () => void): void {
    this.at(this.now + delay, what);
  }

  every(period: number, what: () => void): void {
    this.after(period, () => {
      what();
      this.every(period, what);
    });
  }

  /** All that is due up to a moment, one thing after the other; the clock goes along. */
  *due(time: number): IterableIterator<() => void> {
    while (this.#events.nextAt <= time) {
      this.now = Math.max(this.now, this.#events.nextAt);
      yield* this.#events.takeDue(this.now);
    }
    this.now = Math.max(this.now, time);
  }

  runUntil(time: number): void {
    for (const what of this.due(time)) what();
  }

  run(duration: number): void {
    this.runUntil(this.now + duration);
  }
}
