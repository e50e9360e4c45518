import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  DirectoryServiceService,
  PublishTableRequest,
  ReadTablesRequest,
} from '@lienthong/contracts/directory/v1/directory';
import { Refusal } from '@lienthong/domain';
import { startTestSite, type TestSite } from '@lienthong/testkit';
import { createApp } from '../src/app.ts';

interface Fields {
  fields: { code: string; name: string }[];
}

let site: TestSite;

beforeAll(async () => {
  site = await startTestSite({ site: 's46', units: ['46@0'], services: ['directory'] });
  await site.host({ directory: createApp });
}, 900_000);

afterAll(async () => {
  await site?.stop();
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

const without = ({ fields }: Fields, code: string): Fields => ({
  fields: fields.filter((one) => one.code !== code),
});

test('a field that a procedure names, or that numbers are split by, does not leave its table', async () => {
  const fields = await held<Fields>('fields');
  expect(await publish('fields', without(fields, 'residence'))).toEqual([
    'table.content.fields',
    'FIELD_IN_USE',
    expect.stringMatching(/^procedures\[\d\]\.field of the table procedures names residence$/),
  ]);
  // No procedure of today has it; a dossier of one that ended may.
  expect(await publish('fields', without(fields, 'people_with_merit'))).toEqual([
    'table.content.fields',
    'VALUE_GONE',
    'dimensions[1] of the table indicators has its values here: people_with_merit stays',
  ]);
  expect(await held('fields')).toEqual(fields);
  const renamed = { fields: fields.fields.map((one) => ({ ...one, name: `${one.name} (mới)` })) };
  expect(await publish('fields', renamed)).toEqual([]);
  expect(await publish('fields', fields)).toEqual([]);
});
