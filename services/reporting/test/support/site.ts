import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect } from '@jest/globals';
import {
  type DeadLetter,
  DeadLetterServiceService,
  type DeadReason,
} from '@lienthong/contracts/common/v1/dead_letter';
import { DirectoryServiceService } from '@lienthong/contracts/directory/v1/directory';
import { ReportingServiceService } from '@lienthong/contracts/reporting/v1/reporting';
import { findFreePort } from '@lienthong/devtools/process/free-port';
import { type GuardedChild, startGuarded } from '@lienthong/devtools/process/guarded-child';
import { createApp as directory } from '@lienthong/directory';
import type { CallingService, CallSettings, ServiceClient } from '@lienthong/runtime';
import { eventually, startTestSite, type TestSite } from '@lienthong/testkit';
import { type Db, MongoClient } from 'mongodb';
import { countedEvent } from '../../src/consumers/counted-event.ts';
import { testAggregationOf } from '../histories.ts';
import type { Fact } from '../../src/domain/fact.ts';
import { factsOf } from '../../src/domain/facts-of.ts';
import { foldTally } from '../../src/domain/fold-tally.ts';
import { decodeTally, encodeTally } from '../../src/projections/day-tally.ts';
import { createTestOwner, type TestOwner } from './dossiers.ts';
import { createTestExchange, type TestExchange } from './exchange.ts';

export const unit = '20116@0';
/** What the tallies of the test's owner travel on. */
export const channel = 'u2-tally-onestop';
const main = resolve(import.meta.dirname, '../../../site/src/main.ts');

/**
 * A site on real servers: the real directory; reporting in a process of its own, as `--split` runs it, so that it can be killed; the
 * owner of the events and the receiving end of the puts in the test's hand.
 */
export interface ReportingSite {
  site: TestSite;
  owner: TestOwner;
  exchange: TestExchange;
  client: ServiceClient<typeof ReportingServiceService>;
  /** The dead letters of reporting that a caller sees. */
  letters(caller?: CallSettings): Promise<DeadLetter[]>;
  /** Has a dead letter of the source tried again. @returns why it still cannot be used. */
  retry(id: string, caller?: CallSettings): Promise<DeadReason | undefined>;
  directory: ServiceClient<typeof DirectoryServiceService>;
  /** Reporting's own database. */
  db: Db;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** kill -9 */
  kill(): Promise<void>;
  /** Waits until exchange holds exactly what the owner's events give when they are folded from nothing. */
  settled(): Promise<void>;
  end(): Promise<void>;
}

export async function startReportingSite(): Promise<ReportingSite> {
  const address = `127.0.0.1:${await findFreePort()}`;
  const site = await startTestSite({
    units: [unit, '46@0'],
    services: ['directory', 'exchange', 'onestop', 'reporting'],
    change: (config) => {
      config.services.reporting = { grpc: address };
    },
  });
  const owner = createTestOwner(unit);
  const exchange = createTestExchange(unit);
  await site.host({ directory, exchange: exchange.createApp, onestop: owner.createApp });
  const config = JSON.parse(await readFile(join(site.directory, 'site.yaml'), 'utf8')) as {
    services: Record<string, unknown>;
    telemetry: unknown;
  };
  config.services['reporting'] = { grpc: address };
  config.telemetry = {
    logLevel: 'warn',
    ...(process.env['TRACE_FILE'] ? { traceFile: process.env['TRACE_FILE'] } : {}),
  };
  const file = join(site.directory, 'reporting.yaml');
  await writeFile(file, JSON.stringify(config));
  const client = site.as('exchange', ReportingServiceService, 'reporting');
  const desk = site.as('exchange', DeadLetterServiceService, 'reporting');
  const service = 'reporting';
  const mongo = await MongoClient.connect(site.config.database.uri, {
    writeConcern: { w: 'majority', journal: true },
  });
  let child: GuardedChild | undefined;

  async function start(): Promise<void> {
    child = startGuarded({
      command: process.execPath,
      args: [main, file, 'reporting'],
      env: { NODE_OPTIONS: '' },
      logFile: join(site.directory, 'reporting.log'),
    });
    await eventually(() =>
      client.getTally({ channel, unit, day: '2025-06-30' }, { onBehalfOf: operator, timeoutMs: 1_000 }),
    );
  }

  return {
    site,
    owner,
    exchange,
    client,
    letters: async (caller = asOperator) =>
      (await desk.listDeadLetters({ service, before: undefined }, caller)).deadLetters,
    retry: async (id, caller = asOperator) =>
      (await desk.retryDeadLetter({ service, consumer: 'reporting-onestop', id }, caller)).reason,
    directory: site.as('onestop', DirectoryServiceService, 'directory'),
    db: mongo.db(`${site.config.database.prefix}_reporting`),
    start,
    async stop() {
      const ending = await child?.stop();
      if (ending && ending.code !== 0) throw new Error(`reporting ended with ${JSON.stringify(ending)}`);
    },
    async kill() {
      await child?.stop(0);
    },
    async settled() {
      await eventually(
        async () => {
          const wanted = tallies(
            (await owner.all()).flatMap((event) =>
              usable(() => {
                const counted = countedEvent(event);
                return counted ? factsOf(counted) : [];
              }),
            ),
          );
          const got = exchange.days().map((day) => exchange.tally(day));
          expect(got.filter((tally) => (tally?.facts ?? 0) > 0)).toEqual(wanted);
          return true;
        },
        { everyMs: 100 },
      );
    },
    async end() {
      await child?.stop();
      if (process.env['SHOW_LOG'])
        console.info(await readFile(join(site.directory, 'reporting.log'), 'utf8'));
      await mongo.close();
      await site.stop();
    },
  };
}

/** A caller at the province who may do everything here. */
export type Caller = NonNullable<CallingService['onBehalfOf']>;
export const operator: Caller = { subject: 'an-operator', roles: ['operator'], units: ['46@0'] };
const asOperator: CallSettings = { onBehalfOf: operator };

/** An independent fold: everything from nothing, as messages. */
function tallies(facts: Fact[]): unknown[] {
  return [...new Set(facts.map(({ day }) => day))].sort().map((day) =>
    decodeTally(
      encodeTally(
        foldTally(
          { unit, day },
          facts.filter((fact) => fact.day === day),
          testAggregationOf,
        ),
      ),
    ),
  );
}

function usable<T>(make: () => T[]): T[] {
  try {
    return make();
  } catch {
    return [];
  }
}
