import { createHash, randomUUID } from 'node:crypto';
import { Refusal } from '@lienthong/domain';
import type { Site } from '../adapters/site.ts';
import { decodeWholeRecord } from '../adapters/whole-record.ts';
import { stampOf, type Document, type Ruling } from '../domain/document.ts';
import { recordQuestion } from '../domain/engine/asks.ts';
import { partsOf } from '../domain/key.ts';
import type { SiteRecord } from '../domain/record.ts';
import { isConsumerHop } from '../domain/route.ts';
import type { Change } from '../domain/rules.ts';

/**
 * R11: the owner lost a record that others still have. Fetches the one that the next hop holds, checks that an owner of the unit signed
 * it, and writes its value as an ordinary change, which the core lifts above all that others hold.
 */
export async function adopt(site: Site, document: Document, ruling: Ruling): Promise<void> {
  const { runner } = site;
  const { key } = document;
  const hop = nextHolder(site, document);
  if (hop === undefined) refuseAdoption('nobody is known to hold more than this site');
  const id = randomUUID();
  const answer = site.sessions.expectAnswer(id);
  const body = Buffer.from(key);
  const ask = {
    kind: 'ask',
    id,
    unit: partsOf(key).unit,
    question: recordQuestion,
    body,
    roles: [],
    units: [],
    timeout: 0,
  } as const;
  await runner.run((engine) => engine.askForRecord(hop, ask));
  const { body: said, failure } = await answer;
  if (failure !== '')
    throw new Refusal('unavailable', 'NEIGHBOUR_DID_NOT_ANSWER', `the neighbour: ${failure}`);
  const fetched = decodeWholeRecord(said);
  if (fetched.key !== key || !isGenuine(site, key, fetched.record, fetched.value)) {
    refuseAdoption('what the neighbour sent was not signed by an owner of the unit');
  }
  const { tombstone, content } = fetched.record;
  if (content) await site.contents.put(fetched.value);
  const change: Change = {
    value: tombstone || content ? null : fetched.value,
    content,
    tombstone,
    src: document.src + 1,
    restored: false,
    ruling,
  };
  const [outcome] = await runner.put([{ key, change, spans: [] }]);
  if (!outcome?.decision.taken) refuseAdoption('another site writes the records of this unit');
}

function nextHolder({ runner }: Site, document: Document): string | undefined {
  const held = stampOf(document).rev;
  return runner.engine
    .findRoute(document.key)
    ?.next.find((hop) => !isConsumerHop(hop) && (document.heard[hop]?.chain[0]?.rev ?? 0) > held);
}

function isGenuine(
  { runner, environment }: Site,
  key: string,
  record: SiteRecord,
  value: Uint8Array,
): boolean {
  const { registry } = runner.engine.memory;
  if (!registry.everOwned(record.by, partsOf(key).unit)) return false;
  if (!environment.verify(key, record, registry.publicKeysOf(record.by))) return false;
  return !record.content || createHash('sha256').update(value).digest('hex') === record.content.hash;
}

function refuseAdoption(why: string): never {
  throw new Refusal('precondition', 'NOTHING_TO_ADOPT', why);
}
