export { Hierarchy, type Succession, type Unit, type UnitLevel } from './hierarchy.ts';
export {
  addDays,
  dayOf,
  type Instant,
  instantOf,
  isLocalDay,
  type LocalDay,
  timeOf,
  VIETNAM_OFFSET_MS,
} from './local-day.ts';
export { type FieldViolation, Refusal, type RefusalKind, refuse, refuseField } from './refusal.ts';
export { formatUnitKey, isUnitKey, parseUnitKey, type UnitKey } from './unit-key.ts';
export { foldVietnamese, normaliseText, searchTokens } from './vietnamese-text.ts';
