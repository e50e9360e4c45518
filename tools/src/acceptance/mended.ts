import type { Finding } from './finding.ts';
import { type Entries, numberedEntries } from './numbered-entries.ts';

/** Inputs of the legal clock that came out wrong once. */
const clock: Entries = {
  'clock 1': 'a wait that is over is not refused for a limit beyond the calendar',
  'clock 2': 'nor is one that a sector rule bounds',
  'clock 3': 'papers can be asked for at a year’s end, the closing day unknown',
  'clock 4': 'a counter that is shut on a make-up Saturday is simply shut then',
  'clock 5': 'Saturday service counts as work on a day off, with the other reading beside it',
  'clock 6': 'whether a late notice counts goes by the end of the day, whatever the unit',
  'clock 7': 'calendar days after calendar days are one count',
  'clock 8': 'a term that is counted anew has no last day to use up',
  'clock 9': 'asking another agency stops nothing unless a rule with its source says so',
  'clock 10': 'no day is counted by two parts of a term',
  'clock 11': 'real hours, weeks, months and years are units',
  'clock 12': 'of agencies at once the longest decides',
  'clock 13': 'a day off swapped for one that nobody makes up is refused, both named',
  'clock 14': 'a rule that was not in force at the receipt is remarked',
  'clock 15': 'an extension that a reset made void is no apology',
  'clock 16': 'a closure on a closing day is in the preview',
  'clock data': 'terms and names of offices are those of their day, each with its source',
  'clock words': 'the proof skips no day in silence and contradicts itself nowhere',
  'clock helpers': 'a named day has state and light; days and hours before and after are counted',
};

/** Attacks that came through once. The fifth, the twelfth and what Keycloak needs come with identity in full. */
const doors: Entries = {
  S1: 'no database is open, no key lies in clear, no token lasts for years',
  S2: 'nobody goes on as the person before at a shared machine',
  S3: 'one caller slows nobody else',
  S4: 'a stranger holds neither connections nor memory of the gRPC port',
  // Tests of exchange may not begin with S6: there such numbers are the protocol’s own rules.
  question: 'S6 a question costs a commune’s line little and waits in turn',
  S7: 'nobody locks somebody else out',
  S8: 'guessed secrets of a system have to wait, and the system does not',
  S9: 'what nobody can read is the caller’s fault, not the site’s',
  S10: 'a link’s key opens the port for links alone',
  S11: 'production opens no monitor port',
  S13: 'tokens end, pages tell strangers nothing, and a signed-out device keeps nothing new',
  'supply chain': 'every package is the one that was looked at, the runtime among them',
};

/** What another system’s engineers ran into. */
const contract: Entries = {
  'contract 1': 'freshness follows the hierarchy of the day',
  'contract 2': 'what a row names can be asked',
  'contract 3': 'a refusal of the owner is told as such, with its field',
  'contract 4': 'a value that a dimension does not have is refused',
  'contract 5': 'a wrong selection names the field within it',
  'contract 6': 'a row that comes to nothing while it is watched is named',
  'contract 7': 'as-of moves without the rows',
  'contract 8': 'a watch where nothing changes says so',
  'contract 9': 'an answer is bounded, and says by what',
  'contract 10': 'the dossiers behind a stock can be asked for',
  'contract 11': 'what a removed system was given ends within seconds',
  guide: 'every command of the guide runs as it is written, and clients stream over HTTP',
};

/** The three lists of what trying it found, entry by entry. */
export async function* run(): AsyncIterable<Finding> {
  yield* numberedEntries({ ...clock, ...doors, ...contract }, '{packages,services,tools,web}');
}
