import { readFileSync } from 'node:fs';
import {
  type Catalogue,
  type CatalogueTable,
  createCatalogue,
  type IndicatorRow,
} from '@lienthong/indicators';

/** The table as it ships. */
export const shippedTable: CatalogueTable = JSON.parse(
  readFileSync(new URL('../../../directory/data/indicators.json', import.meta.url), 'utf8'),
);
export const shippedCatalogue = createCatalogue(shippedTable);

const words = { vi: 'chữ', en: 'words' };
const blank: IndicatorRow = {
  code: '',
  version: 1,
  validFrom: '',
  validTo: '',
  owner: 'onestop',
  kind: 'flow',
  aggregation: 'sum',
  dimensions: [],
  decimals: 0,
  unit: words,
  names: words,
  definition: words,
};
export const counted = (code: string, change: Partial<IndicatorRow> = {}): IndicatorRow => ({
  ...blank,
  code,
  ...change,
});
export const derived = (code: string, formula: string, change: Partial<IndicatorRow> = {}): IndicatorRow => ({
  ...blank,
  code,
  kind: 'ratio',
  aggregation: undefined,
  formula,
  ...change,
});

/** A catalogue of these rows, each owner on the channel `u2-tally-<owner>`. */
export function catalogueOfRows(...indicators: IndicatorRow[]): Catalogue {
  const owners = [...new Set(indicators.filter(({ formula }) => !formula).map(({ owner }) => owner))];
  return createCatalogue({
    dimensions: [],
    sources: owners.map((owner) => ({ owner, channel: `u2-tally-${owner}`, levels: ['commune'] })),
    indicators,
  });
}
