/* oxlint-disable max-lines -- one file for each language, so that a translator sees all of it */
import type { Dictionary } from './translate.ts';

/** English, for visitors and integrators. `one|other` where a number stands. */
export const en: Dictionary = {
  loading: 'Loading',
  close: 'Close',
  cancel: 'Cancel',
  tryAgain: 'Try again',
  optional: 'optional',
  note: 'Note',
  showMore: 'Show more',
  neverHeard: 'never heard',
  print: 'Print',
  since: 'since {time}',
  skip: 'Skip to content',
  goHome: 'Go to my work',
  signIn: 'Sign in',
  businessTime: "The office's business time",
  deviceFull:
    'This computer cannot keep unsent work or what is being typed. Sending works; do not close this window while something is unsent.',
  fromDevice:
    'The server is not reached yet: the lists are those of the last connection{since}. Dossiers can be taken in; they are kept on this computer and sent once it is back.',
  sessionEnded: 'Your session has ended. What you were doing is kept on this computer.',

  'nav.more': 'More',
  'nav.widen': 'Widen the side bar ([)',
  'nav.narrow': 'Narrow the side bar ([)',
  'unit.choose': 'Unit you work for',
  'bell.none': 'Nothing needs attention',
  'bell.some': '{n} thing needs attention|{n} things need attention',
  'bell.unknown': 'Not known whether anything needs attention',
  'title.wrong': 'Error: {title}',
  'nav.label': 'Work areas',
  'nav.atLeast': 'at least {what}',
  'nav.unknown': 'number not known',
  'demonstration.short': 'Demonstration',
  'demonstration.words': 'Demonstration data, on this business day and time',
  'search.open': 'Search or open (Ctrl+K)',
  'search.short': 'Search or open',
  'notAllowed.title': 'This is not part of your work here',
  'notAllowed.words':
    'Your account has no role for this page at this office. Ask its administrator for the role, then sign in again.',
  'signedOut.title': 'Liên Thông',
  'signedOut.words': "Sign in with your office's account to begin.",
  'unreachable.title': "The office's server does not answer yet",
  'unreachable.words':
    'It may be starting, or the local network is interrupted. This page tries again by itself; no need to reload.',
  'failed.title': 'This screen has failed',
  'failed.words':
    'What was sent and your drafts are kept. Reload the page; if it happens again, tell the operator.',
  'failed.reload': 'Reload',

  'outbox.sent': 'Sent: {what}',

  'person.open': '{name}: account, appearance, sign out',

  'keys.title': 'Keys',
  'keys.open': 'Keys (?)',
};
