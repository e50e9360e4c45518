import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  DirectoryServiceService,
  PublishTableRequest,
  ReadTablesRequest,
} from '@lienthong/contracts/directory/v1/directory';
import { Refusal } from '@lienthong/domain';
import type { Procedure, ProceduresTable, ProcedureVersion } from '@lienthong/legal-clock';
import type { ServiceClient } from '@lienthong/runtime';
import { startTestSite, type TestSite } from '@lienthong/testkit';
import { createApp } from '../src/app.ts';

let site: TestSite;
let directory: ServiceClient<typeof DirectoryServiceService>;

beforeAll(async () => {
  site = await startTestSite({ site: 's46', units: ['46@0'], services: ['directory'] });
  await site.host({ directory: createApp });
  directory = site.as('onestop', DirectoryServiceService, 'directory');
}, 900_000);

afterAll(async () => {
  await site?.stop();
});

const operator = { onBehalfOf: { subject: 'p', roles: ['operator' as const], units: ['46@0'] } };
const publish = (value: unknown): Promise<{ hash: string }> =>
  directory.publishTable(
    PublishTableRequest.create({
      table: { name: 'procedures', content: Buffer.from(JSON.stringify(value)) },
    }),
    operator,
  );
const refusalOf = async (call: Promise<unknown>): Promise<unknown> => {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Refusal)) throw new Error('not refused', { cause: error });
  const [{ field, rule } = { field: '', rule: '' }] = error.fields;
  return { code: error.code, field, rule: [rule, error.params.code ?? ''].join(' ').trim() };
};
const shipped = async (): Promise<{ hash: string; table: ProceduresTable }> => {
  const { tables } = await directory.readTables(ReadTablesRequest.create({ names: ['procedures'] }));
  return {
    hash: tables[0]?.hash ?? '',
    table: JSON.parse(tables[0]?.content.toString() ?? '') as ProceduresTable,
  };
};
test('the shipped procedures could be published as they are, and a new version of one is used at once', async () => {
  const { hash, table } = await shipped();
  expect((await publish(table)).hash).toBe(hash);
  const [first, ...others] = table.procedures as [Procedure, ...Procedure[]];
  const versions = first.versions.map((one) =>
    one.lastDay === undefined ? { ...one, lastDay: '2025-12-31' } : one,
  );
  const latest = { ...(versions.at(-1) as ProcedureVersion), version: '2026', validFrom: '2026-01-01' };
  const later = {
    procedures: [{ ...first, versions: [...versions, { ...latest, lastDay: undefined }] }, ...others],
  };
  await publish(later);
  expect((await shipped()).table.procedures[0]?.versions.at(-1)?.version).toBe('2026');
  await publish(table);
});

test('a wrong procedure is refused at its place and changes nothing', async () => {
  const { hash, table } = await shipped();
  const [first, ...others] = table.procedures as [Procedure, ...Procedure[]];
  const [version, ...newer] = first.versions as [ProcedureVersion, ...ProcedureVersion[]];
  const changed = (change: Partial<Procedure>) => ({ procedures: [{ ...first, ...change }, ...others] });
  const withVersion = (change: object) => changed({ versions: [{ ...version, ...change }, ...newer] });
  const termOf = (term: object) => withVersion({ terms: { COUNTER: term } });
  const at = 'procedures[0].versions[0]';
  const wrong: [unknown, string, string][] = [
    [{ procedures: [] }, 'procedures', 'SHAPE'],
    [changed({ code: '1.42' }), 'procedures[0].code', 'SHAPE'],
    [changed({ versions: [] }), 'procedures[0].versions', 'SHAPE'],
    [changed({ field: 'no_such' }), 'procedures[0].field', 'UNKNOWN'],
    [{ procedures: [first, first] }, 'procedures[1].code', 'UNCOUNTABLE PROCEDURE_TWICE'],
    [
      changed({ versions: [version, version] }),
      'procedures[0].versions[1].version',
      'UNCOUNTABLE PROCEDURE_VERSION_TWICE',
    ],
    [
      withVersion({ lastDay: undefined }),
      'procedures[0].versions[1].validFrom',
      'UNCOUNTABLE PROCEDURE_VERSIONS_OVERLAP',
    ],
    [withVersion({ validFrom: '2025-02-30' }), `${at}.validFrom`, 'SHAPE'],
    [withVersion({ lastDay: '2010-01-01' }), `${at}.lastDay`, 'UNCOUNTABLE BAD_RULE'],
    [withVersion({ source: ' ' }), `${at}.source`, 'SHAPE'],
    [withVersion({ terms: {} }), `${at}.terms`, 'UNCOUNTABLE BAD_RULE'],
    [withVersion({ supplement: { effect: 'RESET' } }), `${at}.supplement.basis`, 'SHAPE'],
    [termOf({ unit: 'WORKING_DAY', amount: 0 }), `${at}.terms.COUNTER.amount`, 'SHAPE'],
    [termOf({ unit: 'SAME_DAY', cutoff: '25:00' }), `${at}.terms.COUNTER.cutoff`, 'UNCOUNTABLE BAD_HOURS'],
  ];
  for (const [value, place, rule] of wrong)
    expect(await refusalOf(publish(value))).toEqual({
      code: 'INVALID_FIELD',
      field: `table.content.${place}`,
      rule,
    });
  expect((await shipped()).hash).toBe(hash);
});
