import fc from 'fast-check';
import { decodeMessage, encodeMessage } from '../src/adapters/link-codec.ts';
import { MalformedMessage } from '../src/adapters/wire-checks.ts';
import type { Message } from '../src/domain/messages.ts';
import type { SiteRecord } from '../src/domain/record.ts';

// A run of CI draws the same for the same files; a failure names its seed.
const seed = Number(process.env['LT_SEED'] ?? Date.now() % 2 ** 31);

const hex = (bytes: number) =>
  fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((one) => Buffer.from(one).toString('hex'));
const rev = fc.integer({ min: 1, max: 2 ** 50 });
const stamp = fc.record({ rev, tag: hex(8) });
const site = fc.constantFrom('s46', 's482', 's20116', 's46~operations');
const key = fc.constantFrom(
  'u2-tally-onestop/20116@0/2025-06-30',
  'd3-directory/46@0/units:46',
  't3-letter/20116@0/482@0/7',
);
const bytes = fc.uint8Array({ maxLength: 40 }).map((one) => Buffer.from(one));
const hash64 = fc.tuple(
  fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
);
const entry = fc.record({ site, rev, tag: hex(8), displaced: fc.option(stamp) });

const signature = fc
  .uint8Array({ minLength: 64, maxLength: 64 })
  .map((one) => Buffer.from(one).toString('base64url'));

const record: fc.Arbitrary<SiteRecord> = fc
  .record({
    rev,
    tag: hex(8),
    value: bytes,
    content: fc.constant(null),
    tombstone: fc.constant(false),
    seen: fc.array(stamp, { maxLength: 64 }),
    base: rev,
    broke: rev,
    lifted: rev,
    extra: bytes.map((one) => Buffer.from(one).toString('base64url')),
    by: site,
    sig: signature,
  })
  .chain((plain) =>
    fc.constantFrom<SiteRecord>(
      plain,
      { ...plain, value: null, tombstone: true },
      { ...plain, value: null, content: { hash: plain.tag.repeat(4), size: 5000, type: '' } },
      { ...plain, value: null, content: { hash: plain.tag.repeat(4), size: 5000, type: 'application/pdf' } },
    ),
  );

const span = fc.tuple(hex(16), hex(8), hex(1)).map(([trace, id, flags]) => `00-${trace}-${id}-${flags}`);

const message: fc.Arbitrary<Exclude<Message, { kind: 'list' }>> = fc.oneof(
  fc.record({ kind: fc.constant('put' as const), key, record, spans: fc.array(span, { maxLength: 8 }) }),
  fc.record({ kind: fc.constant('put' as const), key, record, spans: fc.constant([]), since: stamp }),
  fc.record({
    kind: fc.constant('have' as const),
    entries: fc.array(fc.record({ key, chain: fc.array(entry, { maxLength: 6 }) }), { maxLength: 3 }),
    took: fc.integer({ min: 0, max: 60_000 }),
    full: fc.constant({ bucket: '20116@0/u2-tally-onestop/2025-06', range: { after: 'a', upto: '' } }),
    parts: fc.constant([
      {
        hash: 'ab'.repeat(32),
        runs: [
          [0, 3],
          [7, 9],
        ] as [number, number][],
        complete: false,
      },
      { hash: 'cd'.repeat(32), runs: [], complete: false, isUnexpected: true as const },
      { hash: 'ef'.repeat(32), runs: [], complete: false, wrong: 'hash' as const },
      { hash: 'ef'.repeat(32), runs: [], complete: false, wanted: 'u4-file/20116@0/một' },
    ]),
    pieces: fc.tuple(fc.record({ id: fc.uuid(), piece: fc.nat(500) })),
    whole: fc.tuple(key),
  }),
  fc.record({
    kind: fc.constant('sums' as const),
    role: fc.constantFrom('belief' as const, 'held' as const),
    level: fc.constantFrom('hop' as const, 'unit' as const, 'bucket' as const),
    range: fc.record({ after: fc.string(), upto: fc.string() }),
    sums: fc.array(fc.tuple(fc.string(), hash64)),
    watermarks: fc.array(
      fc.record({
        unit: fc.constant('20116@0'),
        channel: fc.constantFrom('u2-tally-onestop', 'u2-tally-documents'),
        asOf: fc.option(fc.integer({ min: 0, max: 4e12 })),
        count: fc.nat(),
        digest: hash64,
        reason: fc.constantFrom('current', 'dead_letter'),
        extra: hex(3).map((one) => Buffer.from(one, 'hex').toString('base64url')),
        by: site,
        sig: signature,
      }),
    ),
  }),
  fc.record({
    kind: fc.constant('hello' as const),
    site,
    fresh: fc.boolean(),
    // The wire counts whole seconds.
    instance: fc.string(),
    twins: fc.array(fc.constantFrom('s20116', 's482')),
    sentAt: fc.nat(),
    silent: fc.array(
      fc.record({
        site,
        ago: fc.option(fc.integer({ min: 0, max: 100_000 }).map((seconds) => seconds * 1_000)),
      }),
    ),
    below: fc.option(fc.integer(), { nil: undefined }),
    heard: fc.array(site),
  }),
  fc.record({
    kind: fc.constant('answer' as const),
    id: fc.uuid(),
    body: bytes,
    failure: fc.string(),
    piece: fc.nat(7),
    pieces: fc.integer({ min: 8, max: 500 }),
  }),
);

test('every message of the link arrives as it was sent', () => {
  fc.assert(
    fc.property(message, (sent) => {
      expect(decodeMessage(encodeMessage(sent))).toEqual(sent);
    }),
    { numRuns: 500, seed },
  );
});

test('bytes that are no message are refused as such, whatever they are', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (random) => {
      try {
        decodeMessage(random);
      } catch (error) {
        expect(error).toBeInstanceOf(MalformedMessage);
      }
    }),
    { numRuns: 2000, seed },
  );
});

test.each([
  ['a type that is no media type', { type: 'a\nb' }, false],
  ['a type that is too long', { type: `a/${'b'.repeat(126)}` }, false],
  ['a tombstone beside it', { type: 'text/plain' }, true],
])(
  'a record whose content has %s is malformed: its signature would not tell it from another',
  (_what, change, tombstone) => {
    const [plain] = fc.sample(record, { numRuns: 1, seed });
    if (!plain) throw new Error('no record was drawn');
    const content = { hash: 'ab'.repeat(32), size: 5_000, ...change };
    const put: Message = {
      kind: 'put',
      key: 'u4-file/20116@0/one',
      record: { ...plain, value: null, content, tombstone },
      spans: [],
    };
    expect(() => decodeMessage(encodeMessage(put))).toThrow(MalformedMessage);
  },
);
