import { readFileSync } from 'node:fs';
import { createCatalogue } from '@lienthong/indicators';
import * as operations from '../../operations/src/domain/catalogue.ts';

const table = JSON.parse(
  readFileSync(new URL('../../directory/data/indicators.json', import.meta.url), 'utf8'),
) as Parameters<typeof createCatalogue>[0];
const catalogue = createCatalogue(table);
const on = '2025-06-30';

// operations does not read the table yet: what it counts by has to say the same.
test('operations knows the sources and every indicator that has no formula, with the days on which each counter counts', () => {
  expect(operations.sources).toEqual(table.sources);
  const known = catalogue.validOn(on).filter(({ counter }) => counter !== '');
  expect(operations.indicators.map(({ code }) => code)).toEqual(known.map(({ code }) => code));
  for (const one of known) {
    const here = operations.findIndicator(one.code);
    expect(here).toMatchObject({
      kind: one.kind,
      aggregate: one.aggregate,
      dimensions: one.dimensions,
      counter: one.counter,
      formula: one.definition.vi,
      channels: catalogue.channelsOf(one, on),
    });
    const timingAt = (carriedBy: string) => one.timing({ indicator: one.counter, dimensions: [], carriedBy });
    expect(here?.timing({ carriedBy: on })).toEqual(timingAt(on));
    // Every day is after one that is carried by none.
    expect(here?.timing({ carriedBy: '' }).after).toBe(timingAt('').after);
  }
});
