import type { QueryClient } from '@tanstack/react-query';
import type { Session } from '../api/session.ts';
import type { Language } from '../i18n/translate.ts';

/** One thing that was found. */
export interface Hit {
  /** Unique within its feature. */
  id: string;
  title: string;
  note: string;
  /** Where it is: path, search and hash. Without personal data. */
  href: string;
  /** The words typed are its code. */
  exact?: boolean;
  /** It is not called so: the words typed stand elsewhere in it. */
  further?: boolean;
}

export interface Found {
  hits: readonly Hit[];
  /** There are more than these. */
  isMore: boolean;
}

export interface Asked {
  /** Trimmed, not empty. */
  text: string;
  session: Session;
  queries: QueryClient;
  language: Language;
  signal: AbortSignal;
}

/** How a feature looks for what was typed: a few, the best first. @throws ApiFailure */
export type Find = (asked: Asked) => Promise<Found>;

export const mostHits = 6;

/** The first of them. */
export const firstOf = (hits: readonly Hit[]): Found => ({
  hits: hits.slice(0, mostHits),
  isMore: hits.length > mostHits,
});
