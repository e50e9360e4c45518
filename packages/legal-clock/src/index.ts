export {
  type Calendar,
  isWorkingDay,
  layerVersions,
  nextOpenDay,
  ordinalOf,
  workingMsUpTo,
} from './calendar/calendar.ts';
export {
  type ChangedDay,
  type Correction,
  correctLayer,
  diffCalendars,
  withLayer,
} from './calendar/correct.ts';
export { createCalendar, overlay } from './calendar/create-calendar.ts';
export type {
  CalendarLayer,
  CalendarScope,
  CalendarStatus,
  DayEntry,
  DayKind,
  DayReason,
  HoursRule,
} from './calendar/layer.ts';
export { parseLayer, refuseLoneSwapsWith } from './calendar/parse-layer.ts';
export {
  type CalendarPlace,
  hueCounterCalendar,
  hueOfficeCalendar,
  layersFor,
  nationalLayers,
  shippedLayers,
} from './calendar/shipped.ts';
export { type Classification, classify, type Outcome } from './classify.ts';
export type { AppliedInterruption, Derivation, Left, StartReason, Step } from './derivation/derivation.ts';
export { type Line, type LineCode, linesOf } from './derivation/lines.ts';
export { recomputeDerivation, replayDerivation, termOf } from './derivation/replay.ts';
export {
  computeDueDate,
  type DueDate,
  type DueDay,
  findDueDay,
  type StageDue,
  type Suspension,
} from './due-date.ts';
export { type ClockError, type ClockErrorCode, clockErrors, isClockError } from './errors.ts';
export { refuseExtension } from './extension.ts';
export type { Finding, FindingCode } from './findings.ts';
export {
  type FixedDue,
  fixedDue,
  fixedStateAt,
  nextWorkingDay,
  workingDaysAfter,
  workingDaysBefore,
  workingHoursAfter,
  workingHoursBefore,
} from './fixed-due.ts';
export type { HolderState } from './holders.ts';
export { dayNumber, type Instant, instantAt, type LocalDay, localDay } from './local-time.ts';
export {
  channelsOf,
  type AskedComponent,
  createProcedures,
  type Procedure,
  type ProcedureInForce,
  type Procedures,
  type ProceduresTable,
  type ProcedureVersion,
  ruleOf,
  type SupplementPolicy,
} from './procedures.ts';
export { type DueChange, previewRecompute, type RecomputePreview, type RunningItem } from './recompute.ts';
export {
  type ReportingDeadline,
  type ReportingLine,
  reportingCalendar,
  reportingDeadline,
} from './reporting/deadline.ts';
export { findPeriodOf, periodsInYear, type ReportingPeriod, reportingPeriod } from './reporting/period.ts';
export {
  type DeadlineRule,
  type PeriodKind,
  type PeriodScheme,
  type ReportingLevel,
  type ReportingRule,
  refuseReportingRule,
  reportingRuleOn,
  shippedReportingRules,
} from './reporting/reporting-rule.ts';
export {
  type Channel,
  countsHours,
  defaultInterruptions,
  defaultReadings,
  type FirstDay,
  type InterruptionEffect,
  type InterruptionReason,
  type InterruptionRule,
  isInDaysOfCalendar,
  type Readings,
  type Rule,
  refuseRule,
  type Stage,
  type Term,
} from './rule.ts';
export {
  type Extension,
  type HandOver,
  type Interruption,
  type RunningTerm,
  refuseRunningTerm,
} from './running-term.ts';
export { type SplitTerm, splitTerm } from './split.ts';
export { type Light, type Standing } from './standing.ts';
export { type Ending, type State, type StateName, stateAt } from './state.ts';
export {
  computeWithTransition,
  getRuleOn,
  ruleAtReceipt,
  type Transition,
  type TransitionResult,
} from './transition.ts';
