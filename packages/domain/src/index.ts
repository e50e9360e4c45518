export {
  type Aggregation,
  type Contribution,
  carry,
  contributionKey,
  type Dimension,
  dimensionsOf,
  hasDimensions,
  pickContribution,
  tallyChannel,
} from './contribution.ts';
export {
  type Bounds,
  type BrokenRule,
  checkFields,
  type FieldRules,
  findBrokenRule,
  findInField,
  type MessageRules,
  paramsOf,
  type ValueRules,
} from './check-fields.ts';
export { fieldForms, type FormRule, identityDigits, phoneDigits, phoneSince2018 } from './field-forms.ts';
export { type FieldRule, fieldRules } from './field-rule.ts';
export {
  Hierarchy,
  type Succession,
  type Unit,
  type UnitKind,
  type UnitLevel,
  unitKinds,
} from './hierarchy.ts';
export type { Decided, NumberWanted } from './decided.ts';
export {
  type DeadReason,
  deadReason,
  nameOfError,
  type Remedies,
  type Remedy,
  unexpectedError,
} from './dead-reason.ts';
export { type Digest, digestOf, emptyDigest, formatDigest, unionOf, withId } from './id-digest.ts';
export { isOfLineage, type Lineage, nextVersion, withVersion } from './lineage.ts';
export {
  addDays,
  dayOf,
  type Instant,
  instantOf,
  isLocalDay,
  type LocalDay,
  timeOf,
} from './local-day.ts';
export { newestFirst } from './newest-first.ts';
export { parseReason } from './reason.ts';
export { type FieldViolation, Refusal, type RefusalKind, refuse, refuseField } from './refusal.ts';
export {
  compareSites,
  continueSites,
  type FormerOwner,
  formerOwners,
  type HandedOver,
  isSameRegistry,
  keptHandOvers,
  type SiteChange,
  type SiteRow,
  type SitesDifference,
  type SitesTable,
  sitesText,
} from './sites.ts';
export { findTextRule, isPersonName, storedLines, storedText } from './stored-text.ts';
export { formatUnitKey, isUnitKey, parseUnitKey, type UnitKey } from './unit-key.ts';
export { capitalisedName, foldVietnamese, normaliseText } from './vietnamese-text.ts';
