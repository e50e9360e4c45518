import { expect, test } from '@jest/globals';
import type { SpanLine } from '@lienthong/runtime';
import { journeyOf, renderJourney } from './journey.ts';

const span = (part: Partial<SpanLine> & Pick<SpanLine, 'spanId'>): SpanLine => ({
  traceId: 'a',
  parentSpanId: '',
  links: [],
  name: part.spanId,
  service: 'site',
  site: 's20116',
  startUs: 0,
  durationUs: 1_000,
  attributes: {},
  error: false,
  ...part,
});

const browser = span({ spanId: 'browser' });
const call = span({ spanId: 'call', parentSpanId: 'browser', startUs: 1_000 });
const consumed = span({
  traceId: 'b',
  spanId: 'consume',
  links: [
    { traceId: 'x', spanId: 'other' },
    { traceId: 'a', spanId: 'call' },
  ],
  startUs: 5_000,
});
const written = span({ traceId: 'b', spanId: 'write', parentSpanId: 'consume', startUs: 6_000, site: 's46' });
const stranger = span({ traceId: 'c', spanId: 'stranger', startUs: 2_000 });

test('a journey goes on over links into other traces and leaves strangers out', () => {
  const found = journeyOf(browser, [written, stranger, consumed, call]);
  expect(found.map(({ spanId }) => spanId)).toEqual(['browser', 'call', 'consume', 'write']);
});

test('it is drawn as a tree: what continues under its parent, what links under its cause', () => {
  const lines = renderJourney(journeyOf(browser, [written, consumed, call]));
  expect(lines.slice(1).map((line) => line.slice(19))).toEqual([
    'browser  [s20116 site]',
    '  └ call  [s20116 site]',
    '    ↝ consume  [s20116 site]',
    '      └ write  [s46 site]',
  ]);
  expect(lines[4]?.trim().startsWith('6.0')).toBe(true);
});
