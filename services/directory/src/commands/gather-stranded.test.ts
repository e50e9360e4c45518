import { describe, expect, test } from '@jest/globals';
import { parseTable } from '../adapters/table-schemas.ts';
import type { StrandedAt } from '../domain/table.ts';
import type { ChangingSite, KnownOfSite } from './change-sites.ts';
import { gatherStranded } from './gather-stranded.ts';

const [moved, own] = ['20116@0', '20122@0'];
const row = (id: string, parent: string, owns: string[]) => ({ id, name: id, parent, owns, publicKey: id });
const was = (unit: string, site: string) => ({ unit, site, publicKey: site, until: '2025-06-30' });
const sites = [row('s46', '', ['46@0']), row('s20116', 's46', []), row('s20122', 's46', [own, moved])];
const said: KnownOfSite = {
  answered: true,
  lastHeard: undefined,
  sitesHash: '',
  unconfirmed: 0,
  stranded: [{ unit: moved, records: 2, ids: ['2025-06-29', '2025-06-30'] }],
};
const silent: KnownOfSite = { ...said, answered: false, stranded: [] };
const lies = { site: 's20116', unit: moved, records: 2, ids: ['2025-06-29', '2025-06-30'] };

/** @returns what is published; undefined: nothing. */
async function gathered(
  answers: Record<string, KnownOfSite>,
  { before = [], former = [was(moved, 's20116')], self = 's46' }: Partial<Held> = {},
): Promise<StrandedAt[] | undefined> {
  const asked: string[] = [];
  let published: StrandedAt[] | undefined;
  const tables = {
    sites: { parsed: { kind: 'sites', value: { sites, former, handedOver: [] } } },
    stranded: { parsed: { kind: 'stranded', value: { stranded: before } } },
  };
  await gatherStranded({
    province: '46',
    site: self,
    owner: () => 's46',
    parse: (name: string, content: string) => parseTable(name, content, '46'),
    tables: { find: (name: 'sites' | 'stranded') => tables[name], use: () => undefined },
    store: { find: async () => undefined, putOwn: async () => true },
    put: ({ content }: { content: string }) => {
      published = (JSON.parse(content) as { stranded: StrandedAt[] }).stranded;
    },
    words: {
      describeSite: async (id: string) => {
        asked.push(id);
        return answers[id] ?? silent;
      },
    },
  } as unknown as ChangingSite);
  expect(asked).toEqual(self === 's46' ? ['s20116'] : []);
  return published;
}
interface Held {
  before: StrandedAt[];
  former: ReturnType<typeof was>[];
  self: string;
}

describe('what a former owner has and nobody else holds is told to all', () => {
  test.each<[string, Parameters<typeof gathered>, StrandedAt[] | undefined]>([
    ['it is told', [{ s20116: said }], [lies]],
    ['it was told before', [{ s20116: said }, { before: [lies] }], undefined],
    ['it is settled there', [{ s20116: { ...said, stranded: [] } }, { before: [lies] }], []],
    ['the site does not answer now', [{}, { before: [lies] }], undefined],
    [
      'the site that had more is retired',
      [
        { s20116: said },
        { before: [{ ...lies, site: 's20125' }], former: [was(moved, 's20116'), was(moved, 's20125')] },
      ],
      [lies],
    ],
    [
      'a site speaks of a unit that it never wrote',
      [{ s20116: { ...said, stranded: [{ unit: own, records: 1, ids: [] }] } }],
      undefined,
    ],
    ['another site than the province’s asks nobody', [{ s20116: said }, { self: 's482' }], undefined],
  ])('%s', async (_what, [answers, held], published) => {
    expect(await gathered(answers, held)).toEqual(published);
  });
});
