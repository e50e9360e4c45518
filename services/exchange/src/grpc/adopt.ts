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

/**
 * R11: the owner lost a record that others still have. Fetches the one that the next hop holds, checks that an owner of the unit signed
 * it, and writes its value as an ordinary change, which the core lifts above all that others hold. A content follows in parts, whatever its size
 * and however thin the line: its holders keep it, since the record goes on referring to it.
 */
export async function adopt(site: Site, document: Document, ruling: Ruling): Promise<void> {
  const { key } = document;
  const { value, content, tombstone } = signed(
    await fetchForOwner(site, key, holderOf(site, document), site.contents),
  );
  const change: Change = {
    value,
    content,
    tombstone,
    src: document.src + 1,
    restored: false,
    ruling,
  };
  const [outcome] = await site.runner.put([{ key, change, spans: [] }]);
  if (!outcome?.decision.taken) refuseAdoption('another site writes the records of this unit');
  if (content) await site.runner.run((engine) => engine.wantContent(key));
}

/** What the next hop holds of a key, signed by an owner of its unit. Nothing is stored. @throws Refusal. */
export const fetchLost = async (site: Site, document: Document): Promise<FetchedRecord> =>
  signed(await fetchValue(site, document.key, holderOf(site, document)));

function signed<T>(fetched: T | undefined): T {
  return fetched ?? refuseAdoption('what the neighbour sent was not signed by an owner of the unit');
}

const holderOf = (site: Site, document: Document): Holder =>
  nextHolder(site, document) ?? refuseAdoption('nobody is known to hold more than this site');

function refuseAdoption(why: string): never {
  throw new Refusal('precondition', 'NOTHING_TO_ADOPT', why);
}
