import {
  DeadLetterAction,
  DeadLetterOwner,
  DeadLetterServiceService,
} from '@lienthong/contracts/common/v1/dead_letter';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  ExchangeServiceService,
  IncidentKind,
  PutRecordsRequest,
} from '@lienthong/contracts/exchange/v1/exchange';
import type { CodesTable } from '@lienthong/indicators';
import { eventually } from '@lienthong/testkit';
import type { Document } from 'mongodb';
import { startTree, type Tree } from './support/tree.ts';

let tree: Tree;

beforeAll(async () => {
  tree = await startTree([{ id: 's46' }, { id: 's482', parent: 's46' }, { id: 's20116', parent: 's482' }]);
}, 900_000);

afterAll(async () => {
  await tree?.stop();
});

const tableAt = (id: string, name: string): Promise<string> => tree.tableAt(id, name);
const publish = (name: string, value: unknown): Promise<string> => tree.publish(name, value);

const storedAt = (id: string): Promise<Document[]> =>
  tree.withDatabase(id, 'directory', (db) =>
    db.collection('tables').find({ origin: 'replicated' }).toArray(),
  );

test('every table of the province reaches every other site, large ones too', async () => {
  const names = [
    'boards',
    'calendar:2024',
    'calendar:2025',
    'calendar:2026',
    'calendar:2027',
    'calendar:hours',
    'codes:fields',
    'indicators',
    'procedures',
    'sites',
    'units:46',
  ];
  for (const id of ['s482', 's20116'])
    await eventually(async () => (await storedAt(id)).length === names.length);
  const received = await storedAt('s20116');
  expect(received.map(({ name }) => String(name)).sort()).toEqual(names);
  expect(received.find(({ name }) => name === 'units:46')?.['content'].length).toBeGreaterThan(10_000);
});

/** The province's fields as they are, and one more. @returns the content. */
async function publishField(code: string, name: string): Promise<string> {
  const { codes } = JSON.parse(await tableAt('s46', 'codes:fields')) as CodesTable;
  return publish('codes:fields', { codes: [...codes, { code, name }] });
}

test('a table that the province publishes is used by the communes', async () => {
  const content = await publishField('trade', 'Thương mại');
  await eventually(async () => (await tableAt('s20116', 'codes:fields')) === content);
});

test('what was received overrides the release after a restart, also while nobody is above', async () => {
  const content = await tableAt('s20116', 'codes:fields');
  await tree.unhost('s20116');
  await tree.unhost('s482');
  await tree.host('s20116');
  expect(await tableAt('s20116', 'codes:fields')).toBe(content);
  await tree.host('s482');
});

test('a site whose directory was wiped gets every table again', async () => {
  const content = await tableAt('s20116', 'codes:fields');
  await tree.unhost('s20116');
  await tree.withDatabase('s20116', 'directory', (db) => db.collection('tables').deleteMany({}));
  await tree.host('s20116');
  await eventually(async () => (await tableAt('s20116', 'codes:fields')) === content);
});

test('a directory of the province that was restored alone takes back what its exchange holds, and the record is marked', async () => {
  const copy = await tree.withDatabase('s46', 'directory', (db) => db.collection('tables').find().toArray());
  const later = await publishField('forestry', 'Lâm nghiệp');
  await eventually(async () => (await tableAt('s20116', 'codes:fields')).includes('forestry'));
  await tree.unhost('s46');
  await tree.withDatabase('s46', 'directory', async (db) => {
    await db.collection('tables').deleteMany({});
    await db.collection('tables').insertMany(copy);
  });
  await tree.host('s46');
  await eventually(async () => (await tableAt('s46', 'codes:fields')) === later);
  const client = tree.siteOf('s46').as('operations', ExchangeServiceService, 'exchange');
  const { incidents } = await eventually(async () => {
    const found = await client.listIncidents({});
    return found.incidents.length > 0 && found;
  });
  expect(await tableAt('s20116', 'codes:fields')).toBe(later);
  expect(incidents).toMatchObject([
    { key: { channel: 'd3-directory', id: 'codes:fields' }, kind: IncidentKind.MARKED },
  ]);
});

const readable = JSON.stringify({ codes: [{ code: 'transport', name: 'Giao thông' }] });
test.each([
  ['codes:fields', 'a shape', () => '{"codes": "of a later release"}', () => readable],
  // A catalogue that can be read and not be evaluated would stop every number there.
  [
    'indicators',
    'a formula',
    (text: string) => text.replace('100.0 * finished_in_time', 'math.round(finished_in_time)'),
    (text: string) => text.replace('100.0 * finished_in_time', '99.0 * finished_in_time'),
  ],
  // One that cannot be counted by would stop every receipt there.
  [
    'procedures',
    'a term',
    (text: string) => text.replace('"cutoff":"15:00"', '"cutoff":"25:00"'),
    (text: string) => text.replace('"cutoff":"15:00"', '"cutoff":"16:00"'),
  ],
])(
  'C4: the table %s with %s that a site cannot read is set aside there: the one before stays in use, and the operator sees it',
  async (name, _what, later, right) => {
    const before = await tableAt('s20116', name);
    const client = tree.siteOf('s46').as('directory', ExchangeServiceService, 'exchange');
    const key = { channel: 'd3-directory', unit: '46@0', id: name };
    const held = async (): Promise<number> => {
      for await (const { records } of client.listHeld({ channel: key.channel, unit: key.unit }))
        for (const one of records) if (one.key?.id === key.id) return one.src;
      return 0;
    };
    // The owner's own producer counts its version on too: whose put comes first is taken.
    const put = (value: string) =>
      eventually(async () => {
        const record = { key, src: (await held()) + 1, value: Buffer.from(value) };
        const { outcomes } = await client.putRecords(PutRecordsRequest.create({ records: [record] }));
        return outcomes[0]?.taken;
      });
    await put(later(before));
    const directory = tree.siteOf('s20116').as('onestop', DeadLetterServiceService, 'directory');
    const letters = async () =>
      (
        await directory.listDeadLetters(
          { service: 'directory', before: undefined },
          { onBehalfOf: { subject: 'p', roles: ['operator'], units: ['20116@0'] } },
        )
      ).deadLetters;
    await eventually(async () => (await letters()).length === 1);
    expect(await letters()).toMatchObject([
      {
        subject: name,
        reason: { code: 'TABLE_UNREADABLE', params: {} },
        owner: DeadLetterOwner.SITE_OPERATOR,
        nextAction: DeadLetterAction.UPGRADE,
      },
    ]);
    expect(await tableAt('s20116', name)).toBe(before);
    await put(right(before));
    await eventually(async () => (await tableAt('s20116', name)) === right(before));
    await eventually(async () => (await letters()).length === 0);
    client.close();
    directory.close();
  },
);
