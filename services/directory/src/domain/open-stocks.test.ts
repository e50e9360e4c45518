import { expect, test } from '@jest/globals';
import type { CatalogueTable, IndicatorRow } from '@lienthong/indicators';
import { openStocks } from './open-stocks.ts';

const day = '2025-06-30';
const words = (text: string) => ({ vi: text, en: text });
const row = (code: string, owner: string, more: Partial<IndicatorRow> = {}): IndicatorRow => ({
  code,
  version: 1,
  validFrom: '',
  validTo: '',
  owner,
  kind: 'stock',
  aggregation: 'sum',
  dimensions: [],
  decimals: 0,
  unit: words('u'),
  names: words(`${code} of ${owner}`),
  definition: words('d'),
  ...more,
});
const table: CatalogueTable = {
  sources: ['counter', 'licences'].map((owner) => ({
    channel: `u2-tally-${owner}`,
    owner,
    levels: ['commune'],
  })),
  dimensions: [],
  indicators: [
    row('waiting', 'counter'),
    row('came', 'counter', { kind: 'flow' }),
    row('waiting_long', 'counter', { of: 'waiting', where: 'carried_by < on' }),
    row('licences_open', 'licences', { decimals: 1 }),
    row('licences_before', 'licences', { validTo: '2025-01-01' }),
  ],
};

test('the open stocks of a unit are those that any service counts now, by the names of their rows', () => {
  const at = new Date('2025-06-30T00:00:00Z');
  const known = [
    { indicator: 'waiting', value: 0, asOf: at },
    { indicator: 'licences_open', value: 15 },
  ];
  expect(openStocks(table, day, known)).toEqual([
    { indicator: 'waiting', names: words('waiting of counter'), unit: words('u'), decimals: 0, value: 0 },
    {
      indicator: 'licences_open',
      names: words('licences_open of licences'),
      unit: words('u'),
      decimals: 1,
      value: 15,
    },
  ]);
});

test('a stock of which nothing complete has come is not known, and never zero', () => {
  const values = (known: Parameters<typeof openStocks>[2]) =>
    openStocks(table, day, known).map(({ value }) => value);
  expect(values([])).toEqual([undefined, undefined]);
  expect(values([{ indicator: 'waiting', value: 0 }, { indicator: 'licences_open' }])).toEqual([
    undefined,
    undefined,
  ]);
});
