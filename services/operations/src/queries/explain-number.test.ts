import { ExplainTallyResponse } from '@lienthong/contracts/reporting/v1/reporting';
import { Hierarchy, type Unit } from '@lienthong/domain';
import { shippedCatalogue } from '../../test/support/catalogue.ts';
import { type Cell, CellBook } from '../domain/cell.ts';
import type { RollupSources } from '../domain/rollup.ts';
import { checkSelection } from '../domain/selection.ts';
import { type AskedFacts, explainNumber } from './explain-number.ts';

const unit = '20116@0';
const day = '2025-06-30';
const commune: Unit = {
  key: unit,
  code: '20116',
  name: 'Vinh Hưng',
  kind: 'commune',
  level: 'commune',
  parent: '',
  validFrom: '',
  validTo: '',
};
const hierarchy = new Hierarchy([commune], []);
const sources: RollupSources = {
  hierarchy,
  catalogue: shippedCatalogue,
  cells: () => new CellBook(),
  expected: () => [unit],
  visible: () => true,
  freshness: (of, source) => ({
    unit: of,
    source,
    lastHeard: 0,
    completeAsOf: undefined,
    reason: 'current',
    stale: false,
  }),
  businessNow: Date.parse('2025-07-01T00:00:00Z'),
  toleranceMs: 0,
};
const selection = checkSelection(
  {
    unit,
    from: day,
    to: day,
    indicators: [],
    groupBy: [],
    hierarchyDate: '',
    byDay: false,
    splitBy: [],
    dimensions: [],
  },
  { hierarchy, catalogue: shippedCatalogue },
);

/** A page of facts, of a unit whose site says no. */
function pageOf(pageToken: string, refusal: (AskedFacts & { kind: 'unavailable' })['refusal']) {
  const question = { selection, indicator: 'received', countingUnit: unit, day, judgedOn: '' };
  const wanted = { withFacts: true, standing: false, pageToken, caller: { roles: [], units: [] } };
  return explainNumber(question, wanted, sources, async () => ({
    kind: 'unavailable',
    why: 'refused',
    silentSince: undefined,
    refusal,
  }));
}

test.each(['', '2025-06-30/one'])(
  'contract 3: page %j: what the unit’s site refuses is told by the code of that site, and never as a wrong page',
  async (pageToken) => {
    const denied = { code: 'NOT_ALLOWED', field: '' };
    const told = { factsUnavailable: 'refused', facts: [] };
    expect(await pageOf(pageToken, denied)).toMatchObject({ ...told, factsRefusal: 'NOT_ALLOWED' });
    const unknown = { code: 'INVALID_FIELD', field: 'indicator' };
    expect(await pageOf(pageToken, unknown)).toMatchObject({ ...told, factsRefusal: 'INVALID_FIELD' });
    expect(await pageOf(pageToken, undefined)).toMatchObject({ ...told, factsRefusal: '' });
  },
);

test('contract 10: a site that tells every fact instead of what stands has not answered', async () => {
  const question = { selection, indicator: 'overdue', countingUnit: unit, day: '' as const, judgedOn: '' };
  const wanted = { withFacts: true, standing: true, pageToken: '', caller: { roles: [], units: [] } };
  const ofRelease = (standing: boolean): ReturnType<typeof explainNumber> =>
    explainNumber(question, wanted, sources, async () => ({
      kind: 'answered',
      response: ExplainTallyResponse.create({ standing, facts: [{ eventId: 'one', day }] }),
    }));
  expect(await ofRelease(false)).toMatchObject({ factsUnavailable: 'refused', facts: [] });
  expect((await ofRelease(true)).facts).toHaveLength(1);
});

const pending = (of: string, inherited = 0): Cell => ({
  source: '',
  unit,
  day: of,
  rev: 1,
  tag: '',
  broke: 0,
  lifted: 0,
  counters: [{ indicator: 'pending', dimensions: [], carriedBy: '', value: 1 + inherited }],
  facts: 1,
  digest: of,
  ...(inherited > 0 && {
    inherited: {
      site: 'former',
      counters: [{ indicator: 'pending', dimensions: [], carriedBy: '', value: inherited }],
      facts: inherited,
    },
  }),
});

/** What stands, of a site whose days of this year are those that are held here. */
async function standing(cells: readonly Cell[], firstDay = day) {
  const book = new CellBook();
  for (const cell of cells) book.set(cell);
  const question = { selection, indicator: 'pending', countingUnit: unit, day: '' as const, judgedOn: '' };
  const wanted = { withFacts: true, standing: true, pageToken: '', caller: { roles: [], units: [] } };
  return explainNumber(question, wanted, { ...sources, cells: () => book }, async ({ from = '' }) => ({
    kind: 'answered',
    response: ExplainTallyResponse.create({
      standing: true,
      facts: [{ eventId: 'one', day: firstDay }],
      tallies: cells
        .filter((one) => one.day >= from)
        .map(({ day: of, facts, digest }) => ({ day: of, facts, digest })),
    }),
  }));
}

test('contract 10: what stands agrees only where nothing came in before the days that are compared', async () => {
  expect(await standing([pending(day)])).toMatchObject({ factsAgree: true, inherited: [] });
  expect(await standing([pending('2024-12-31'), pending(day)])).toMatchObject({
    factsAgree: false,
    inherited: [],
  });
  expect(await standing([pending(day)], '2024-12-31')).toMatchObject({ factsAgree: false });
});

test('contract 10: what stands comes with the part of it that was inherited, of this year and of those before', async () => {
  const { inherited, value } = await standing([pending('2024-12-31', 2), pending(day, 3)]);
  expect(value).toBe(7);
  expect(inherited).toEqual([{ site: 'former', value: 5, facts: 5, firstDay: '2024-12-31', lastDay: day }]);
});

test('contract 10: what stands is asked of a stock alone, and judged by the day of the question', async () => {
  const ask = async (indicator: string): Promise<unknown> => {
    let asked: unknown;
    const question = { selection, indicator, countingUnit: unit, day: '' as const, judgedOn: '2025-07-02' };
    const wanted = { withFacts: true, standing: true, pageToken: '', caller: { roles: [], units: [] } };
    await explainNumber(question, wanted, sources, async (told) => {
      asked = told;
      return { kind: 'unavailable', why: 'busy', silentSince: undefined, refusal: undefined };
    });
    return asked;
  };
  expect(await ask('overdue')).toMatchObject({
    indicator: 'pending',
    standingOf: 'overdue',
    judgedOn: '2025-07-02',
    to: day,
  });
  await expect(ask('received')).rejects.toMatchObject({
    fields: [{ field: 'standing', rule: 'UNEXPECTED' }],
  });
});

test('contract 3: a page token of another question is refused as that field', async () => {
  await expect(pageOf('zzz', { code: 'INVALID_FIELD', field: 'page_token' })).rejects.toMatchObject({
    code: 'INVALID_FIELD',
    fields: [{ field: 'page_token', rule: 'PAGE_TOKEN' }],
  });
});
