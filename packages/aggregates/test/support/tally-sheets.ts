import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dayOf, type Instant, instantOf, refuse } from '@lienthong/domain';
import {
  connectNats,
  createDatabases,
  createLogger,
  type Database,
  machineClock,
  provisionSite,
  type SiteNats,
} from '@lienthong/runtime';
import {
  type DatabaseServer,
  freshDatabaseName,
  type NatsServer,
  startDatabase,
  startNats,
} from '@lienthong/testkit';
import { v7 as uuid } from 'uuid';
import {
  type Aggregate,
  type Caller,
  defineAggregate,
  type StateDocument,
  type HistoryEvent,
} from '../../src/index.ts';
import type { AggregateDefinition, DecidedEvent } from '../../src/definition.ts';

/** The smallest aggregate: a sheet on which strokes are counted. */
export interface Sheet {
  unit: string;
  total: number;
}
export type SheetEvent = Pick<DecidedEvent, 'at' | 'movements' | 'cancels'> &
  ({ kind: 'opened'; unit: string; total: number } | { kind: 'counted'; by: number });
interface KeptEvent extends HistoryEvent {
  kind: SheetEvent['kind'];
}
export type SheetDocument = StateDocument<Sheet, KeptEvent>;
export interface Given {
  now: Instant;
  actor: Caller;
}
export type Definition = AggregateDefinition<SheetDocument, SheetEvent, Given>;
export type Sheets = Aggregate<SheetDocument, SheetEvent, Given>;

export const definition: Definition = {
  name: 'test.sheet',
  types: { opened: 'opened.v1', counted: 'counted.v1' },
  collection: 'sheets',
  v: 1,
  evolve(sheet, event) {
    if (event.kind === 'opened') return { unit: event.unit, total: event.total };
    if (!sheet) throw new Error('a sheet is opened first');
    return { ...sheet, total: sheet.total + event.by };
  },
  lists: {
    shape: 1,
    entryOf: (id, { total }) => ({
      at: total,
      lists: [{ name: 'all', key: `${String(total).padStart(6, '0')}|${id}`, day: '' }],
      words: [`tally${total}`],
      exact: [id],
      facet: total % 2 === 0 ? 'even' : 'odd',
    }),
  },
  record: ({ kind }) => ({ kind }),
  context: (_unit, given) => given,
  contributionsOf: () => [],
  contributionVersion: 1,
  tells: ({ state }) => ({ reference: undefined, data: Buffer.from(String(state.total)) }),
  absent: () => refuse('not_found', 'SHEET_NOT_FOUND', 'there is no such sheet'),
};

export const unit = '20116@0';
export const otherUnit = '20125@0';
export const clerk: Caller = {
  subject: 'clerk-1',
  name: 'Cán bộ',
  method: '/test/Count',
  maySee: (asked) => asked === unit,
};

export interface Desk {
  sheets: Sheets;
  /** Another process of the site, or the next release. */
  again(changed?: Partial<Definition>): Promise<Sheets>;
  database: Database;
  databaseServer: DatabaseServer;
  nats: SiteNats;
  natsServer: NatsServer;
  clock: { at: Instant };
  open(total?: number, inUnit?: string, id?: string): Promise<SheetDocument>;
  stop(): Promise<void>;
}

/** The command to count once more on a sheet as it was seen. */
export const counting = ({
  _id,
  version,
}: SheetDocument): { id: string; version: number; idempotencyKey: string } => ({
  id: _id,
  version,
  idempotencyKey: uuid(),
});

export const countOne = (_current: unknown, _command: unknown, { now }: Given): SheetEvent[] => [
  { kind: 'counted', at: now, by: 1, movements: [{ day: dayOf(now) }] },
];

/** Sheets on a real engine and a real stream. */
export async function openDesk(): Promise<Desk> {
  const logger = createLogger('test', 's1', 'silent');
  const [natsServer, databaseServer] = await Promise.all([
    startNats({
      config: 'accounts { SITE: { jetstream: enabled, users: [ { user: site, password: site } ] } }',
    }),
    startDatabase(),
  ]);
  const databases = createDatabases(databaseServer.uri, logger);
  const database = await databases.open(freshDatabaseName());
  const nats = await connectNats({ url: natsServer.url, user: 'site', password: 'site' }, 'test', logger);
  await provisionSite(nats.jsm, []);
  const clock = { at: instantOf('2025-06-30', '09:00') };
  const made: Sheets[] = [];
  async function again(changed: Partial<Definition> = {}): Promise<Sheets> {
    const businessClock = { now: () => clock.at, today: () => dayOf(clock.at), shifted: true };
    const given = {
      config: { site: 's1', cacheDirectory: mkdtempSync(join(tmpdir(), 'lists-')) },
      businessClock,
      machineClock,
      logger,
      db: database.db,
      nats,
    };
    const sheets = await defineAggregate({ ...definition, ...changed }, given);
    made.push(sheets);
    return sheets;
  }
  const sheets = await again();
  return {
    sheets,
    again,
    database,
    databaseServer,
    nats,
    natsServer,
    clock,
    open: (total = 0, inUnit = unit, id = uuid()) =>
      sheets.create(id, { unit: inUnit, total }, clerk, (_command, { now }) => [
        { kind: 'opened', at: now, unit: inUnit, total, movements: [{ day: dayOf(now) }] },
      ]),
    async stop() {
      for (const one of made) await one.stop();
      await nats.close();
      await databases.close();
      await natsServer.stop();
      await databaseServer.stop();
    },
  };
}
