import { ExplainTallyResponse } from '@lienthong/contracts/reporting/v1/reporting';
import { Hierarchy, type Unit } from '@lienthong/domain';
import { shippedCatalogue } from '../../test/support/catalogue.ts';
import { CellBook } from '../domain/cell.ts';
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
  'page %j: what the unit’s site refuses is told by the code of that site, and never as a wrong page',
  async (pageToken) => {
    const denied = { code: 'NOT_ALLOWED', field: '' };
    const told = { factsUnavailable: 'refused', facts: [] };
    expect(await pageOf(pageToken, denied)).toMatchObject({ ...told, factsRefusal: 'NOT_ALLOWED' });
    const unknown = { code: 'INVALID_FIELD', field: 'indicator' };
    expect(await pageOf(pageToken, unknown)).toMatchObject({ ...told, factsRefusal: 'INVALID_FIELD' });
    expect(await pageOf(pageToken, undefined)).toMatchObject({ ...told, factsRefusal: '' });
  },
);

test('a site that tells every fact instead of what stands has not answered', async () => {
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

test('what stands is asked of a stock alone, and judged by the day of the question', async () => {
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

test('a page token of another question is refused as that field', async () => {
  await expect(pageOf('zzz', { code: 'INVALID_FIELD', field: 'page_token' })).rejects.toMatchObject({
    code: 'INVALID_FIELD',
    fields: [{ field: 'page_token', rule: 'PAGE_TOKEN' }],
  });
});
