import type { QueryClient } from '@tanstack/react-query';
import type { Method } from '../api/method.ts';

/** A command of a feature. What the feature registers here, the outbox sends until it is answered. */
export interface Command<Answer> {
  method: Method<never, Answer>;
  /** What people call it once it was answered; `label` is what it was called when it was given. */
  titleSent: (label: string, answer: Answer) => string;
  /** Shows what was answered, and asks again for what it may have changed. */
  onAnswer: (queries: QueryClient, answer: Answer) => void;
}

/** Whatever it is answered with. */
export type AnyCommand = Omit<Command<never>, 'method'> & { method: Method<never, unknown> };
