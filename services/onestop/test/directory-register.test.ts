import { Hierarchy, Refusal } from '@lienthong/domain';
import { shippedLayers } from '@lienthong/legal-clock';
import type { DirectoryTables, TableContents, TableName } from '@lienthong/runtime';
import { createHeldProcedures } from '../src/adapters/held-procedures.ts';
import { createDirectoryRegister } from '../src/adapters/directory-register.ts';
import { decideRequestSupplement } from '../src/domain/decide/request-supplement.ts';
import { dueKnownBy, dueOf } from '../src/domain/legal-term.ts';
import { apply, at, contextAt, procedures, receive, shipped } from './support/cases.ts';

/** The directory's tables as a service holds them. */
function held(
  content: Partial<TableContents>,
): DirectoryTables & { publish<N extends TableName>(name: N, value: TableContents[N]): void } {
  const tables = new Map(Object.entries(content) as [TableName, unknown][]);
  const listeners: ((name: TableName) => void)[] = [];
  return {
    hierarchy: () => new Hierarchy([], []),
    today: () => '2025-06-30',
    table<N extends TableName>(name: N): TableContents[N] {
      return tables.get(name) as TableContents[N];
    },
    names: () => [...tables.keys()],
    onChange: (listener) => void listeners.push(listener),
    refresh: () => Promise.resolve(),
    start: () => Promise.resolve(),
    stop: () => undefined,
    publish(name, value) {
      tables.set(name, value);
      for (const listener of listeners) listener(name);
    },
  };
}

const config = {
  site: 's20116',
  province: '46',
  sites: [{ id: 's20116', name: '', parent: '', owns: ['20116@0'], publicKey: '' }],
};
const settings = { agencyCodes: { '20116@0': 'H57.01.16' } };
const layers = shippedLayers();
const yearOf = (year: string): { layers: unknown[] } => ({
  layers: layers.filter(({ covers }) => covers?.from.startsWith(year)),
});
const hours = { layers: layers.filter(({ covers }) => !covers) };
const procedure = procedures.findOn('1.004837', '2025-06-30');

const dueDay = (register: ReturnType<typeof createDirectoryRegister>, day: string): string => {
  if (!procedure) throw new Error('no such procedure');
  const calendar = register.calendarOf('20116@0');
  return dueOf({ procedure, channel: 'COUNTER', receivedAt: at(day, '09:00'), waits: [], calendar }).day;
};
const codeOf = (work: () => unknown): string => {
  try {
    work();
    return '';
  } catch (error) {
    return error instanceof Refusal ? error.code : String(error);
  }
};

test('a calendar that was published anew counts from the next receipt on', () => {
  const tables = held({ 'calendar:2025': yearOf('2025'), 'calendar:hours': hours });
  const register = createDirectoryRegister(config, settings, tables);
  expect(dueDay(register, '2025-06-30')).toBe('2025-07-03');
  const [year] = yearOf('2025').layers as { version: number; days: unknown[] }[];
  const closed = {
    date: '2025-07-02',
    kind: 'LOCAL_CLOSURE',
    name: 'Nghỉ bão',
    source: 'Công điện',
    status: 'OFFICIAL',
  };
  tables.publish('calendar:2025', {
    layers: [{ ...year, version: 2, days: [...(year?.days ?? []), closed] }],
  });
  expect(dueDay(register, '2025-06-30')).toBe('2025-07-04');
});

test('a term that leaves the known calendars is refused by name, and so is an office without any', () => {
  const tables = held({ 'calendar:2025': yearOf('2025'), 'calendar:hours': hours });
  expect(codeOf(() => dueDay(createDirectoryRegister(config, settings, tables), '2025-12-31'))).toBe(
    'CALENDAR_MISSING',
  );
  tables.publish('calendar:2026', yearOf('2026'));
  expect(dueDay(createDirectoryRegister(config, settings, tables), '2025-12-31')).toBe('2026-01-07');
  expect(codeOf(() => createDirectoryRegister(config, settings, held({})).calendarOf('20116@0'))).toBe(
    'CALENDAR_MISSING',
  );
});

test('a published calendar that has a gap leaves a dossier that waits with what it was told', () => {
  const tables = held({
    'calendar:2025': yearOf('2025'),
    'calendar:2026': yearOf('2026'),
    'calendar:hours': hours,
  });
  const register = createDirectoryRegister(config, settings, tables);
  const received = receive(at('2026-12-21', '09:00'));
  const context = { ...contextAt(at('2026-12-22', '10:00')), calendar: register.calendarOf('20116@0') };
  const { state } = apply(received, decideRequestSupplement(received, { reason: 'thiếu CT01' }, context));
  tables.publish('calendar:2026', { layers: [] });
  tables.publish('calendar:2027', yearOf('2027'));
  expect(codeOf(() => register.calendarOf('20116@0'))).toContain('ClockError');
  expect(dueKnownBy(() => register.calendarOf('20116@0'), state)).toEqual(state.due);
});

test('the units served follow the registry of sites, and a unit without an agency code is refused by name', () => {
  const tables = held({});
  const register = createDirectoryRegister(config, settings, tables);
  expect([register.serves('20116@0'), register.serves('20125@0')]).toEqual([true, false]);
  tables.publish('sites', {
    sites: config.sites.map((site) => ({ ...site, owns: ['20116@0', '20125@0'] })),
  });
  expect(register.unitsServed()).toEqual(['20116@0', '20125@0']);
  expect(['20116@0', '20125@0'].map((unit) => register.findAgency(unit))).toEqual(['H57.01.16', undefined]);
  expect(register.agencyOf('20116@0')).toBe('H57.01.16');
  expect(codeOf(() => register.agencyOf('20125@0'))).toBe('AGENCY_CODE_MISSING');
});

test('a procedure that was published anew is offered from then on', () => {
  const tables = held({ procedures: shipped });
  const offered = createHeldProcedures(tables);
  const names = (): string[] => offered.inForceOn('2025-06-30').map(({ name }) => name);
  expect(names()).toHaveLength(shipped.procedures.length);
  const [first] = shipped.procedures;
  if (!first) throw new Error('a release ships procedures');
  tables.publish('procedures', { procedures: [{ ...first, name: 'Tên mới' }] });
  expect(names()).toEqual(['Tên mới']);
});
