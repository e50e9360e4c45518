import { computeDueDate, type DueDate } from './due-date.ts';
import { clockError } from './errors.ts';
import { dayNumber, instantOn, type LocalDay, localDayAt } from './local-time.ts';
import type { Rule } from './rule.ts';
import type { RunningTerm } from './running-term.ts';

/** What happens to dossiers that run when a rule changes. Without one, a dossier keeps the version of its receipt. */
export interface Transition {
  readonly policy: 'OLD' | 'NEW' | 'MORE_FAVOURABLE';
  /** Two readings of "the new term applies": from the receipt, or anew from the day it came into force. */
  readonly countFrom: 'RECEIPT' | 'IN_FORCE';
  readonly source: string;
}

/** The date under the version that holds, and the other beside it. */
export interface TransitionResult {
  readonly chosen: 'OLD' | 'NEW';
  readonly dueDate: DueDate;
  /** The date under the other version, to be shown beside. */
  readonly other: DueDate;
  /** More favourable cannot be told while the clock stands still; the old version holds until it goes on. */
  readonly undecided: boolean;
  readonly transition: Transition;
}

/** The version in force on a day. Refuses a day without a version and versions that overlap. */
export const getRuleOn = (versions: readonly Rule[], day: LocalDay): Rule => {
  const inForce = versions.filter(
    ({ validFrom, lastDay }) => validFrom <= day && (lastDay === undefined || day <= lastDay),
  );
  const [rule, second] = inForce;
  if (!rule) throw clockError('BAD_RULE', 'versions', `no version is in force on ${day}`);
  if (second) {
    throw clockError(
      'BAD_RULE',
      'versions',
      `${rule.version} and ${second.version} are both in force on ${day}`,
    );
  }
  return rule;
};

/** The version that a dossier keeps: the one in force when it was received. */
export const ruleAtReceipt = (versions: readonly Rule[], receivedAt: number): Rule =>
  getRuleOn(versions, localDayAt(receivedAt));

const underNew = (term: RunningTerm, rule: Rule, transition: Transition): RunningTerm => {
  const inForce = instantOn(dayNumber(rule.validFrom, 'rule.validFrom'), 0);
  if (transition.countFrom === 'RECEIPT' || term.receivedAt >= inForce) return { ...term, rule };
  // What was over by then does not matter any more; what lasted over the day counts from it.
  const interruptions = (term.interruptions ?? [])
    .filter(({ to }) => to === undefined || to > inForce)
    .map((interruption) => ({ ...interruption, from: Math.max(interruption.from, inForce) }));
  const handOvers = (term.handOvers ?? []).filter(({ at }) => at >= inForce);
  const extensions = (term.extensions ?? []).filter(({ at }) => at >= inForce);
  return { ...term, rule, receivedAt: inForce, interruptions, handOvers, extensions };
};

/** Counts a dossier that ran while its rule changed. `term.rule` is the version of its receipt. */
export const computeWithTransition = (
  term: RunningTerm,
  newRule: Rule,
  transition: Transition,
): TransitionResult => {
  if (newRule.id !== term.rule.id) {
    throw clockError('BAD_RULE', 'newRule.id', `${newRule.id} is not another version of ${term.rule.id}`);
  }
  const old = computeDueDate(term);
  const counted = computeDueDate(underNew(term, newRule, transition));
  // The transition itself is what lets the new version hold for it.
  const now = {
    ...counted,
    findings: counted.findings.filter(({ code }) => code !== 'RULE_NOT_IN_FORCE'),
  };
  const choose = (chosen: 'OLD' | 'NEW', undecided = false): TransitionResult => ({
    chosen,
    dueDate: chosen === 'OLD' ? old : now,
    other: chosen === 'OLD' ? now : old,
    undecided,
    transition,
  });
  switch (transition.policy) {
    case 'OLD':
    case 'NEW':
      return choose(transition.policy);
    case 'MORE_FAVOURABLE':
      // Favourable to the citizen: the earlier date; the same date keeps the version of the receipt.
      if (!old.due || !now.due) return choose('OLD', true);
      return choose(now.due.dueAt < old.due.dueAt ? 'NEW' : 'OLD');
    default: {
      const never: never = transition.policy;
      return never;
    }
  }
};
