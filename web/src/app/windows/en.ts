import type { vi } from './vi.ts';

export const en: Record<keyof typeof vi, string> = {
  replaced:
    'Since {on}, {by} stands in the place of {unit}. Dossiers and figures here are still those of the old unit; the operator has to give the new one to the site and to the accounts.',
  replacedByNone:
    'Since {on} there is no {unit}. Dossiers and figures here are the old ones; the operator has to give another unit to the site and to the accounts.',
  newRelease:
    'A new version of the app is here. What is typed and what is unsent stays when the page is loaded again.',
  signOut: 'Sign out',
  'signOut.unsent':
    '{n} action is not sent yet. It stays on this computer and goes on when you sign in again.|{n} actions are not sent yet. They stay on this computer and go on when you sign in again.',
  'outbox.title': 'Connection and unsent work',
  'outbox.heading': 'Unsent work',
  'outbox.none': 'Everything is sent.',
  'outbox.intro':
    'These are kept on this computer and sent again by themselves. However often they are sent, they count once.',
  'outbox.waiting': 'waiting to be sent',
  'outbox.aside': 'put by',
  'outbox.refused': 'refused',
  'outbox.fault':
    'The server failed at this at {time}. It is kept and sent again at {next}; nothing else waits for it. If it happens again, tell the operator the code {code}.',
  'outbox.asideWords':
    'This is no longer sent by itself. The server may have recorded it: look for it before you do it again or drop it.',
  'outbox.retry': 'Send again',
  'outbox.setAside': 'Put by',
  'outbox.drop': 'Drop it',
  'outbox.unnamed': 'Kept work',
  'outbox.read': 'Read, drop it',
  'outbox.now': 'Send now',
  'theme.label': 'Appearance',
  'theme.system': 'As the device',
  'theme.light': 'Light',
  'theme.dark': 'Dark',
  'language.label': 'Language',
  'role.clerk': 'One-stop clerk',
  'role.leader': 'Leader',
  'role.district_officer': 'District officer',
  'role.ioc': 'Operations centre',
  'role.operator': 'Operator',
  'role.integrator': 'Integrated system',
  'keys.toggle': 'Use one-letter keys',
  'bell.title': 'Needs attention',
  'search.title': 'Search',
  'search.found': 'Found',
  'search.pages': 'Pages',
  'search.actions': 'Actions',
  'search.recent': 'Opened lately',
  'search.looking': 'Searching …',
  'search.count': '{n} found',
  'search.none': 'Nothing matches “{text}”.',
  'search.more': 'There are more: type on to narrow it down.',
};
