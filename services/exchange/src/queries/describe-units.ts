import type {
  DescribeUnitsRequest,
  DescribeUnitsResponse,
  DescribeUnitsResponse_UnitRecords,
} from '@lienthong/contracts/exchange/v1/exchange';
import { hash64, hashBytes } from '@lienthong/messaging';
import type { Site } from '../commands/site.ts';
import { findChannel } from '../domain/channel.ts';
import { type Memory, sourceOf } from '../domain/engine/memory.ts';
import { lastHeardOf } from '../domain/engine/presence.ts';
import { watermarksOf } from '../domain/engine/watermarks.ts';
import { stampText } from '../domain/stamp.ts';

/** What is held here of units' records, and how much less that is than their site last said to have counted. */
export async function describeUnits(
  { runner, records, channels: known }: Pick<Site, 'runner' | 'records' | 'channels'>,
  { units }: DescribeUnitsRequest,
): Promise<DescribeUnitsResponse> {
  const { memory } = runner.engine;
  const watermarks = watermarksOf(memory);
  const described: DescribeUnitsResponse_UnitRecords[] = [];
  for (const unit of units) {
    const held = await records.countIn(`${unit}/`);
    const said = watermarks.filter((one) => one.unit === unit);
    let missing = 0;
    for (const { channel, count } of said)
      missing += Math.max(0, count - (await records.countIn(`${unit}/${channel}/`)));
    const ways = new Set([...known.channels, ...said.map(({ channel }) => channel)]);
    const channels = [];
    for (const channel of [...ways].filter((one) => findChannel(one)?.route === 'up').sort())
      channels.push({ channel, ...(await sumOf(records, memory, sourceOf(unit, channel))) });
    const owner = memory.registry.ownerOf(unit);
    const heard = owner === undefined ? undefined : lastHeardOf(memory, owner);
    described.push({
      unit,
      held,
      missing: said.length === 0 ? undefined : missing,
      channels: channels.filter((one) => one.records > 0),
      lastHeard: heard === undefined ? undefined : new Date(heard),
    });
  }
  return { units: described };
}

/**
 * A number alone says nothing: a day that was counted again adds none. The sum has what was lost here and the top holds, too: where the top
 * has the same sum, it holds all that is here.
 */
async function sumOf(
  records: Site['records'],
  { registry, site }: Memory,
  source: string,
): Promise<{ records: number; digest: Buffer }> {
  const [parent, top] = [registry.parentOf(site) ?? '', registry.pathUp(site).at(-1)];
  let count = 0;
  let sum = 0n;
  for await (const { key, record, heard } of records.outlines(source)) {
    if (record) count += 1;
    const stamp = record ?? heard[parent]?.chain.find((entry) => entry.site === top && entry.rev > 0);
    if (stamp) sum ^= hash64(`${key}|${stampText(stamp)}`);
  }
  return { records: count, digest: hashBytes(sum) };
}
