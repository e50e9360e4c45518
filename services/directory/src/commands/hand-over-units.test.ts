import { describe, expect, test } from '@jest/globals';
import { Refusal } from '@lienthong/domain';
import { parseTable } from '../adapters/table-schemas.ts';
import type { HeldTables } from '../projections/held-tables.ts';
import type { ChangingSite, KnownOfUnit } from './change-sites.ts';
import { handOverUnits } from './hand-over-units.ts';

const unit = '20116@0';
const now = new Date('2025-06-30T03:00:00Z');
const row = (id: string, parent: string, owns: string[]) => ({
  id,
  name: id,
  parent,
  owns,
  publicKey: id.padEnd(43, 'A'),
});
const sites = [row('s46', '', ['46@0']), row('s20116', 's46', [unit]), row('s20122', 's46', [])];
const known: KnownOfUnit = {
  records: 3,
  unconfirmed: 0,
  answered: true,
  lastHeard: new Date(now.getTime() - 60_000),
  channels: [{ channel: 'u2-tally-onestop', records: 3 }],
};

const stock = {
  indicator: 'waiting',
  names: { vi: 'Chờ', en: 'Waiting' },
  unit: { vi: 'hồ sơ', en: 'dossiers' },
  decimals: 0,
  value: 4,
};

/** The province's directory, of which exchange knows this of the unit; undefined: it does not answer. */
function province(described: KnownOfUnit | undefined): ChangingSite {
  const held = { hash: 'h', parsed: { kind: 'sites', value: { sites, former: [], handedOver: [] } } };
  return {
    province: '46',
    site: 's46',
    owner: () => 's46',
    parse: (name, content) => parseTable(name, content, '46'),
    today: () => '2025-06-30',
    now: () => now,
    tables: { find: () => held } as unknown as HeldTables,
    openStocks: async () => [stock],
    words: {
      describeUnits: async () => new Map(described ? [[unit, described]] : []),
      describeSite: () => Promise.reject(new Error('no site is retired')),
    },
  } as Partial<ChangingSite> as ChangingSite;
}

const tried = (described: KnownOfUnit | undefined, acceptLoss = false) =>
  handOverUnits(
    { units: [unit], to: 's20122', acceptLoss, reason: '', dryRun: true, hash: '', by: 'p' },
    province(described),
  ).catch((error: unknown) => {
    if (!(error instanceof Refusal)) throw error;
    return { code: error.code, rules: error.fields.map(({ rule }) => rule), params: error.params };
  });

describe('B2: a dry run of a hand-over', () => {
  test('shows what is held when all has arrived and the former site is heard', async () => {
    expect(await tried(known)).toMatchObject({
      units: [{ unit, from: 's20116', records: 3, unconfirmed: 0, openStocks: [stock] }],
    });
  });

  test.each<[string, Partial<KnownOfUnit>, string, string]>([
    ['has records that are not held here so', { unconfirmed: 2 }, 'UNDELIVERED', '2'],
    ['does not answer now, though it was heard a minute ago', { answered: false }, 'SILENT', '0'],
    ['has not said how much it has', { unconfirmed: undefined }, 'UNKNOWN', '0'],
  ])(
    'is refused while the former site %s, and goes on by a person’s word',
    async (_, change, rule, records) => {
      expect(await tried({ ...known, ...change })).toEqual({
        code: 'UNITS_NOT_DELIVERED',
        rules: [rule],
        params: { sites: 's20116', records },
      });
      expect(await tried({ ...known, ...change }, true)).toMatchObject({ units: [{ unit }] });
    },
  );

  test('is refused by nobody’s word while it is not known what is held here', async () => {
    expect(await tried(undefined, true)).toMatchObject({ code: 'EXCHANGE_UNAVAILABLE' });
  });
});
