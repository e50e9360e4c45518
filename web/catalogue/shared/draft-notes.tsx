import { DraftNotes } from '../../src/outbox/draft-notes.tsx';
import type { Draft } from '../../src/outbox/draft.ts';
import type { Examples } from '../examples.ts';
import { longName } from '../sample/names.ts';

const nothing = (): void => undefined;
const draft = (more: Partial<Draft<string>>): Draft<string> => ({
  value: '',
  set: nothing,
  clear: nothing,
  send: (give) => give(nothing),
  loaded: true,
  restored: false,
  isEmpty: true,
  turn: 0,
  left: [],
  isOpenElsewhere: false,
  isBeingSent: false,
  isUnread: false,
  take: nothing,
  drop: nothing,
  ...more,
});
const left = (value: string) => ({ window: value, value, at: Date.parse('2025-06-30T01:10:00Z') });

export const examples: Examples = {
  states: {
    nothing: () => <DraftNotes draft={draft({})} describe={(value) => value} />,
    'open elsewhere': () => (
      <DraftNotes draft={draft({ isOpenElsewhere: true })} describe={(value) => value} />
    ),
    left: () => (
      <DraftNotes draft={draft({ left: [left('Phan Thị Mai'), left('')] })} describe={(value) => value} />
    ),
    'long names': () => <DraftNotes draft={draft({ left: [left(longName)] })} describe={(value) => value} />,
  },
};
