import { compareSites, continueSites, Refusal } from '@lienthong/domain';
import { checkTable } from './check-table.ts';
import { handOver, nameSuccessor, retire } from './change-sites.ts';
import type { RegistrySite, SitesTable } from './table.ts';

const site = (id: string, parent: string, owns: string[]): RegistrySite => ({
  id,
  name: id,
  parent,
  owns,
  publicKey: `key of ${id}`,
});
const sites = [
  site('s46', '', ['46@0']),
  site('s482', 's46', ['482@0']),
  site('s20116', 's482', ['20116@0', '20119@0']),
  site('s20122', 's482', ['20122@0']),
];
const ruleOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof Refusal)
      return error.fields[0] ? `${error.fields[0].field} ${error.fields[0].rule}` : error.code;
    throw error;
  }
  return '';
};

test('units that are handed over are written by the other site, and by nobody else', () => {
  const after = handOver(sites, { units: ['20116@0'], to: 's20122' }, '46@0');
  expect(compareSites(sites, after)).toEqual({
    added: [],
    removed: [],
    moved: [],
    units: [{ what: '20116@0', from: 's20116', to: 's20122' }],
    rekeyed: [],
  });
});

test.each<[string, string[], string, string]>([
  ['an unknown site', ['20116@0'], 's1', 'SITE_NOT_FOUND'],
  ['a unit that nobody writes', ['20116@0', '1@0'], 's20122', 'units[1] NOT_OWNED'],
  ['a unit twice', ['20116@0', '20116@0'], 's20122', 'units[1] TWICE'],
  ['a unit that the site writes already', ['20122@0'], 's20122', 'units[0] SAME_SITE'],
  ['the unit of the registry itself', ['46@0'], 's20122', 'units[0] DIRECTORY_UNIT'],
])('a hand-over of %s is refused', (_what, units, to, refusal) => {
  expect(ruleOf(() => handOver(sites, { units, to }, '46@0'))).toBe(refusal);
});

test('units without a receiver go to the successor of their site', () => {
  const named = nameSuccessor(sites, 's20116', 's20122');
  const after = handOver(named, { units: ['20116@0', '20119@0'], to: '' }, '46@0');
  expect(after.find(({ id }) => id === 's20122')?.owns).toEqual(['20122@0', '20116@0', '20119@0']);
  expect(ruleOf(() => handOver(named, { units: ['20122@0'], to: '' }, '46@0'))).toBe('SUCCESSOR_NOT_NAMED');
});

test('a retired site leaves the sites below it to the one above, and its place as a successor to its own', () => {
  const named = nameSuccessor(nameSuccessor(sites, 's482', 's20122'), 's20116', 's482');
  const idle = handOver(named, { units: ['482@0'], to: '' }, '46@0');
  const after = retire(idle, 's482');
  expect(compareSites(idle, after)).toEqual({
    added: [],
    removed: ['s482'],
    moved: [
      { what: 's20116', from: 's482', to: 's46' },
      { what: 's20122', from: 's482', to: 's46' },
    ],
    units: [],
    rekeyed: [],
  });
  expect(after.find(({ id }) => id === 's20116')?.successor).toBe('s20122');
});

test('a site that still writes units is not retired, nor is the one at the top', () => {
  expect(ruleOf(() => retire(sites, 's20116'))).toBe('SITE_WRITES_UNITS');
  expect(ruleOf(() => retire(sites, 's46'))).toBe('TOP_SITE');
  expect(ruleOf(() => nameSuccessor(sites, 's20116', 's20116'))).toBe('successor SAME_SITE');
});

test('a key that was withdrawn stays so in every later table, whoever writes it, and is nobody’s present key', () => {
  const before: SitesTable = { sites, former: [], handedOver: [], withdrawn: ['stolen'] };
  const text = JSON.stringify({ sites });
  const plain: SitesTable = { sites, former: [], handedOver: [] };
  const written = JSON.parse(continueSites(before, plain, text, '2025-07-01')) as Partial<SitesTable>;
  const next: SitesTable = { ...plain, ...written };
  expect(next.withdrawn).toEqual(['stolen']);
  const more = { sites, former: [], handedOver: [], withdrawn: ['another'] };
  expect(JSON.parse(continueSites(next, more, JSON.stringify(more), '2025-07-01'))).toMatchObject({
    withdrawn: ['another', 'stolen'],
  });
  const withStolen = sites.map((one) => (one.id === 's20116' ? { ...one, publicKey: 'stolen' } : one));
  const value: SitesTable = { ...next, sites: withStolen };
  expect(ruleOf(() => checkTable('sites', { kind: 'sites', value }))).toBe('table.content KEY_WITHDRAWN');
});

test('A5: former owners and former keys stay in every later table with the day on which they ended, whoever writes it', () => {
  const first: SitesTable = { sites, former: [], handedOver: [] };
  const next = (before: SitesTable, after: RegistrySite[], day: string): SitesTable => {
    const text = JSON.stringify({ sites: after });
    return {
      sites: [],
      former: [],
      handedOver: [],
      ...(JSON.parse(
        continueSites(before, { sites: after, former: [], handedOver: [] }, text, day),
      ) as object),
    } as SitesTable;
  };
  const handed = next(first, handOver(sites, { units: ['20116@0'], to: 's20122' }, '46@0'), '2025-06-30');
  const rekeyed = next(
    handed,
    handed.sites.map((one) => (one.id === 's20122' ? { ...one, publicKey: 'new' } : one)),
    '2025-07-01',
  );
  const gone = next(
    rekeyed,
    rekeyed.sites.filter(({ id }) => id !== 's20116'),
    '2025-07-02',
  );
  expect(gone.former).toEqual([
    { unit: '20116@0', site: 's20116', publicKey: 'key of s20116', until: '2025-06-30' },
    { unit: '20116@0', site: 's20122', publicKey: 'key of s20122', until: '2025-07-01' },
    { unit: '20119@0', site: 's20116', publicKey: 'key of s20116', until: '2025-07-02' },
    { unit: '20122@0', site: 's20122', publicKey: 'key of s20122', until: '2025-07-01' },
  ]);
  // The same table again adds nothing.
  expect(next(gone, gone.sites, '2025-08-01')).toEqual(gone);
  // Who writes a unit again is no former owner of it.
  expect(next(gone, sites, '2025-08-01').former.filter(({ site: id }) => id === 's20116')).toEqual([]);
});

const known = { unit: '20116@0', channel: 'u2-tally-onestop', records: 3 };

test('A5: how much of a unit was handed over stays in every later table, unless one names it anew', () => {
  const before: SitesTable = { sites, former: [], handedOver: [known] };
  const later = (handedOver: SitesTable['handedOver']): SitesTable['handedOver'] => {
    const after = { sites, former: [], handedOver };
    const text = continueSites(before, after, JSON.stringify(after), '2025-07-01');
    return (JSON.parse(text) as SitesTable).handedOver;
  };
  expect(later([])).toEqual([known]);
  expect(later([{ ...known, records: 2 }])).toEqual([{ ...known, records: 2 }]);
});
