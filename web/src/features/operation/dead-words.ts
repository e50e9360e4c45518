import type { DeadLetter } from '../../api/dead-letters.ts';
import { eventKey } from '../../shared/happened/event-words.ts';
import type { Key, Translate } from './words.ts';

const owners: Readonly<Record<DeadLetter['owner'], Key>> = {
  DEAD_LETTER_OWNER_UNSPECIFIED: 'dead.siteOperator',
  DEAD_LETTER_OWNER_SITE_OPERATOR: 'dead.siteOperator',
  DEAD_LETTER_OWNER_PROVINCE_OPERATOR: 'dead.provinceOperator',
};
const actions: Readonly<Record<DeadLetter['nextAction'], Key>> = {
  DEAD_LETTER_ACTION_UNSPECIFIED: 'dead.tellSupport',
  DEAD_LETTER_ACTION_MEND_TABLE: 'dead.mendTable',
  DEAD_LETTER_ACTION_UPGRADE: 'dead.upgrade',
  DEAD_LETTER_ACTION_ASK_SENDER: 'dead.askSender',
  DEAD_LETTER_ACTION_TELL_SUPPORT: 'dead.tellSupport',
};

/** What could not be used, whose turn it is, and to do what. */
export const deadWords = (
  t: Translate,
  { eventType, subject, owner, nextAction }: DeadLetter,
): { name: string; owner: string; next: string } => ({
  name: eventType.startsWith('record.') ? t('dead.record', { id: subject }) : t(eventKey(eventType)),
  owner: t(owners[owner]),
  next: t(actions[nextAction]),
});
