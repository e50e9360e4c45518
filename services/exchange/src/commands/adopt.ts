import { Refusal } from '@lienthong/domain';
import type { Document, Ruling } from '../domain/document.ts';
import { type Holder, nextHolder } from '../domain/engine/holders.ts';
import type { SiteRecord } from '../domain/record.ts';
import type { Change } from '../domain/rules.ts';
import { type Stamp, sameStamp } from '../domain/stamp.ts';
import { hasChanged } from '../domain/what-was-seen.ts';
import type { FetchedRecord } from './ports.ts';
import type { Site } from './site.ts';

/**
 * R11: the owner lost a record that others still have. Fetches the one that the next hop holds, checks that an owner of the unit signed
 * it, and writes its value as an ordinary change, which the core lifts above all that others hold. A content follows in parts, whatever its size
 * and however thin the line: its holders keep it, since the record goes on referring to it.
 *
 * @param seen the foreign state that was shown.
 * @param fetched that state, where this site has it already: whoever holds it may be out of reach by now.
 */
export async function adopt(
  site: Site,
  document: Document,
  seen: Stamp,
  ruling: Ruling,
  fetched?: FetchedRecord,
): Promise<void> {
  const { key } = document;
  const record = fetched ? await keep(site, fetched) : await fetchKnown(site, document);
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

async function keep({ contents }: Site, { record, value }: FetchedRecord): Promise<SiteRecord> {
  if (record.content) await contents.put(value);
  return record;
}

async function fetchKnown(site: Site, document: Document): Promise<SiteRecord> {
  const record = signed(await site.lost.forOwner(document.key, holderOf(site, document)));
  return isKnown(document, record) ? record : hasChanged();
}

/** The neighbour sent a state that somebody was believed to hold when the incident was shown. */
const isKnown = ({ heard }: Document, stamp: Stamp): boolean =>
  Object.values(heard).some(({ chain }) => chain.some((entry) => sameStamp(entry, stamp)));

/** What the next hop holds of a key, signed by an owner of its unit. Nothing is stored. @throws Refusal. */
export const fetchLost = async (site: Site, document: Document): Promise<FetchedRecord> =>
  signed(await site.lost.withValue(document.key, holderOf(site, document)));

function signed<T>(fetched: T | undefined): T {
  return fetched ?? refuseAdoption('what the neighbour sent is no record that an owner of the unit signed');
}

const holderOf = (site: Site, document: Document): Holder =>
  nextHolder(site.runner.engine, document) ?? refuseAdoption('nobody is known to hold more than this site');

function refuseAdoption(why: string): never {
  throw new Refusal('precondition', 'NOTHING_TO_ADOPT', why);
}
