import { createHash, randomUUID } from 'node:crypto';
import { Refusal } from '@lienthong/domain';
import { maximumAskMs, recordQuestion, valueQuestion } from '../domain/engine/asks.ts';
import type { Environment } from '../domain/environment.ts';
import { type Key, partsOf } from '../domain/key.ts';
import type { SiteRecord } from '../domain/record.ts';
import type { EngineRunner } from './engine-runner.ts';
import type { LocalSessions } from './local-sessions.ts';
import { decodeWholeRecord } from './whole-record.ts';

export interface FetchedRecord {
  readonly record: SiteRecord;
  readonly value: Uint8Array;
}

/** What a question to a neighbour needs of the site. */
export interface RecordAsker {
  readonly runner: EngineRunner;
  readonly sessions: LocalSessions;
  readonly environment: Environment;
}

/**
 * The record that a next hop holds of a key which this site lost. Its content, if it has one, is whole there.
 * @returns undefined when what it sent was not signed by an owner of the unit.
 * @throws Refusal `NEIGHBOUR_DID_NOT_ANSWER`.
 */
export const fetchRecord = async (
  asker: RecordAsker,
  key: Key,
  hop: string,
): Promise<SiteRecord | undefined> => (await fetch(asker, key, hop, recordQuestion))?.record;

/** The same with its value, if that is no larger than one answer may be. */
export async function fetchValue(
  asker: RecordAsker,
  key: Key,
  hop: string,
): Promise<FetchedRecord | undefined> {
  const fetched = await fetch(asker, key, hop, valueQuestion);
  if (!fetched) return undefined;
  const { record, value } = fetched;
  const isWhole = !record.content || createHash('sha256').update(value).digest('hex') === record.content.hash;
  return isWhole ? fetched : undefined;
}

async function fetch(
  { runner, sessions, environment }: RecordAsker,
  key: Key,
  hop: string,
  question: string,
): Promise<FetchedRecord | undefined> {
  const id = randomUUID();
  const answer = sessions.expectAnswer(id);
  const { unit } = partsOf(key);
  const body = Buffer.from(key);
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
  const { key: named, record, value } = decodeWholeRecord(said);
  const { registry } = runner.engine.memory;
  if (named !== key || !registry.everOwned(record.by, unit)) return undefined;
  if (!environment.verify(key, record, registry.publicKeysOf(record.by))) return undefined;
  return { record, value };
}
