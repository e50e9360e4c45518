import { ExchangeServiceService } from '@lienthong/contracts/exchange/v1/exchange';
import { ReportingServiceService } from '@lienthong/contracts/reporting/v1/reporting';
import { type CodedTable, catalogueOf } from '@lienthong/indicators';
import { createQuestionServer } from '@lienthong/messaging';
import {
  type App,
  type CreateApp,
  createServiceClient,
  type DirectoryTables,
  ownedUnits,
} from '@lienthong/runtime';
import { createCountingCatalogue, type ReadCatalogue } from './domain/catalogue.ts';
import { authorisation } from './grpc/authorisation.ts';
import { createHandlers } from './grpc/handlers.ts';
import { createPipeline } from './pipeline/pipeline.ts';
import type { Shared } from './pipeline/shared.ts';

/** Facts and tallies of the units that this site owns, put into its exchange: a pipeline for each service whose events count. */
export const createApp: CreateApp = async (context): Promise<App> => {
  const { config, identity, reach, logger, machineClock, service, services } = context;
  const tables = context.directory();
  const exchange = createServiceClient(ExchangeServiceService, reach('exchange'), identity);
  const shared: Shared = {
    ...context,
    db: (await context.database()).db,
    nats: await context.nats(),
    tables,
    catalogue: readCatalogue(tables),
    exchange,
    units: () => ownedUnits(tables, config),
  };
  const owners = services.contributors.filter((name) => config.services[name]);
  const pipelines = await Promise.all(owners.map((owner) => createPipeline(owner, shared)));
  const questions = createQuestionServer({
    client: exchange,
    questions: { 'reporting.explain_tally': ReportingServiceService.explainTally.path },
    logger,
  });
  tables.onChange((name) => {
    if (name === 'sites') for (const pipeline of pipelines) pipeline.compareRecords();
  });

  return {
    service,
    mount: (server) =>
      server.mount(
        ReportingServiceService,
        createHandlers({ ...shared, pipelines, clock: machineClock, jurisdiction: tables }),
        authorisation,
        tables,
      ),
    deadLetters: pipelines.map(({ deadLetters }) => deadLetters),
    async start() {
      await tables.start();
      questions.start();
      await Promise.all(pipelines.map((pipeline) => pipeline.start()));
    },
    async stop() {
      await Promise.all(pipelines.map((pipeline) => pipeline.stop()));
      await questions.stop();
      exchange.close();
    },
  };
};

/** The catalogue of the directory's tables, made anew only when one of them changed. */
function readCatalogue(tables: DirectoryTables): ReadCatalogue {
  let read: unknown[] = [];
  let known: ReturnType<ReadCatalogue> | undefined;
  return () => {
    const indicators = tables.table('indicators');
    const named = indicators.dimensions.flatMap(({ values }) => ('table' in values ? [values.table] : []));
    const now = [indicators, ...named.map((name) => tables.table(name))];
    if (!known || now.length !== read.length || now.some((table, index) => table !== read[index])) {
      known = createCountingCatalogue(catalogueOf(indicators), (table) => codesIn(tables, table));
      read = now;
    }
    return known;
  };
}

function codesIn(tables: DirectoryTables, table: CodedTable): string[] {
  const rows = table === 'procedures' ? tables.table(table).procedures : tables.table(table).codes;
  return rows.map(({ code }) => code);
}
