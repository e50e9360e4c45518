import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  Board_Note_Kind,
  CalendarDayKind,
  CalendarStatus,
  DirectoryServiceService,
  GetUnitRequest,
  OfficeScope,
  PublishTableRequest,
  ReadTablesRequest,
  SuccessionExtent,
  Tone,
  UnitLevel,
} from '@lienthong/contracts/directory/v1/directory';
import { Refusal } from '@lienthong/domain';
import type { BoardsTable, CatalogueTable, CodesTable, IndicatorRow } from '@lienthong/indicators';
import { createCalendar, layersFor } from '@lienthong/legal-clock';
import { createServiceClient, endpointOf, type Role, type ServiceClient } from '@lienthong/runtime';
import { eventually, startTestSite, type TestSite } from '@lienthong/testkit';
import { createApp } from '../src/app.ts';

type Directory = ServiceClient<typeof DirectoryServiceService>;

let site: TestSite;
let directory: Directory;
let anonymous: Directory;
let clerk: { authorization: string };

beforeAll(async () => {
  site = await startTestSite({
    site: 's46',
    units: ['46@0'],
    others: [
      { id: 's20116', name: 'Xã Vinh Hưng', parent: 's46', owns: ['20116@0'], publicKey: 'A'.repeat(43) },
    ],
    services: ['directory'],
  });
  await site.host({ directory: createApp });
  directory = site.as('onestop', DirectoryServiceService, 'directory');
  anonymous = createServiceClient(DirectoryServiceService, endpointOf(site.config, 'directory'));
  clerk = { authorization: `Bearer ${await site.personToken({ roles: ['clerk'], units: ['20116@0'] })}` };
}, 900_000);

afterAll(async () => {
  anonymous?.close();
  await site?.stop();
});

const operator = { onBehalfOf: { subject: 'p', roles: ['operator' as const], units: ['46@0'] } };

const refusalOf = async (
  call: Promise<unknown>,
): Promise<{ code: string; field?: string; rule?: string }> => {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Refusal)) throw new Error('not refused', { cause: error });
  const [first] = error.fields;
  return { code: error.code, ...(first ? { field: first.field, rule: first.rule } : {}) };
};

const publish = (name: string, value: unknown): PublishTableRequest => ({
  table: { name, hash: '', content: Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)) },
});

const shipped = async <T>(name: string): Promise<T> => {
  const { tables } = await directory.readTables(ReadTablesRequest.create({ names: [name] }));
  return JSON.parse(tables[0]?.content.toString() ?? '') as T;
};
/** The table of fields as it is, and one more. */
const withField = async (code: string, name: string): Promise<CodesTable> => {
  const { codes } = await shipped<CodesTable>('codes:fields');
  return { codes: [...codes, { code, name }] };
};

