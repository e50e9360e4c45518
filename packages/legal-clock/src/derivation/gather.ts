import type { DayReason } from '../calendar/layer.ts';
import { dayNumber, type LocalDay, localDay, MINUTE_MS } from '../local-time.ts';
import { countsHours, type InterruptionReason, interruptionRuleOf, type Length, type Rule } from '../rule.ts';
import type { Step } from './derivation.ts';

type StageStep = Extract<Step, { kind: 'STAGE' }>;
type SkippedStep = Extract<Step, { kind: 'SKIPPED' }>;

/** A step as it is read out: plain weekends of a stage are told once, worked stretches as one sum. */
export type Told =
  | Exclude<Step, { kind: 'COUNTED' | 'WORKED' }>
  | { readonly kind: 'WEEKENDS'; readonly days: number; readonly stretches: readonly SkippedStep[] }
  | { readonly kind: 'MADE_UP'; readonly day: LocalDay; readonly makeUp: DayReason }
  | {
      readonly kind: 'SUM';
      readonly stage: StageStep;
      readonly days: number;
      readonly minutes: number;
      /** Nothing of the stage is left. */
      readonly complete: boolean;
      readonly first: Step | undefined;
      readonly last: Step | undefined;
    };

const isWeekend = (step: Step): step is SkippedStep =>
  step.kind === 'SKIPPED' && step.reason.kind === 'WEEKEND';

/** As much of a counted stretch as the term still needs. */
const cut = (step: Step, rest: number): Step => {
  if (step.kind === 'COUNTED' && step.days > rest)
    return { ...step, to: localDay(dayNumber(step.from) + rest - 1), days: rest };
  if (step.kind === 'WORKED' && step.ms > rest) return { ...step, to: step.from + rest, ms: rest };
  return step;
};

const amountOf = (step: Step): number =>
  step.kind === 'COUNTED' ? step.days : step.kind === 'WORKED' ? step.ms : 0;

/** The term as it was before an apology moved its end: what the new day is for is told by the apology alone. */
const withoutExtension = ({ amount, extra }: StageStep, steps: readonly Step[]): readonly Step[] => {
  if (extra === 0) return steps;
  const kept: Step[] = [];
  let rest = amount - extra;
  for (const step of steps) {
    if (rest > 0) {
      const part = cut(step, rest);
      kept.push(part);
      rest -= amountOf(part);
    } else if (step.kind === 'SUSPENDED') kept.push(step);
  }
  return kept;
};

const gatherStage = (stage: StageStep, all: readonly Step[]): readonly Told[] => {
  const steps = withoutExtension(stage, all);
  const weekends = steps.filter(isWeekend);
  const told: Told[] = [stage];
  if (weekends.length > 0) {
    told.push({
      kind: 'WEEKENDS',
      days: weekends.reduce((sum, { days }) => sum + days, 0),
      stretches: weekends,
    });
  }
  const moves: Told[] = [];
  for (const step of steps) {
    if (step.kind === 'COUNTED' && step.makeUp)
      told.push({ kind: 'MADE_UP', day: step.from, makeUp: step.makeUp });
    if (step.kind === 'MOVED' || step.kind === 'GIVEN_BACK') moves.push(step);
    else if (step.kind !== 'COUNTED' && step.kind !== 'WORKED' && !isWeekend(step)) told.push(step);
  }
  const counted = steps.filter(({ kind }) => kind === 'COUNTED' || kind === 'WORKED');
  const days = counted.reduce((sum, step) => sum + (step.kind === 'COUNTED' ? step.days : 0), 0);
  const ms = counted.reduce((sum, step) => sum + (step.kind === 'WORKED' ? step.ms : 0), 0);
  const complete = stage.amount - stage.extra === (countsHours(stage.term) ? ms : days);
  const [first, last] = [counted[0], counted.at(-1)];
  told.push({ kind: 'SUM', stage, days, minutes: ms / MINUTE_MS, complete, first, last });
  return [...told, ...moves];
};

const insideStage = (step: Step): boolean =>
  ['COUNTED', 'SKIPPED', 'SUSPENDED', 'WORKED', 'MOVED', 'GIVEN_BACK'].includes(step.kind);

/** Gathers a proof's steps into the few that a person reads out. The order of the law is kept. */
export const gather = (steps: readonly Step[]): readonly Told[] => {
  const told: Told[] = [];
  for (let i = 0; i < steps.length; i += 1) {
    const step = steps[i] as Step;
    if (step.kind === 'STAGE') {
      let end = i + 1;
      while (end < steps.length && insideStage(steps[end] as Step)) end += 1;
      told.push(...gatherStage(step, steps.slice(i + 1, end)));
      i = end - 1;
    } else if (step.kind !== 'COUNTED' && step.kind !== 'WORKED') told.push(step);
  }
  return told;
};

/** How long a wait may last before the clock goes on by itself, where the rule says so. */
export const toldLimit = (rule: Rule, reason: InterruptionReason): Length | undefined => {
  const { atMost, afterMost } = interruptionRuleOf(rule, reason);
  return afterMost === 'RESUMES' ? atMost : undefined;
};
