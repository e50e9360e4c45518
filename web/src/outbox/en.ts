import type { vi } from './vi.ts';

export const en: Record<keyof typeof vi, string> = {
  'kept.onDevice': 'Could not be sent. It is kept on this computer and will be sent by itself.',
  'kept.inWindow':
    'Could not be sent, and this computer keeps no unsent work: it is in this window only; do not close it before it is sent.',
  'draft.restored': 'This is what you were typing last time.',
  'draft.startOver': 'Start over',
  'draft.left': 'A window that was closed ({time}) left this unfinished: {what}',
  'draft.unnamed': 'no name yet',
  'draft.take': 'Type on',
  'draft.drop': 'Drop it',
  'draft.elsewhere':
    'The same is being typed in another window. What stands there is untouched; what you type here is separate.',
};
