import type { Key } from '../i18n/translate.ts';
import { vi } from '../i18n/vi.ts';

/** What people call a step of a dossier, of the name of its event. */
export const eventKey = (type: string): Key => {
  const key = `event.${type.split('.')[2] ?? ''}`;
  return key in vi ? (key as Key) : 'event.other';
};
