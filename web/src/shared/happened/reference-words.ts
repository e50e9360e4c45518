import type { Reference } from '../../gen/common.ts';
import { has, type Translate } from './words.ts';

interface Referring {
  reference?: Partial<Reference> | undefined;
  eventId: string;
}

/** Tells apart what events are about: a code is unique within its kind, and an event without a code stands for itself. */
export const referenceId = ({ reference, eventId }: Referring): string =>
  reference?.code ? `${reference.kind ?? ''} ${reference.code}` : eventId;

/** What a person calls it, e.g. "Hồ sơ H57.01-250630-0001"; an event without a code has none. */
export function referenceName(t: Translate, { reference }: Referring): string {
  if (!reference?.code) return t('reference.none');
  const kind = `reference.${reference.kind ?? ''}`;
  return `${t(has(kind) ? kind : 'reference.other')} ${reference.code}`;
}

/** Events by what they are about, in order of the first of each. */
export function byReference<E extends Referring>(events: readonly E[]): { id: string; events: E[] }[] {
  const things = new Map<string, E[]>();
  for (const event of events)
    things.set(referenceId(event), [...(things.get(referenceId(event)) ?? []), event]);
  return [...things].map(([id, ofIt]) => ({ id, events: ofIt }));
}
