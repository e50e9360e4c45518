import { createProcedures, type Term } from '@lienthong/legal-clock';
import { createListIndex, type IndexEntry } from '@lienthong/list-index';
import type { DossierDocument } from '../src/commands/dossier-document.ts';
import type { Dossier } from '../src/domain/dossier.ts';
import { dueViewOf } from '../src/domain/due-view.ts';
import { listEntryOf } from '../src/domain/worklist.ts';
import { createDossierLists, type ListFilter } from '../src/queries/dossier-lists.ts';
import { at, calendar, receive, shipped } from './support/cases.ts';

/** A dossier by a procedure of so many hours, or of the same day. */
function dossierOf(id: string, time: string, term: Term): Dossier {
  const [first] = shipped.procedures.filter(({ code }) => code === '2.000815');
  if (!first) throw new Error('no such procedure');
  const versions = first.versions.map((version) => ({ ...version, terms: { COUNTER: term } }));
  const changed = createProcedures({ procedures: [{ ...first, versions }] });
  return { ...receive(at('2025-06-30', time), '2.000815', 'COUNTER', changed).state, id };
}

const hours = (amount: number): Term => ({ unit: 'WORKING_HOUR', amount });
const dossiers = [
  dossierOf('same day', '08:00', { unit: 'SAME_DAY', cutoff: '15:00' }),
  dossierOf('by 16:00', '08:00', hours(6.5)),
  dossierOf('by 09:00', '08:00', hours(1)),
  dossierOf('by 10:00', '08:00', hours(2)),
  dossierOf('tomorrow', '16:00', hours(2)),
];

async function lists() {
  const entries = dossiers.map(
    (dossier, n): IndexEntry => ({
      ...listEntryOf(dossier),
      id: dossier.id,
      version: 1,
      touched: n + 1,
      scope: dossier.unit,
    }),
  );
  const rethrow = (error: Error): never => {
    throw error;
  };
  const index = createListIndex({
    file: ':memory:',
    shape: 1,
    async *entriesSince() {
      yield entries;
    },
    failed: rethrow,
    missed: rethrow,
  });
  await index.start(false);
  const read: Parameters<typeof createDossierLists>[0] = {
    async page(query) {
      const { ids, ...page } = await index.page(query);
      return { ...page, items: ids.map((_id) => ({ _id }) as DossierDocument) };
    },
    count: (counts) => index.count(counts),
  };
  return { index, found: createDossierLists(read) };
}

test('a term in hours is late from its instant on, in lists and counts as in its light, and sorted by it', async () => {
  const { index, found } = await lists();
  const list = async (filter: ListFilter, time: string): Promise<string[]> => {
    const now = at('2025-06-30', time);
    const about = { unit: '20116@0', filter, isSearch: false, words: [], code: '', procedureCode: '' };
    const { items } = await found.list({ ...about, now, pageSize: 50, pageToken: '' });
    expect((await found.count('20116@0', now))[filter]).toBe(items.length);
    return items.map(({ _id }) => _id);
  };
  expect(await list('OPEN', '08:30')).toEqual(['by 09:00', 'by 10:00', 'by 16:00', 'same day', 'tomorrow']);
  expect(await list('LATE', '09:00')).toEqual([]);
  expect(await list('LATE', '10:30')).toEqual(['by 09:00', 'by 10:00']);
  expect(await list('DUE_TODAY', '10:30')).toEqual(['by 16:00', 'same day']);
  expect(await list('LATE', '20:00')).toEqual(['by 09:00', 'by 10:00', 'by 16:00']);
  const now = at('2025-06-30', '10:30');
  const lights = dossiers.map((one) => dueViewOf(one, calendar, now).state);
  expect(lights).toEqual(['TODAY', 'TODAY', 'LATE', 'LATE', 'SOON']);
  await index.stop();
});

test('a list that is read page by page stays that of its first page', async () => {
  const { index, found } = await lists();
  const about = { unit: '20116@0', filter: 'LATE', isSearch: false, words: [], code: '', procedureCode: '' };
  const ask = (time: string, pageToken: string) =>
    found.list({
      ...about,
      filter: 'LATE',
      now: at('2025-06-30', time),
      pageSize: 1,
      pageToken,
    });
  const first = await ask('10:30', '');
  const second = await ask('17:30', first.nextPageToken);
  expect([...first.items, ...second.items].map(({ _id }) => _id)).toEqual(['by 09:00', 'by 10:00']);
  expect(second.nextPageToken).toBe('');
  await expect(ask('10:30', 'x')).rejects.toMatchObject({ fields: [{ rule: 'PAGE_TOKEN' }] });
  await index.stop();
});
