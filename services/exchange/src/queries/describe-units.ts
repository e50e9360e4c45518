import type {
  DescribeUnitsRequest,
  DescribeUnitsResponse,
  DescribeUnitsResponse_UnitRecords,
} from '@lienthong/contracts/exchange/v1/exchange';
import { hash64, hashBytes } from '@lienthong/messaging';
import type { Site } from '../commands/site.ts';
import { findChannel } from '../domain/channel.ts';
import { lastHeardOf } from '../domain/engine/presence.ts';
import { watermarksOf } from '../domain/engine/watermarks.ts';

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
      channels.push({ channel, ...(await sumOf(records, channel, unit)) });
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

/** A number alone says nothing: the records of a day that was counted again are as many as before. */
async function sumOf(
  records: Site['records'],
  channel: string,
  unit: string,
): Promise<{ records: number; digest: Buffer }> {
  let count = 0;
  let sum = 0n;
  for await (const { key, digest, foreign } of records.held(channel, unit, '')) {
    if (foreign === 'stub') continue;
    count += 1;
    sum ^= hash64(`${key}|${digest}`);
  }
  return { records: count, digest: hashBytes(sum) };
}
