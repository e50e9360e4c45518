import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  DirectoryServiceService,
  PublishTableRequest,
  ReadTablesRequest,
} from '@lienthong/contracts/directory/v1/directory';
import { Refusal } from '@lienthong/domain';
import type { CatalogueTable, CodesTable, IndicatorRow } from '@lienthong/indicators';
import { startTestSite, type TestSite } from '@lienthong/testkit';
import { createApp } from '../src/app.ts';

const [today, tomorrow] = ['2025-06-30', '2025-07-01'];
let site: TestSite;
let release: string;
let hosted: Awaited<ReturnType<TestSite['host']>>;

beforeAll(async () => {
  site = await startTestSite({ site: 's46', units: ['46@0'], services: ['directory'], day: today });
  release = await mkdtemp(join(tmpdir(), 'lienthong-release-'));
  await cp(site.config.dataDirectory, release, { recursive: true });
  site.config.dataDirectory = release;
  hosted = await site.host({ directory: createApp });
}, 900_000);

afterAll(async () => {
  await site?.stop();
  await rm(release, { recursive: true, force: true });
});

const clientOf = () => site.as('operations', DirectoryServiceService, 'directory');

async function held<T>(name: string): Promise<T> {
  const client = clientOf();
  const { tables } = await client.readTables(ReadTablesRequest.create({ names: [name] }));
  client.close();
  return JSON.parse(tables[0]?.content.toString() ?? '') as T;
}

/** @returns place, rule and words of what was refused; empty: it was taken. */
async function publish(name: string, value: unknown): Promise<string[]> {
  const client = clientOf();
  const table = { name, content: Buffer.from(JSON.stringify(value)) };
  const operator = { onBehalfOf: { subject: 'p', roles: ['operator' as const], units: ['46@0'] } };
  try {
    await client.publishTable(PublishTableRequest.create({ table }), operator);
    return [];
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return error.fields.flatMap(({ field, rule, description }) => [field, rule, description]);
  } finally {
    client.close();
  }
}

/** The site starts anew with files of a newer release. */
async function upgrade(files: Record<string, (text: string) => string>): Promise<void> {
  for (const [file, change] of Object.entries(files)) {
    const path = join(release, file);
    await writeFile(path, change(await readFile(path, 'utf8')));
  }
  await hosted.stop();
  hosted = await site.host({ directory: createApp });
}

const without = ({ codes }: CodesTable, code: string): CodesTable => ({
  codes: codes.filter((one) => one.code !== code),
});

test('a table of a newer release that breaks a rule of a published one is not adopted, nor is what needs it; the others are', async () => {
  const before = await held<CodesTable>('codes:fields');
  const proceduresBefore = await held('procedures');
  await upgrade({
    'codes-fields.json': (text) =>
      JSON.stringify({
        codes: [
          ...without(JSON.parse(text) as CodesTable, 'identity_card').codes,
          { code: 'land', name: 'Đất' },
        ],
      }),
    'procedures.json': (text) => text.replace('"field": "social_protection"', '"field": "land"'),
    'boards.json': (text) => text.replace('"Tiếp nhận"', '"Đã nhận"'),
  });
  expect(await held('codes:fields')).toEqual(before);
  expect(await held('procedures')).toEqual(proceduresBefore);
  expect(JSON.stringify(await held('boards'))).toContain('Đã nhận');
});

test('tables of a newer release that fit each other are adopted together', async () => {
  const { codes } = await held<CodesTable>('codes:fields');
  await upgrade({
    'codes-fields.json': () => JSON.stringify({ codes: [...codes, { code: 'land', name: 'Đất' }] }),
  });
  expect((await held<CodesTable>('codes:fields')).codes.map(({ code }) => code)).toContain('land');
  expect(JSON.stringify(await held('procedures'))).toContain('"field":"land"');
});