describe('units by date', () => {
  test('a code names the unit that had it on that day', async () => {
    const before = await directory.getUnit({ unit: '20122', on: '2025-06-30' });
    const after = await directory.getUnit({ unit: '20122', on: '2025-07-01' });
    expect(before.unit).toMatchObject({
      key: '20122@0',
      name: 'Xã Giang Hải',
      parent: '482@0',
      validTo: '2025-07-01',
    });
    expect(after.unit).toMatchObject({ key: '20122@20250701', name: 'Xã Vinh Lộc', parent: '46@20250701' });
  });

  test('without a day it is the business clock that says today', async () => {
    expect((await directory.getUnit({ unit: '482', on: '' })).unit?.name).toBe('Huyện Phú Lộc');
    await site.setClock('2025-07-01', '08:00');
    const refused = await eventually(() => refusalOf(directory.getUnit({ unit: '482', on: '' })));
    expect(refused).toEqual({ code: 'UNIT_NOT_FOUND' });
    // Identifiers never die: the key still resolves.
    expect((await directory.getUnit({ unit: '482@0', on: '' })).unit?.name).toBe('Huyện Phú Lộc');
    await site.setClock('2025-06-30', '08:00');
  });

  test('children, ancestors and subtree are those of the day', async () => {
    const districts = await directory.listChildren({ unit: '46', on: '2025-06-30' });
    expect(districts.units.every(({ level }) => level === UnitLevel.DISTRICT)).toBe(true);
    const communes = await directory.listChildren({ unit: '46', on: '2025-07-01' });
    expect(communes.units).toHaveLength(40);
    const ancestors = await directory.listAncestors({ unit: '20116@0', on: '' });
    expect(ancestors.units.map(({ key }) => key)).toEqual(['482@0', '46@0']);
    const subtree = await directory.getSubtree({ unit: '482', on: '2025-06-30' });
    expect(subtree.units[0]?.key).toBe('482@0');
    expect(subtree.units.map(({ code }) => code)).toEqual(expect.arrayContaining(['20116', '20125']));
  });

  test('who took over a unit, and how much of it', async () => {
    const { successions, units } = await directory.listSuccessors({ unit: '20116@0' });
    expect(successions).toMatchObject([
      {
        predecessor: '20116@0',
        successor: '20122@20250701',
        effective: '2025-07-01',
        extent: SuccessionExtent.WHOLE,
      },
    ]);
    expect(units.map(({ name }) => name)).toEqual(['Xã Vinh Lộc']);
  });

  test('bad input names its field', async () => {
    expect(await refusalOf(directory.getUnit({ unit: 'Huế', on: '' }))).toEqual({
      code: 'INVALID_FIELD',
      field: 'unit',
      rule: 'UNIT_KEY_OR_CODE',
    });
    expect(await refusalOf(directory.getUnit({ unit: '46', on: '2025-02-30' }))).toEqual({
      code: 'INVALID_FIELD',
      field: 'on',
      rule: 'LOCAL_DAY',
    });
    expect(await refusalOf(directory.getCalendar({ year: 25 }))).toMatchObject({
      field: 'year',
      rule: 'RANGE',
    });
    expect(await refusalOf(directory.getCalendar({ year: 2031 }))).toEqual({ code: 'CALENDAR_NOT_FOUND' });
  });
});

