import type { Key } from '../i18n/translate.ts';
import { vi } from '../i18n/vi.ts';

/**
 * What people call an event, by its type `<service>.<aggregate>.<happened>.v<n>`: two services may use the same word for
 * what happened and mean different things.
 */
export function eventKey(type: string): Key {
  const key = `event.${type.split('.').slice(0, 3).join('.')}`;
  return key in vi ? (key as Key) : 'event.other';
}