test('a field that a procedure names, or that numbers are split by, does not leave its table', async () => {
  const fields = await held<CodesTable>('codes:fields');
  expect(await publish('codes:fields', without(fields, 'land'))).toEqual([
    'table.content.codes',
    'FIELD_IN_USE',
    expect.stringMatching(/^procedures\[\d\]\.field of the table procedures names land$/),
  ]);
  // No procedure of today has it; a dossier of one that ended may.
  expect(await publish('codes:fields', without(fields, 'people_with_merit'))).toEqual([
    'table.content.codes',
    'VALUE_GONE',
    'dimensions[1] of the table indicators has its values here: people_with_merit stays',
  ]);
  expect(await held('codes:fields')).toEqual(fields);
  const renamed = { codes: fields.codes.map((one) => ({ ...one, name: `${one.name} (mới)` })) };
  expect(await publish('codes:fields', renamed)).toEqual([]);
  expect(await publish('codes:fields', fields)).toEqual([]);
});

const rowsOf = ({ indicators }: CatalogueTable, code: string): { at: number; row: IndicatorRow } => {
  const at = indicators.findIndex((one) => one.code === code);
  return { at, row: indicators[at] as IndicatorRow };
};

test('a counted indicator keeps the dimensions of its days up to today; a version that begins later may have others', async () => {
  const table = await held<CatalogueTable>('indicators');
  const { at, row } = rowsOf(table, 'withdrawn');
  const replaced = (...rows: IndicatorRow[]): CatalogueTable => ({
    ...table,
    indicators: table.indicators.toSpliced(at, 1, ...rows),
  });
  const fewer = { ...row, dimensions: ['field'] };
  expect(await publish('indicators', replaced(fewer))).toEqual([
    `table.content.indicators[${at}].dimensions`,
    'DIMENSION_GONE',
    `withdrawn is split by channel: it can lose it in a version that begins after ${today}`,
  ]);
  const versions = (from: string): CatalogueTable =>
    replaced({ ...row, validTo: from }, { ...fewer, version: row.version + 1, validFrom: from });
  expect((await publish('indicators', versions(today)))[1]).toBe('DIMENSION_GONE');
  expect(await publish('indicators', versions(tomorrow))).toEqual([]);
  expect(await publish('indicators', table)).toEqual([]);
});

test('a counted indicator keeps its owner, and the values that it may be split by', async () => {
  const table = await held<CatalogueTable>('indicators');
  const { at, row } = rowsOf(table, 'withdrawn');
  const sources = [
    ...table.sources,
    { channel: 'u2-tally-reporting', owner: 'reporting', levels: ['commune'] },
  ];
  const owned = {
    ...table,
    sources,
    indicators: table.indicators.toSpliced(at, 1, { ...row, owner: 'reporting' }),
  };
  expect((await publish('indicators', owned)).slice(0, 2)).toEqual(['table.content', 'INDICATOR_COUNTED']);
  const [channel, field] = table.dimensions;
  const post = { name: 'channel', values: { codes: ['counter', 'online'] } };
  expect(await publish('indicators', { ...table, dimensions: [post, field] })).toEqual([
    'table.content.dimensions[0].values',
    'VALUE_GONE',
    'numbers are split by post of channel: it stays',
  ]);
  const listed = { name: 'field', values: { codes: ['residence'] } };
  expect((await publish('indicators', { ...table, dimensions: [channel, listed] })).slice(0, 2)).toEqual([
    'table.content.dimensions[1].values',
    'VALUE_GONE',
  ]);
});

test('a dimension takes its values from any published list of codes, and from none that is not', async () => {
  const table = await held<CatalogueTable>('indicators');
  const { row } = rowsOf(table, 'withdrawn');
  const split = {
    ...table,
    dimensions: [...table.dimensions, { name: 'document_type', values: { table: 'codes:document_types' } }],
    indicators: [...table.indicators, { ...row, code: 'documents', dimensions: ['document_type'] }],
  };
  expect((await publish('indicators', split)).slice(0, 2)).toEqual([
    `table.content.dimensions[${table.dimensions.length}].values.table`,
    'TABLE_UNKNOWN',
  ]);
  const codes = [{ code: 'decision', name: 'Quyết định' }];
  expect(await publish('codes:document_types', { codes: [...codes, ...codes] })).toEqual([
    'table.content',
    'TWICE',
    'a code stands twice',
  ]);
  expect(await publish('codes:document_types', { codes })).toEqual([]);
  expect(await publish('indicators', split)).toEqual([]);
  const other = [{ code: 'report', name: 'Báo cáo' }];
  expect((await publish('codes:document_types', { codes: other })).slice(0, 2)).toEqual([
    'table.content.codes',
    'VALUE_GONE',
  ]);
});
