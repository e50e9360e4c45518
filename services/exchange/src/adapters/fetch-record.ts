import { createHash, randomUUID } from 'node:crypto';
import { Refusal } from '@lienthong/domain';
import type { FetchedRecord, LostRecords } from '../commands/ports.ts';
import { maximumAskMs, nameState, recordQuestion, valueQuestion } from '../domain/engine/asks.ts';
import type { Holder } from '../domain/engine/holders.ts';
import type { Environment } from '../domain/environment.ts';
import { type Key, partsOf } from '../domain/key.ts';
import type { SiteRecord } from '../domain/record.ts';
import { stampText } from '../domain/stamp.ts';
import type { ContentStore } from './content-store.ts';
import type { EngineRunner } from './engine-runner.ts';
import type { LocalSessions } from './local-sessions.ts';
import { decodeWholeRecord } from './whole-record.ts';

/** What a question to a neighbour needs of the site. */
export interface RecordAsker {
  readonly runner: EngineRunner;
  readonly sessions: LocalSessions;
  readonly environment: Environment;
}

/**
 * The record that a next hop holds of a key which this site lost, or a site beyond it. Its content, if it has one, is whole there.
 *
 * @param isDecided by a person: also what was signed with a key that was withdrawn since.
 * @returns undefined when what it sent is no record of this key, or was not signed by an owner of the unit.
 * @throws Refusal `NEIGHBOUR_DID_NOT_ANSWER`.
 */
export const fetchRecord = async (
  asker: RecordAsker,
  key: Key,
  holder: Holder,
  isDecided = false,
): Promise<SiteRecord | undefined> => (await fetch(asker, key, holder, recordQuestion, isDecided))?.record;

/** The same with its value, if that is no larger than one answer may be. */
export async function fetchValue(
  asker: RecordAsker,
  key: Key,
  holder: Holder,
  isDecided = false,
): Promise<FetchedRecord | undefined> {
  const fetched = await fetch(asker, key, holder, valueQuestion, isDecided);
  if (!fetched) return undefined;
  const { record, value } = fetched;
  const isWhole = !record.content || createHash('sha256').update(value).digest('hex') === record.content.hash;
  return isWhole ? fetched : undefined;
}

/**
 * The record for an owner that is about to hold it. Its content follows in parts where the next hop holds it; from a site beyond no parts
 * come, so what one answer has room for is stored here first.
 */
export async function fetchForOwner(
  asker: RecordAsker,
  key: Key,
  holder: Holder,
  contents: Pick<ContentStore, 'put'>,
  isDecided = false,
): Promise<SiteRecord | undefined> {
  if (!holder.isBeyond) return fetchRecord(asker, key, holder, isDecided);
  const fetched = await fetchValue(asker, key, holder, isDecided);
  if (fetched?.record.content) await contents.put(fetched.value);
  return fetched?.record;
}

/** What a person decided to take back: also what was signed with a key that was withdrawn since. */
export const createLostRecords = (asker: RecordAsker, contents: Pick<ContentStore, 'put'>): LostRecords => ({
  forOwner: (key, holder) => fetchForOwner(asker, key, holder, contents, true),
  withValue: (key, holder) => fetchValue(asker, key, holder, true),
});

async function fetch(
  { runner, sessions, environment }: RecordAsker,
  key: Key,
  { hop, stamp }: Holder,
  question: string,
  isDecided = false,
): Promise<FetchedRecord | undefined> {
  const id = randomUUID();
  const answer = sessions.expectAnswer(id);
  const { unit } = partsOf(key);
  const body = nameState({ key, stamp: stampText(stamp) });
  const ask = {
    kind: 'ask',
    id,
    unit,
    question,
    body,
    roles: [],
    units: [],
    timeout: maximumAskMs,
  } as const;
  await runner.run((engine) => engine.askForRecord(hop, ask));
  const { body: said, failure } = await answer;
  if (failure !== '')
    throw new Refusal('unavailable', 'NEIGHBOUR_DID_NOT_ANSWER', `the neighbour: ${failure}`);
  const { registry } = runner.engine.memory;
  const whole = decodeWholeRecord(said);
  if (whole?.key !== key || !registry.everOwned(whole.record.by, unit)) return undefined;
  const { record, value } = whole;
  const keys = [...registry.presentKeysOf(unit), ...registry.formerKeysOf(unit, isDecided)];
  if (!environment.verify(key, record, keys)) return undefined;
  return { record, value };
}
