import { DirectoryServiceService, type Table } from '@lienthong/contracts/directory/v1/directory';
import { Hierarchy } from '@lienthong/domain';
import { startTestSite, type TestSite } from '@lienthong/testkit';
import type { App, AuthorisationTable, DirectoryTables, Handlers, TableName } from '../src/index.ts';

let answer: Table[] = [];
let site: TestSite;
let tables: DirectoryTables;

/** A directory with the tables of `answer`. */
function directory(): App {
  const methods = Object.keys(DirectoryServiceService);
  const handlers = {
    readTables: async () => ({ tables: answer }),
  } as unknown as Handlers<DirectoryServiceService>;
  const rules = methods.map((method) => [method, { services: 'any' }]);
  return {
    service: 'directory',
    mount: (server) =>
      server.mount(
        DirectoryServiceService,
        Object.assign(Object.fromEntries(methods.map((method) => [method, () => {}])), handlers),
        Object.fromEntries(rules) as AuthorisationTable<DirectoryServiceService>,
        { hierarchy: () => new Hierarchy([], []), today: () => '2025-06-30' },
      ),
    start: () => Promise.resolve(),
    stop: () => Promise.resolve(),
    health: () => ({ ready: true, problems: [] }),
  };
}

const tableOf = (name: TableName, content: unknown): Table => {
  const text = JSON.stringify(content);
  return { name, hash: text, content: Buffer.from(text) };
};
const units = tableOf('units:46', { units: [], successions: [] });
const fields = (name: string): Table => tableOf('codes:fields', { codes: [{ code: 'land', name }] });

beforeAll(async () => {
  site = await startTestSite();
  tables = site.context('onestop').directory();
  await site.host({ directory: () => Promise.resolve(directory()) });
});
afterAll(() => site.stop());

test('a listener that fails keeps no other one from a change', async () => {
  const told: TableName[] = [];
  tables.onChange((name) => {
    if (name === 'codes:fields') throw new Error('cannot be taken up');
  });
  tables.onChange((name) => void told.push(name));
  answer = [fields('Đất đai'), units];
  await tables.refresh();
  answer = [fields('Đất'), units];
  await tables.refresh();
  expect(told).toEqual(['codes:fields', 'units:46', 'codes:fields']);
});

test('a table that the directory no longer has is not held either, and whoever listens is told', async () => {
  answer = [fields('Đất đai'), units, tableOf('calendar:2030', { layers: [] })];
  await tables.refresh();
  expect(tables.names()).toContain('calendar:2030');
  const told: [TableName, boolean][] = [];
  tables.onChange((name) => void told.push([name, tables.names().includes(name)]));
  answer = [fields('Đất đai')];
  await tables.refresh();
  expect(tables.names()).toEqual(['codes:fields']);
  expect(told).toEqual([
    ['units:46', false],
    ['calendar:2030', false],
  ]);
  const unavailable = expect.objectContaining({ code: 'SERVICE_UNAVAILABLE' });
  expect(() => tables.table('calendar:2030')).toThrow(unavailable);
  expect(() => tables.hierarchy()).toThrow(unavailable);
});
