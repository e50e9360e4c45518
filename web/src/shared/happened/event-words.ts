import { has, type Key } from './words.ts';

/**
 * What people call an event, by its type `<service>.<aggregate>.<happened>.v<n>`: two services may use the same word for
 * what happened and mean different things.
 */
export function eventKey(type: string): Key {
  const key = `event.${type.split('.').slice(0, 3).join('.')}`;
  return has(key) ? (key as Key) : 'event.other';
}
