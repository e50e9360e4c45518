import { signedText } from '../src/adapters/environment.ts';
import { decodeMessage, encodeMessage } from '../src/adapters/link-codec.ts';
import { findChannel } from '../src/domain/channel.ts';
import { isKey } from '../src/domain/key.ts';
import { type Rules, rules } from '../src/domain/rules.ts';
import { hour, World } from './simulation/world.ts';
import { commune, district, Line, province, threeSites } from './three-sites.ts';

test.each([
  ['u2-tally-onestop', { route: 'up', lane: 2 }],
  ['d3-directory', { route: 'down', lane: 3 }],
  ['t0-alert', { route: 'to', lane: 0 }],
  ['tally', undefined],
  ['x2-tally', undefined],
  ['u5-tally', undefined],
  ['u2-', undefined],
  ['u2-Tally', undefined],
  [`u2-${'a'.repeat(30)}`, undefined],
] as const)('channel: %s says where its records go and how urgently', (name, said) => {
  expect(findChannel(name)).toEqual(said);
  expect(isKey(`${name}/20116@0/1`)).toBe(said !== undefined);
});

/** Owner and reader of a later release: the record has a signed field that the sites between do not know. */
const later: Rules = {
  ...rules,
  change(document, change, reach, site, environment) {
    const changed = rules.change(document, change, reach, site, environment);
    if (!changed.record) return changed;
    const { sig: _, ...record } = {
      ...changed.record,
      extra: Buffer.from('a later field').toString('base64url'),
    };
    return { ...changed, record: { ...record, sig: environment.sign(document.key, record) } };
  },
};

test('relay: a district of the previous shape passes on a channel and a signed field that it does not know', () => {
  const key = 'u1-of-a-later-release/20116@0/7';
  const line = new Line({ rules: later });
  line.change('first', key);
  line.world.run(hour);
  line.change('second', key);
  line.world.run(hour);
  for (const site of [district, province]) {
    expect(line.value(site, key)).toBe('second');
    expect(line.document(site, key)?.record?.extra).toBe(Buffer.from('a later field').toString('base64url'));
    expect(line.site(site).engine?.memory.refused.size).toBe(0);
  }
  expect(line.confirmed(key)).toEqual([district, province]);
});

test('relay: the signature covers a field that only a later release knows', () => {
  const key = 'u1-of-a-later-release/20116@0/7';
  const world = new World({ seed: 1, sites: threeSites, rules: later });
  world.change(commune, key, 'first');
  const record = world.site(commune).store.documents.get(key)?.document.record;
  if (!record) throw new Error('the commune holds no record');
  expect(record.extra).not.toBe('');
  expect(signedText(key, { ...record, extra: '' })).not.toEqual(signedText(key, record));
});

test('link: a kind of message that a later release sends is passed over, and nobody is blamed', () => {
  // Field 100 of the message, a nested one of no bytes.
  expect(decodeMessage(Uint8Array.of(0xa2, 0x06, 0x00))).toBeUndefined();
  expect(() => decodeMessage(new Uint8Array())).toThrow('an empty message');
  const hello = {
    kind: 'hello' as const,
    site: commune,
    fresh: false,
    silent: [],
    below: undefined,
    heard: [],
    instance: 'one',
    twins: [],
    sentAt: 0,
  };
  expect(decodeMessage(encodeMessage(hello))).toEqual(hello);
});
