import { isUnitKey } from '@lienthong/domain';
import { findChannel, isChannel } from './channel.ts';

/**
 * Key of a record as text, `channel/unit/id`: what kind of thing, the unit whose site writes it (`code@validFrom`), and which one.
 * Channel (`channel.ts`) and unit hold no slash; the id of a record for one other unit begins with that unit's key and a slash.
 */
export type Key = string;

export interface KeyParts {
  readonly channel: string;
  readonly unit: string;
  readonly id: string;
}

const rest = /^[^/\s]{1,40}\/[^\s]{1,160}$/;

export const keyOf = (channel: string, unit: string, id: string): Key => `${channel}/${unit}/${id}`;

export function isKey(text: string): boolean {
  const slash = text.indexOf('/');
  return isChannel(text.slice(0, Math.max(slash, 0))) && rest.test(text.slice(slash + 1));
}

export function partsOf(key: Key): KeyParts {
  const first = key.indexOf('/');
  const second = key.indexOf('/', first + 1);
  return { channel: key.slice(0, first), unit: key.slice(first + 1, second), id: key.slice(second + 1) };
}

/** For a record to one unit: that unit. */
export function targetOf(parts: KeyParts): string {
  const slash = parts.id.indexOf('/');
  return slash < 0 ? '' : parts.id.slice(0, slash);
}

/** Whether a key has what its route needs: that of a record for one unit a target, and something behind it. */
export function hasTarget(key: Key): boolean {
  const parts = partsOf(key);
  if (findChannel(parts.channel)?.route !== 'to') return true;
  const target = targetOf(parts);
  return isUnitKey(target) && parts.id.length > target.length + 1;
}

/** What the route of a key depends on: `channel/unit/target`, the target only where the channel leads to one. */
export function nameOf(key: Key): string {
  const parts = partsOf(key);
  const target = findChannel(parts.channel)?.route === 'to' ? targetOf(parts) : '';
  return `${parts.channel}/${parts.unit}/${target}`;
}

const dayInId = /(?:^|\/)(\d{4}-\d{2})(?:-\d{2})?(?:$|\/)/;
const uuid7InId = /(?:^|\/)([0-9a-f]{8})-([0-9a-f]{4})-7[0-9a-f]{3}-/;

/**
 * The bucket in which sums are kept, `unit/channel/month`: of the day that the id names, of the time in a UUIDv7, else one
 * for all. A function of the key alone, so that both ends of a link cut alike.
 */
export function bucketOf(key: Key): string {
  const { channel, unit, id } = partsOf(key);
  return `${unit}/${channel}/${monthOf(id)}`;
}

function monthOf(id: string): string {
  const day = dayInId.exec(id);
  if (day?.[1]) return day[1];
  const uuid = uuid7InId.exec(id);
  if (uuid) return new Date(Number.parseInt(`${uuid[1]}${uuid[2]}`, 16)).toISOString().slice(0, 7);
  return '-';
}

/** The unit that a bucket's name begins with. */
export const unitOfBucket = (bucket: string): string => bucket.slice(0, bucket.indexOf('/'));