describe('who may ask', () => {
  test('every signed-in person reads units of every place', async () => {
    expect((await anonymous.getUnit(GetUnitRequest.create({ unit: '20125@0' }), clerk)).unit?.code).toBe(
      '20125',
    );
    expect((await anonymous.listSites({}, clerk)).sites.map(({ id }) => id)).toEqual(['s46', 's20116']);
  });

  test('nobody reads anything without a token, and no person reads what is internal', async () => {
    expect(await refusalOf(anonymous.getUnit({ unit: '46', on: '' }))).toEqual({ code: 'TOKEN_MISSING' });
    expect(await refusalOf(anonymous.readTables(ReadTablesRequest.create({}), clerk))).toEqual({
      code: 'METHOD_UNKNOWN',
    });
  });

  test('only an operator of the province publishes', async () => {
    const as = async (roles: Parameters<TestSite['personToken']>[0]['roles'], units: string[]) => ({
      authorization: `Bearer ${await site.personToken({ roles, units, subject: `${roles.join()}-${units.join()}` })}`,
    });
    const request = publish('codes:fields', await withField('transport', 'Giao thông'));
    expect(await refusalOf(anonymous.publishTable(request, clerk))).toEqual({ code: 'NOT_ALLOWED' });
    expect(await refusalOf(directory.publishTable(request))).toEqual({ code: 'NOT_ALLOWED' });
    expect(await refusalOf(anonymous.publishTable(request, await as(['operator'], ['20116@0'])))).toEqual({
      code: 'UNIT_NOT_ALLOWED',
    });
    const { hash } = await anonymous.publishTable(request, await as(['operator'], ['46@0']));
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('tables', () => {
  test('the calendars of 2024 to 2027 and the office hours lie over each other as one calendar', async () => {
    const { tables } = await directory.readTables(ReadTablesRequest.create({}));
    expect(tables.map(({ name }) => name)).toEqual([
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
    ]);
    const layers = tables
      .filter(({ name }) => name.startsWith('calendar:'))
      .flatMap(({ content }) => JSON.parse(content.toString()).layers);
    const calendar = createCalendar('counter', layersFor(layers, { province: '46', counters: ['46'] }));
    expect([calendar.from, calendar.to]).toEqual(['2024-01-01', '2027-12-31']);
  });

  test('a caller that holds a table gets its name and hash alone', async () => {
    const { tables } = await directory.readTables(ReadTablesRequest.create({ names: ['units:46'] }));
    const hash = tables[0]?.hash ?? '';
    expect(tables[0]?.content.length).toBeGreaterThan(10_000);
    const again = await directory.readTables(
      ReadTablesRequest.create({ names: ['units:46'], held: { 'units:46': hash } }),
    );
    expect(again.tables).toMatchObject([{ name: 'units:46', hash }]);
    expect(again.tables[0]?.content).toHaveLength(0);
  });

  test('people read a year with its holidays, and whether it is official', async () => {
    const year = await anonymous.getCalendar({ year: 2025 }, clerk);
    expect(year.status).toBe(CalendarStatus.OFFICIAL);
    expect(year.days.find(({ day }) => day === '2025-09-02')?.kind).toBe(CalendarDayKind.HOLIDAY);
    expect(year.hours.map(({ scope }) => scope)).toEqual(
      expect.arrayContaining([OfficeScope.PROVINCE, OfficeScope.COUNTER]),
    );
    expect((await anonymous.getCalendar({ year: 2027 }, clerk)).status).toBe(CalendarStatus.PROVISIONAL);
  });

  test('a wrong table is refused with its rule and changes nothing', async () => {
    const [before] = (await directory.readTables(ReadTablesRequest.create({ names: ['sites'] }))).tables;
    const top = { id: 's46', name: 'Huế', parent: '', owns: ['46@0'], publicKey: 'A'.repeat(43) };
    const wrong: [string, unknown, string, string][] = [
      ['prices', {}, 'table.name', 'TABLE_UNKNOWN'],
      ['units:79', {}, 'table.name', 'TABLE_UNKNOWN'],
      ['sites', 'not json', 'table.content', 'JSON'],
      ['sites', '\ud800', 'table.content', 'JSON'],
      ['sites', { sites: [] }, 'table.content.sites', 'SHAPE'],
      ['sites', { sites: [{ ...top, id: 'S 46' }] }, 'table.content.sites[0].id', 'SHAPE'],
      ['sites', { sites: [top, { ...top, id: 's47' }] }, 'table.content', 'ONE_TOP_SITE'],
      ['sites', { sites: [top, { ...top, id: 's47', parent: 's46' }] }, 'table.content', 'TWICE'],
      [
        'sites',
        { sites: [top, { ...top, id: 's47', parent: 's48', owns: [] }] },
        'table.content',
        'PARENT_UNKNOWN',
      ],
      [
        'sites',
        {
          sites: [
            top,
            { ...top, id: 's47', parent: 's48', owns: [] },
            { ...top, id: 's48', parent: 's47', owns: [] },
          ],
        },
        'table.content',
        'SITES_IN_A_CIRCLE',
      ],
      ['codes:fields', { codes: [{ code: 'a b', name: 'x' }] }, 'table.content.codes[0].code', 'SHAPE'],
      ['calendar:2025', { layers: [{}] }, 'table.content', 'UNCOUNTABLE'],
      ['calendar:1999', { layers: [{}] }, 'table.name', 'TABLE_UNKNOWN'],
    ];
    for (const [name, value, field, rule] of wrong)
      expect({ name, ...(await refusalOf(directory.publishTable(publish(name, value), operator))) }).toEqual({
        name,
        code: 'INVALID_FIELD',
        field,
        rule,
      });
    const [after] = (await directory.readTables(ReadTablesRequest.create({ names: ['sites'] }))).tables;
    expect(after?.hash).toBe(before?.hash);
  });

  describe('of numbers', () => {
    const replaced = <T>(list: readonly T[], index: number, change: Partial<T>): T[] =>
      list.map((one, position) => (position === index ? { ...one, ...change } : one));

    test('the shipped ones could be published as they are', async () => {
      for (const name of ['indicators', 'boards']) {
        const { tables } = await directory.readTables(ReadTablesRequest.create({ names: [name] }));
        const answer = await directory.publishTable(publish(name, await shipped(name)), operator);
        expect(answer.hash).toBe(tables[0]?.hash);
      }
    });

    test('a person is shown the board of their role, and who has none is told so', async () => {
      const as = async (role: Role) => ({
        authorization: `Bearer ${await site.personToken({ roles: [role], units: ['20116@0'], subject: role })}`,
      });
      const { board } = await anonymous.getBoard({}, await as('leader'));
      expect(board?.tiles.map(({ indicator }) => indicator)).toEqual([
        'received',
        'pending',
        'overdue',
        'on_time_rate',
      ]);
      expect(board?.tiles[2]).toMatchObject({
        label: { vi: 'Quá hạn' },
        note: {
          kind: Board_Note_Kind.SHARE,
          whole: 'pending',
          words: { vi: '{percent} số đang giải quyết' },
        },
        colour: [{ from: 1, tone: Tone.LATE }],
      });
      expect(board?.trend).toMatchObject({
        days: 14,
        series: [{ indicator: 'received' }, { indicator: 'finished' }],
      });
      expect(await refusalOf(anonymous.getBoard({}, await as('operator')))).toEqual({
        code: 'BOARD_NOT_FOUND',
      });
    });

    test('a wrong one is refused at its place and changes nothing', async () => {
      const catalogue = await shipped<CatalogueTable>('indicators');
      const { boards } = await shipped<BoardsTable>('boards');
      const { indicators } = catalogue;
      const positionOf = (code: string): number => indicators.findIndex((one) => one.code === code);
      const [rate, overdue, withdrawn] = [
        positionOf('on_time_rate'),
        positionOf('overdue'),
        positionOf('withdrawn'),
      ];
      const changed = (index: number, change: Partial<IndicatorRow>) => ({
        ...catalogue,
        indicators: replaced(indicators, index, change),
      });
      const wrong: [string, unknown, string, string][] = [
        [
          'indicators',
          changed(rate, { formula: '100 * finished' }),
          `indicators[${rate}].formula`,
          'ILL_TYPED',
        ],
        [
          'indicators',
          changed(rate, { formula: 'no_such / finished' }),
          `indicators[${rate}].formula`,
          'NAME_UNKNOWN',
        ],
        [
          'indicators',
          changed(overdue, { where: '[1].all(x, x > 0)' }),
          `indicators[${overdue}].where`,
          'NOT_ALLOWED',
        ],
        [
          'indicators',
          { ...catalogue, dimensions: [{ name: 'field', values: { table: 'streets' } }] },
          'dimensions[0].values',
          'SHAPE',
        ],
        ['indicators', changed(0, { owner: 'sensors' }), 'indicators[0].owner', 'OWNER_UNKNOWN'],
        ['indicators', changed(0, { code: 'Received' }), 'indicators[0].code', 'CODE'],
        ['indicators', changed(0, { names: { vi: 'Tiếp nhận', en: '' } }), 'indicators[0].names.en', 'SHAPE'],
        ['indicators', changed(0, { kind: 'mean' as never }), 'indicators[0].kind', 'SHAPE'],
        ['boards', { boards: replaced(boards, 0, { roles: ['mayor'] }) }, 'boards[0].roles[0]', 'SHAPE'],
        ['boards', { boards: [...boards, ...boards] }, 'boards[1].roles[0]', 'TWICE'],
        [
          'boards',
          {
            boards: replaced(boards, 0, { columns: [{ indicator: 'no_such', label: { vi: 'a', en: 'b' } }] }),
          },
          'boards[0].columns[0].indicator',
          'INDICATOR_UNKNOWN',
        ],
      ];
      for (const [name, value, place, rule] of wrong)
        expect(await refusalOf(directory.publishTable(publish(name, value), operator))).toEqual({
          code: 'INVALID_FIELD',
          field: `table.content.${place}`,
          rule,
        });
      const without = (index: number) => ({ ...catalogue, indicators: indicators.toSpliced(index, 1) });
      // What a board shows stays, and so does what facts are counted by: it ends.
      for (const [value, rule] of [
        [without(rate), 'INDICATOR_IN_USE'],
        [without(withdrawn), 'INDICATOR_GONE'],
        [changed(withdrawn, { aggregation: 'max' }), 'INDICATOR_COUNTED'],
      ] as const)
        expect(await refusalOf(directory.publishTable(publish('indicators', value), operator))).toEqual({
          code: 'INVALID_FIELD',
          field: 'table.content',
          rule,
        });
      expect(await shipped('indicators')).toEqual(catalogue);
      const ended = changed(withdrawn, { validTo: '2026-01-01' });
      await directory.publishTable(publish('indicators', ended), operator);
      expect(await shipped('indicators')).toEqual(ended);
    });
  });

  test('a unit never leaves the register, and no site owns what is not in it', async () => {
    const read = async (name: string): Promise<unknown> => {
      const { tables } = await directory.readTables(ReadTablesRequest.create({ names: [name] }));
      return JSON.parse(tables[0]?.content.toString() ?? '');
    };
    const register = (await read('units:46')) as { units: { key: string }[] };
    const poorer = { ...register, units: register.units.filter(({ key }) => key !== '20116@0') };
    const { sites } = (await read('sites')) as { sites: { owns: string[] }[] };
    const owning = sites.map((site, at) => (at === 0 ? { ...site, owns: [...site.owns, '99999@0'] } : site));
    for (const [name, value, rule] of [
      ['units:46', poorer, 'UNIT_GONE'],
      ['sites', { sites: owning }, 'UNIT_UNKNOWN'],
    ] as const)
      expect(await refusalOf(directory.publishTable(publish(name, value), operator))).toEqual({
        code: 'INVALID_FIELD',
        field: 'table.content',
        rule,
      });
    expect(await read('units:46')).toEqual(register);
    expect((await directory.publishTable(publish('units:46', register), operator)).hash).toMatch(
      /^[0-9a-f]{64}$/,
    );
  });

  test('a published table is used at once, kept over a restart, and publishing it again changes nothing', async () => {
    const more = await withField('land', 'Đất đai');
    const request = publish('codes:fields', more);
    const first = await directory.publishTable(request, operator);
    expect(await directory.publishTable(request, operator)).toEqual(first);
    const app = await createApp(site.context('directory'));
    await app.stop();
    const [table] = (await directory.readTables(ReadTablesRequest.create({ names: ['codes:fields'] })))
      .tables;
    expect(JSON.parse(table?.content.toString() ?? '')).toEqual(more);
  });

  test('a site below publishes nothing: it says whose the tables are', async () => {
    const below = await startTestSite({
      site: 's20116',
      units: ['20116@0'],
      parent: 's46',
      others: [{ id: 's46', name: 'Huế', parent: '', owns: ['46@0'], publicKey: 'A'.repeat(43) }],
      services: ['directory'],
      nats: site.nats,
      database: site.database,
    });
    try {
      await below.host({ directory: createApp });
      const call = below
        .as('onestop', DirectoryServiceService, 'directory')
        .publishTable(publish('codes:fields', {}), operator);
      expect(await refusalOf(call)).toEqual({ code: 'TABLE_NOT_OWNED_HERE' });
    } finally {
      await below.stop();
    }
  });
});
