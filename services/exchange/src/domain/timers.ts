/** Things to do at a time, soonest first: a binary heap. Entries are not cancelled; who does them looks again. */
export class Timers<T> {
  readonly #heap: { at: number; what: T }[] = [];

  get nextAt(): number {
    return this.#heap[0]?.at ?? Number.POSITIVE_INFINITY;
  }

  get size(): number {
    return this.#heap.length;
  }

  add(at: number, what: T): void {
    const heap = this.#heap;
    heap.push({ at, what });
    let child = heap.length - 1;
    while (child > 0) {
      const parent = (child - 1) >> 1;
      if (this.#at(parent) <= at) break;
      this.#swap(parent, child);
      child = parent;
    }
  }

  /** Takes everything that is due. */
  takeDue(now: number): T[] {
    const due: T[] = [];
    while (this.nextAt <= now) due.push(this.#pop());
    return due;
  }

  #pop(): T {
    const heap = this.#heap;
    const top = heap[0] as { at: number; what: T };
    const last = heap.pop() as { at: number; what: T };
    if (heap.length > 0) {
      heap[0] = last;
      let parent = 0;
      for (;;) {
        let least = parent;
        if (this.#at(2 * parent + 1) < this.#at(least)) least = 2 * parent + 1;
        if (this.#at(2 * parent + 2) < this.#at(least)) least = 2 * parent + 2;
        if (least === parent) break;
        this.#swap(parent, least);
        parent = least;
      }
    }
    return top.what;
  }

  #at(index: number): number {
    return this.#heap[index]?.at ?? Number.POSITIVE_INFINITY;
  }

  #swap(a: number, b: number): void {
    const heap = this.#heap;
    const one = heap[a] as { at: number; what: T };
    heap[a] = heap[b] as { at: number; what: T };
    heap[b] = one;
  }
}
