export interface Pauses {
  /** When the next try of this one is due, on the clock of `pausesNow`. */
  dueAt: (id: string) => number;
  /** The site answered: it is not silent. */
  noteAnswer: () => void;
  noteSilence: () => void;
  /** The server failed at this one. @returns milliseconds until it is tried again. */
  noteFault: (id: string) => number;
  forget: (id: string) => void;
}

/** Pauses last as long however the clock of the device is set. */
export const pausesNow = (): number => performance.now();

const faultPatience = 10;

/** How long what is not answered waits: a silent site holds up all, a fault of the server the one that it failed at. Both grow. */
export function createPauses({ first, last }: { first: number; last: number }): Pauses {
  let silence = { pause: first, until: pausesNow() + first };
  const faults = new Map<string, { pause: number; until: number }>();
  return {
    dueAt: (id) => Math.max(faults.get(id)?.until ?? 0, silence.until),
    noteAnswer: () => {
      silence = { pause: first, until: 0 };
    },
    noteSilence: () => {
      const { pause } = silence;
      silence = { pause: Math.min(pause * 2, last), until: pausesNow() + pause };
    },
    noteFault: (id) => {
      const before = faults.get(id)?.pause;
      const pause = before === undefined ? first : Math.min(before * 2, last * faultPatience);
      faults.set(id, { pause, until: pausesNow() + pause });
      return pause;
    },
    forget: (id) => void faults.delete(id),
  };
}
