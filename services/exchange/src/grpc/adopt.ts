import { Refusal } from '@lienthong/domain';
import { fetchRecord } from '../adapters/fetch-record.ts';
import type { Site } from '../adapters/site.ts';
import { holderOf } from '../adapters/take-over.ts';
import type { Document, Ruling } from '../domain/document.ts';
import { isForeign, type SiteRecord } from '../domain/record.ts';
import { isConsumerHop } from '../domain/route.ts';
import type { Change } from '../domain/rules.ts';

/** A record that another site holds of a key that this one lost, and its value. */
export interface Fetched {
  readonly record: SiteRecord;
  readonly value: Uint8Array;
}

/**
 * R11: the owner lost a record that others still have. Fetches the one that the next hop holds, checks that an owner of the unit signed
 * it, and writes its value as an ordinary change, which the core lifts above all that others hold.
 */
export async function adopt(site: Site, document: Document, ruling: Ruling): Promise<void> {
  const { key } = document;
  const { record, value } = await fetchLost(site, document);
  const { tombstone, content } = record;
  if (content) await site.contents.put(value);
  const change: Change = {
    value: tombstone || content ? null : value,
    content,
    tombstone,
    src: document.src + 1,
    restored: false,
    ruling,
  };
  const [outcome] = await site.runner.put([{ key, change, spans: [] }]);
  if (!outcome?.decision.taken) refuseAdoption('another site writes the records of this unit');
}

/** What the next hop holds of a key, signed by an owner of its unit. Nothing is stored. @throws Refusal. */
export async function fetchLost(site: Site, document: Document): Promise<Fetched> {
  const { key } = document;
  const hop = nextHolder(site, document);
  if (hop === undefined) refuseAdoption('nobody is known to hold more than this site');
  const fetched = await fetchRecord(site, key, hop);
  if (!fetched) refuseAdoption('what the neighbour sent was not signed by an owner of the unit');
  return { record: fetched.record, value: fetched.value };
}

function nextHolder(site: Site, document: Document): string | undefined {
  const { key, record, heard } = document;
  if (!record) return holderOf(site, document);
  const isNews = (hop: string): boolean => {
    const held = heard[hop]?.chain[0];
    return held !== undefined && isForeign(held, record);
  };
  return site.runner.engine.findRoute(key)?.next.find((hop) => !isConsumerHop(hop) && isNews(hop));
}

function refuseAdoption(why: string): never {
  throw new Refusal('precondition', 'NOTHING_TO_ADOPT', why);
}
