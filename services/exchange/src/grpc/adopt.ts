import { Refusal } from '@lienthong/domain';
import {
  type FetchedRecord,
  fetchForOwner,
  fetchValue,
  type Holder,
  nextHolder,
} from '../adapters/fetch-record.ts';
import type { Site } from '../adapters/site.ts';
import type { Document, Ruling } from '../domain/document.ts';
import type { Change } from '../domain/rules.ts';
import { sameStamp, type Stamp } from '../domain/stamp.ts';
import { hasChanged } from './what-was-seen.ts';

/**
 * R11: the owner lost a record that others still have. Fetches the one that the next hop holds, checks that an owner of the unit signed
 * it, and writes its value as an ordinary change, which the core lifts above all that others hold. A content follows in parts, whatever its size
 * and however thin the line: its holders keep it, since the record goes on referring to it.
 *
 * @param seen the foreign state that was shown.
 */
export async function adopt(site: Site, document: Document, seen: Stamp, ruling: Ruling): Promise<void> {
  const { key } = document;
  const record = signed(await fetchForOwner(site, key, holderOf(site, document), site.contents, true));
  if (!isKnown(document, record)) hasChanged();
  const { value, content, tombstone } = record;
  const change: Change = {
    value,
    content,
    tombstone,
    src: document.src + 1,
    restored: false,
    ruling,
    takesOver: seen,
  };
  const [outcome] = await site.runner.put([{ key, change, spans: [] }]);
  if (!outcome?.decision.taken) hasChanged();
  if (content) await site.runner.run((engine) => engine.wantContent(key));
}

/** The neighbour sent a state that somebody was believed to hold when the incident was shown. */
const isKnown = ({ heard }: Document, stamp: Stamp): boolean =>
  Object.values(heard).some(({ chain }) => chain.some((entry) => sameStamp(entry, stamp)));

/** What the next hop holds of a key, signed by an owner of its unit. Nothing is stored. @throws Refusal. */
export const fetchLost = async (site: Site, document: Document): Promise<FetchedRecord> =>
  signed(await fetchValue(site, document.key, holderOf(site, document), true));

function signed<T>(fetched: T | undefined): T {
  return fetched ?? refuseAdoption('what the neighbour sent is no record that an owner of the unit signed');
}

const holderOf = (site: Site, document: Document): Holder =>
  nextHolder(site, document) ?? refuseAdoption('nobody is known to hold more than this site');

function refuseAdoption(why: string): never {
  throw new Refusal('precondition', 'NOTHING_TO_ADOPT', why);
}
