import { expect, test } from '@jest/globals';
import { Refusal } from '@lienthong/domain';
import { type CatalogueTable, createCatalogue } from './index.ts';

const words = { vi: 'chữ', en: 'words' };
const table = (dimensions: CatalogueTable['dimensions']): CatalogueTable => ({
  sources: [{ channel: 'u2-tally-onestop', owner: 'onestop', levels: ['commune'] }],
  dimensions,
  indicators: [
    {
      code: 'received',
      version: 1,
      validFrom: '',
      validTo: '',
      owner: 'onestop',
      kind: 'flow',
      aggregation: 'sum',
      dimensions: ['channel', 'field'],
      decimals: 0,
      unit: words,
      names: words,
      definition: words,
    },
  ],
});
const faultOf = (dimensions: CatalogueTable['dimensions']): string => {
  try {
    createCatalogue(table(dimensions), 'table.content.');
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return error.fields.map(({ field, rule }) => `${field} ${rule}`).join();
  }
  return 'taken';
};
const channels = (...codes: string[]) => ({ name: 'channel', values: { codes } });
const fields = (name: string) => ({ name, values: { table: 'codes:fields' as const } });

test.each([
  ['a name that splits nothing', [fields('fields')], 'table.content.dimensions[0].name DIMENSION_UNKNOWN'],
  ['a name twice', [channels('online'), channels('post')], 'table.content.dimensions[1].name TWICE'],
  [
    'a value twice',
    [channels('online', 'post', 'online')],
    'table.content.dimensions[0].values.codes[2] TWICE',
  ],
  ['each with its values', [channels('online', 'post'), fields('field')], 'taken'],
])('the values of dimensions are checked when they are written: %s', (_why, dimensions, fault) => {
  expect(faultOf(dimensions)).toBe(fault);
});
