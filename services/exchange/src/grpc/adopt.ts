import { Refusal } from '@lienthong/domain';
import { fetchRecord } from '../adapters/fetch-record.ts';
import type { Site } from '../adapters/site.ts';
import type { Document, Ruling } from '../domain/document.ts';
import { isForeign, type SiteRecord } from '../domain/record.ts';
import { isConsumerHop } from '../domain/route.ts';
import type { Change } from '../domain/rules.ts';
import { sameStamp, type Stamp } from '../domain/stamp.ts';
import { hasChanged } from './what-was-seen.ts';

/** A record that another site holds of a key that this one lost, and its value. */
export interface Fetched {
  readonly record: SiteRecord;
  readonly value: Uint8Array;
}

/**
 * R11: the owner lost a record that others still have. Fetches the one that the next hop holds, checks that an owner of the unit signed
 * it, and writes its value as an ordinary change, which the core lifts above all that others hold.
 *
 * @param seen the foreign state that was shown.
 */
export async function adopt(site: Site, document: Document, seen: Stamp, ruling: Ruling): Promise<void> {
  const { key } = document;
  const { record, value } = await fetchLost(site, document);
  if (!isKnown(document, record)) hasChanged();
  const { tombstone, content } = record;
  if (content) await site.contents.put(value);
  const change: Change = {
    value: tombstone || content ? null : value,
    content,
    tombstone,
    src: document.src + 1,
    restored: false,
    ruling,
    takesOver: seen,
  };
  const [outcome] = await site.runner.put([{ key, change, spans: [] }]);
  if (!outcome?.decision.taken) hasChanged();
}

/** The neighbour sent a state that somebody was believed to hold when the incident was shown. */
const isKnown = ({ heard }: Document, stamp: Stamp): boolean =>
  Object.values(heard).some(({ chain }) => chain.some((entry) => sameStamp(entry, stamp)));

/** What the next hop holds of a key, signed by an owner of its unit. Nothing is stored. @throws Refusal. */
export async function fetchLost(site: Site, document: Document): Promise<Fetched> {
  const { key } = document;
  const hop = nextHolder(site, document);
  if (hop === undefined) refuseAdoption('nobody is known to hold more than this site');
  const fetched = await fetchRecord(site, key, hop, true);
  if (!fetched) refuseAdoption('what the neighbour sent was not signed by an owner of the unit');
  return { record: fetched.record, value: fetched.value };
}

function nextHolder({ runner }: Site, document: Document): string | undefined {
  const isNews = (hop: string): boolean => {
    const held = document.heard[hop]?.chain[0];
    return held !== undefined && isForeign(held, document.record);
  };
  const revOf = (hop: string): number => document.heard[hop]?.chain[0]?.rev ?? 0;
  const holders = runner.engine
    .findRoute(document.key)
    ?.next.filter((hop) => !isConsumerHop(hop) && isNews(hop));
  return holders?.sort((a, b) => revOf(b) - revOf(a))[0];
}

function refuseAdoption(why: string): never {
  throw new Refusal('precondition', 'NOTHING_TO_ADOPT', why);
}
