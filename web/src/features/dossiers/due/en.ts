import type { vi } from './vi.ts';

export const en: Record<keyof typeof vi, string> = {
  'headline.label': 'Outcome of the dossier',
  'headline.finished': 'Result ready {day}, {outcome}',
  'headline.returned': 'Returned {day}, {outcome}',
  'headline.withdrawn': 'Withdrawn by the citizen {day}',
  'headline.voided': 'Voided {day}',
  'headline.promised': 'promised for {day}',
  'due.label': 'Result promised for',
  'due.none': 'Suspended',
  'due.offline':
    'The dossier was handed in at {handedIn} while the counter had no line, and recorded at {recorded}. The term counts from when it was handed in.',
  'due.version': 'Rule in force since {version}',

  'derivation.DERIVATION_CODE_UNSPECIFIED': 'An unknown step.',
  'derivation.DERIVATION_CODE_RULE':
    'By {source}: {title}, {channel} (rule {rule}{version}, in force from {validFrom}).',
  'derivation.DERIVATION_CODE_RECEIVED': 'Received at {at} ({why}){countsFrom}.',
  'derivation.DERIVATION_CODE_FILED_ONLINE': 'Filed online at {at} ({why}){filed}.',
  'derivation.DERIVATION_CODE_COMPLETED': 'Completed at {at} ({why}){countsFrom}.',
  'derivation.DERIVATION_CODE_RESUMED': 'Resumed at {at} ({why}){countsFrom}.',
  'derivation.DERIVATION_CODE_STAGE': '{holder}: {length}.',
  'derivation.DERIVATION_CODE_STAGE_AFTER_DAY':
    '{holder}: {length}, counted from the day after {day} (the first day is not counted, {source}).',
  'derivation.DERIVATION_CODE_STAGE_FROM_DAY': '{holder}: {length}, counted from {day}, that day included.',
  'derivation.DERIVATION_CODE_STAGE_FROM_HOUR': '{holder}: {length}, counted from {at} ({source}).',
  'derivation.DERIVATION_CODE_AFTER_CUTOFF': 'Received after {cutoff}, so due on the next working day{by}.',
  'derivation.DERIVATION_CODE_WEEKENDS':
    'Not counted, {n} weekly rest day: {stretches}.|Not counted, {n} weekly rest days: {stretches}.',
  'derivation.DERIVATION_CODE_SKIPPED': 'Not counted {stretches}: {name} ({source}{provisional}).',
  'derivation.DERIVATION_CODE_MADE_UP': 'Counted {day}: {name} ({source}{provisional}).',
  'derivation.DERIVATION_CODE_SUSPENDED_DAYS': 'Not counted {stretches}: {wait}{by}.',
  'derivation.DERIVATION_CODE_SUSPENDED_HOURS': 'Not counted from {since} to {until}: {wait}{by}.',
  'derivation.DERIVATION_CODE_COUNTED_DAYS': '{counted} {length}, from {from} to {to}.',
  'derivation.DERIVATION_CODE_COUNTED_DAY': '{counted} {length}: {day}.',
  'derivation.DERIVATION_CODE_COUNTED_HOURS': '{counted} {length}, from {since} to {until}.',
  'derivation.DERIVATION_CODE_COUNTED_NOTHING': 'No day counted yet.',
  'derivation.DERIVATION_CODE_MOVED':
    'The last day, {from}, is closed ({names}), so the term ends on the next working day, {to} ({source}).',
  'derivation.DERIVATION_CODE_GIVEN_BACK': 'Stopped on its last day, which comes back on {day}.',
  'derivation.DERIVATION_CODE_HANDED_OVER':
    'Handed over to {holder} at {at}; the next part counts from then.',
  'derivation.DERIVATION_CODE_LATEST':
    'The agencies work at once, so the latest date holds: {holder}, {day}{by}.',
  'derivation.DERIVATION_CODE_RESTARTED':
    '{wait} from {since} to {until}; from then the term is counted anew{by}.',
  'derivation.DERIVATION_CODE_WAIT_RUNS': '{wait} since {since}: counted all the same{by}.',
  'derivation.DERIVATION_CODE_WAIT_AFTER_TERM':
    '{wait} since {since}: the term was over, so the date does not move.',
  'derivation.DERIVATION_CODE_WAIT_NO_TIME': '{wait} since {since}: takes no time of the term.',
  'derivation.DERIVATION_CODE_EXTENDED': 'With apology moved from {from} to {to}: {reason} ({source}).',
  'derivation.DERIVATION_CODE_WAITING': '{wait} since {since}{by}; no due date now, left: {length}.',
  'derivation.DERIVATION_CODE_WAITING_ANEW':
    '{wait} since {since}{by}; no due date now, to be counted anew: {length}.',
  'derivation.DERIVATION_CODE_DUE_DAY': 'Due by the end of {day} ({time}).',
  'derivation.DERIVATION_CODE_DUE_HOUR': 'Due by {time} {day}.',
  'derivation.DERIVATION_CODE_CLOSES':
    'Papers are taken until the end of {day}; after that the dossier is closed{by}.',
  'derivation.DERIVATION_CODE_CLOSES_LATER':
    'The day on which the dossier closes without papers is not known yet: the calendar of that year is not published{by}.',
  'derivation.DERIVATION_CODE_REMINDS':
    "If nothing has come, the office reminds the citizen on {day} (the office's own habit).",
  'derivation.channel.COUNTER': 'handed in at the counter',
  'derivation.channel.ONLINE': 'filed online',
  'derivation.channel.POST': 'sent by public post',
  'derivation.why.IN_HOURS': 'in office hours',
  'derivation.why.BEFORE_OPENING': 'before opening',
  'derivation.why.IN_BREAK': 'in the lunch break',
  'derivation.why.AFTER_CLOSING': 'after closing',
  'derivation.why.WEEKEND': 'a weekly rest day',
  'derivation.why.CLOSED_DAY': 'a closed day: {name}',
  'derivation.wait.SUPPLEMENT': 'waiting for missing papers',
  'derivation.wait.FEE': 'waiting for a payment',
  'derivation.wait.OTHER_AGENCY': 'waiting for another agency',
  'derivation.wait.THIRD_PARTY': "waiting for a third party's view",
  'derivation.wait.OTHER': 'stopped',
  'derivation.most': ', {length} at most',
  'derivation.version': ', version {version}',
  'derivation.countsFrom': ', counts as received on the next working day, {day}',
  'derivation.filed': ', received on {day}',
  'derivation.provisional': ', provisional',
  'derivation.complete': 'Counted',
  'derivation.soFar': 'Counted so far',
  'derivation.lastDay': 'the last day of the term',
};
