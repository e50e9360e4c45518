import type { DayReason } from '../calendar/layer.ts';
import type { Instant, LocalDay } from '../local-time.ts';
import type { Channel, InterruptionEffect, Readings, Rule, Term } from '../rule.ts';
import type { Extension, HandOver, Interruption } from '../running-term.ts';

/** Where in the day something came in. */
export type StartReason = 'IN_HOURS' | 'BEFORE_OPENING' | 'IN_BREAK' | 'AFTER_CLOSING' | 'CLOSED_DAY';

/** What an interruption did, and by which law. */
export interface AppliedInterruption extends Interruption {
  readonly effect: InterruptionEffect;
  readonly basis: string;
}

/** Days closed for one reason. */
export interface ClosedDays {
  readonly from: LocalDay;
  readonly to: LocalDay;
  readonly reason: DayReason;
}

/**
 * One line of the proof. Between a `STAGE` and its end the day stretches are without gap or overlap, so the proof
 * can be checked with a pencil: the days `COUNTED` make up the amount, everything else says why it does not count.
 */
export type Step =
  | {
      readonly kind: 'START';
      readonly at: Instant;
      readonly why: StartReason;
      /** Set for the start of a term that is counted anew. */
      readonly again?: true;
      /** The day it counts as received. */
      readonly day: LocalDay;
      /** Why a closed day was closed. */
      readonly reason?: DayReason;
      /** Closed days after it, up to the day it counts as received. */
      readonly closed?: readonly ClosedDays[];
    }
  | {
      readonly kind: 'STAGE';
      readonly holder: string;
      readonly term: Term;
      /** Days, or milliseconds for hours, with what an extension adds. */
      readonly amount: number;
      readonly extra: number;
      /** The day after this one is day one. */
      readonly afterDay: LocalDay;
      /** For hours: the instant from which minutes count. */
      readonly afterInstant?: Instant;
      /** It stands still with something left to count. */
      readonly waits?: true;
    }
  | {
      readonly kind: 'COUNTED';
      readonly from: LocalDay;
      readonly to: LocalDay;
      readonly days: number;
      /** Set when the day is worked against its weekday. */
      readonly makeUp?: DayReason;
    }
  | {
      readonly kind: 'SKIPPED';
      readonly from: LocalDay;
      readonly to: LocalDay;
      readonly days: number;
      readonly reason: DayReason;
    }
  | {
      readonly kind: 'SUSPENDED';
      readonly from: LocalDay;
      readonly to: LocalDay;
      readonly days: number;
      readonly interruption: number;
      /** For hours: the exact stretch; its first and last day may be worked in part. */
      readonly between?: { readonly from: Instant; readonly to: Instant };
    }
  | { readonly kind: 'WORKED'; readonly from: Instant; readonly to: Instant; readonly ms: number }
  | {
      readonly kind: 'MOVED';
      readonly from: LocalDay;
      readonly to: LocalDay;
      readonly days: number;
      readonly reasons: readonly DayReason[];
    }
  /** The clock was stopped on the last day, which comes back on the day on which it goes on. */
  | { readonly kind: 'GIVEN_BACK'; readonly day: LocalDay; readonly interruption: number }
  /** By the reading `FROM_HAND_OVER`: the next part counts from here, whatever was left of the part before. */
  | { readonly kind: 'HANDED_OVER'; readonly at: Instant; readonly to: string }
  /** Agencies worked at once: the part that ends last decides. */
  | { readonly kind: 'LATEST'; readonly holder: string; readonly day: LocalDay; readonly isExact: boolean }
  | { readonly kind: 'RESTARTED'; readonly interruption: number; readonly at: Instant }
  /**
   * An interruption that moved nothing: the rule lets the clock run, the term was over when it began, or it took no
   * time of it (inside another one, at night, before the term was counted anew).
   */
  | {
      readonly kind: 'NO_EFFECT';
      readonly interruption: number;
      readonly why: 'RUNS' | 'TERM_OVER' | 'NO_TIME';
    }
  | {
      readonly kind: 'EXTENDED';
      readonly from: LocalDay;
      readonly to: LocalDay;
      readonly extension: Extension;
    }
  | {
      readonly kind: 'WAITING';
      readonly interruption: number;
      readonly since: Instant;
      readonly left: Left;
      /** The counter closes the dossier after this day. */
      readonly closesAfter?: LocalDay | 'BEYOND_CALENDAR';
    }
  | { readonly kind: 'DUE'; readonly day: LocalDay; readonly at: Instant };

/** What is left of a term, in its own unit: days, or minutes. */
export interface Left {
  readonly unit: 'WORKING_DAY' | 'CALENDAR_DAY' | 'WORKING_MINUTE' | 'MINUTE';
  readonly amount: number;
}

/** A due date's proof: what went in, then each step. Plain data: it is stored with the dossier and travels as JSON. */
export interface Derivation {
  readonly schema: 'lienthong.legal-clock/1';
  readonly rule: Rule;
  readonly channel: Channel;
  readonly readings: Readings;
  readonly receivedAt: Instant;
  /** The layers that were in force, `vietnam-2026@1`, by holder where it keeps another calendar. */
  readonly calendar: { readonly id: string; readonly layers: readonly string[] };
  readonly calendars?: Readonly<Record<string, { readonly id: string; readonly layers: readonly string[] }>>;
  readonly interruptions: readonly AppliedInterruption[];
  readonly extensions: readonly Extension[];
  readonly handOvers: readonly HandOver[];
  readonly steps: readonly Step[];
}
