import type { vi } from './vi.ts';

export const en: Record<keyof typeof vi, string> = {
  'many.title': 'Hand over {n} dossier|Hand over {n} dossiers',
  'many.going': '{n} dossier goes|{n} dossiers go',
  'many.left': '{n} dossier stays|{n} dossiers stay',
  'many.left.unsent': 'a step is not sent yet',
  'many.left.state': 'cannot be handed over in its state',
  'many.left.there': 'is there already',
  'many.confirm': 'Hand over {n} dossier|Hand over {n} dossiers',
  'many.progress': '{n} of {of} handed over',
  'many.refused': '{n} dossier could not be handed over.|{n} dossiers could not be handed over.',
  'many.done': '{n} dossier handed over.|{n} dossiers handed over.',
  'many.kept':
    '{n} dossier is kept on this machine and goes when the server answers.|{n} dossiers are kept on this machine and go when the server answers.',
  'many.undo': 'Undo',
  'many.undone': '{n} dossier handed back.|{n} dossiers handed back.',
  'many.notUndone':
    '{n} dossier could not be handed back. Look at it again.|{n} dossiers could not be handed back. Look at each of them again.',
};
