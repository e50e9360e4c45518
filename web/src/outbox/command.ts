import type { QueryClient } from '@tanstack/react-query';

/** A command of a feature. What the feature registers here, the outbox sends until it is answered. */
export interface Command<Answer> {
  /** As the edge names it: `lienthong.onestop.v1.OneStopService/FinishDossier`. */
  method: string;
  /** What people call it once it was answered; `label` is what it was called when it was given. */
  titleSent: (label: string, answer: Answer) => string;
  /** Shows what was answered, and asks again for what it may have changed. */
  onAnswer: (queries: QueryClient, answer: Answer) => void;
}

/** Whatever it is answered with. */
export type AnyCommand = Command<never>;
