import { fingerprintOf } from './fingerprint.ts';

const caller = { subject: 'clerk-1', name: 'Cán bộ', method: '/test/Open', maySee: () => true };
const body = {
  unit: '20116@0',
  applicant: { name: 'Bưởi' },
  copies: [1, 2],
  due: new Date(1_000),
  scan: Buffer.from([1, 2]),
};
const before = fingerprintOf(caller, body);

test('a command that is sent again to a release that reads more fields is the same command', () => {
  const { copies, ...rest } = body;
  for (const more of [
    { note: '' },
    { count: 0, urgent: false, more: [], place: { name: '' }, at: undefined },
  ])
    expect(fingerprintOf(caller, { ...more, copies, ...rest })).toBe(before);
});

test.each([
  ['a value', { ...body, unit: '20125@0' }],
  ['an inner value', { ...body, applicant: { name: 'Bưởi', phone: '0905' } }],
  ['a value less', { ...body, applicant: {} }],
  ['order', { ...body, copies: [2, 1] }],
  ['a place in a list', { ...body, copies: [1, 0, 2] }],
  ['a time', { ...body, due: new Date(2_000) }],
  ['a byte', { ...body, scan: Buffer.from([1, 3]) }],
  ['a last byte', { ...body, scan: Buffer.from([1, 2, 0]) }],
  ['a sub-message instead of a text', { ...body, applicant: 'Bưởi' }],
])('a command that differs in %s is another one', (_what, other) => {
  expect(fingerprintOf(caller, other)).not.toBe(before);
});

test('bytes are the same ones however they are held, and none are the default', () => {
  expect(fingerprintOf(caller, { ...body, scan: new Uint8Array([1, 2]), more: Buffer.alloc(0) })).toBe(
    before,
  );
});

test.each([new Map([['a', 1]]), new Set(['a']), /a/, new URL('http://a'), () => 1])(
  '%p is refused: what it holds would not count',
  (unknown) => {
    expect(() => fingerprintOf(caller, { ...body, unknown })).toThrow(TypeError);
  },
);

test('another caller’s or another method’s is another one', () => {
  expect(fingerprintOf({ ...caller, subject: 'clerk-2' }, body)).not.toBe(before);
  expect(fingerprintOf({ ...caller, method: '/test/Other' }, body)).not.toBe(before);
});
