import { createHash, randomUUID } from 'node:crypto';
import { Refusal } from '@lienthong/domain';
import { maximumAskMs, recordQuestion } from '../domain/engine/asks.ts';
import type { Environment } from '../domain/environment.ts';
import { type Key, partsOf } from '../domain/key.ts';
import type { SiteRecord } from '../domain/record.ts';
import type { EngineRunner } from './engine-runner.ts';
import type { LocalSessions } from './local-sessions.ts';
import { decodeWholeRecord } from './whole-record.ts';

export interface FetchedRecord {
  readonly record: SiteRecord;
  /** Whatever its size. */
  readonly value: Uint8Array;
}

/** What a question to a neighbour needs of the site. */
export interface RecordAsker {
  readonly runner: EngineRunner;
  readonly sessions: LocalSessions;
  readonly environment: Environment;
}

/**
 * The record that a next hop holds of a key which this site lost, with its value.
 *
 * @param isDecided by a person: also what was signed with a key that was withdrawn since.
 * @returns undefined when what it sent was not signed by an owner of the unit.
 * @throws Refusal `NEIGHBOUR_DID_NOT_ANSWER`.
 */
export async function fetchRecord(
  { runner, sessions, environment }: RecordAsker,
  key: Key,
  hop: string,
  isDecided = false,
): Promise<FetchedRecord | undefined> {
  const id = randomUUID();
  const answer = sessions.expectAnswer(id);
  const { unit } = partsOf(key);
  const body = Buffer.from(key);
  const ask = {
    kind: 'ask',
    id,
    unit,
    question: recordQuestion,
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
  const keys = [...registry.presentKeysOf(unit), ...registry.formerKeysOf(unit, isDecided)];
  if (!environment.verify(key, record, keys)) return undefined;
  const isWhole = !record.content || createHash('sha256').update(value).digest('hex') === record.content.hash;
  return isWhole ? { record, value } : undefined;
}
