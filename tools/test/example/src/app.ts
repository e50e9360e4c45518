import { ownedEvents } from '@lienthong/aggregates';
import { ContentsServiceService, ExchangeServiceService } from '@lienthong/contracts/exchange/v1/exchange';
import { createRecordConsumer, createSetAside } from '@lienthong/messaging';
import { type CreateApp, createServiceClient, ownedUnits } from '@lienthong/runtime';
import { createReports } from './adapters/reports.ts';
import { createSurveyRecords } from './adapters/survey-records.ts';
import { createSurveyStore, remedies } from './adapters/survey-store.ts';
import { FloodsServiceService } from './contract.ts';
import { surveyChannel } from './domain/survey.ts';
import { authorisation } from './grpc/authorisation.ts';
import { createHandlers } from './grpc/handlers.ts';

/** Flood reports of a site's units, and the surveys of its own and of the units below. */
export const createApp: CreateApp = async (context) => {
  const { config, service, identity, reach, machineClock, logger } = context;
  const { db } = await context.database();
  const nats = await context.nats();
  const tables = context.directory();
  const records = createServiceClient(ExchangeServiceService, reach('exchange'), identity);
  const contents = createServiceClient(ContentsServiceService, reach('exchange'), identity);
  const units = () => ownedUnits(tables, config);

  const reports = await createReports({ ...context, db, nats });
  const surveys = createSurveyRecords({ records, contents, reports, units, logger });
  const held = createSurveyStore(db);
  const setAside = await createSetAside({
    db,
    consumer: service,
    store: held.records,
    remedies,
    clock: machineClock,
    logger,
  });
  const reader = createRecordConsumer({
    client: records,
    consumer: service,
    channels: [surveyChannel],
    store: setAside.records,
    logger,
  });
  const desk = { reports, surveys, serves: (unit: string) => units().includes(unit) };

  return {
    service,
    mount: (server) =>
      server.mount(FloodsServiceService, createHandlers(desk, held.find, tables), authorisation, tables),
    events: ownedEvents([reports], units),
    deadLetters: [setAside],
    async start() {
      await tables.start();
      await setAside.retryAll();
      await reports.start(units());
      surveys.start();
      reader.start();
    },
    health() {
      const problem = reports.lists.problem();
      return { ready: true, problems: problem === undefined ? [] : [problem] };
    },
    async stop() {
      await reader.stop();
      setAside.stop();
      await surveys.stop();
      await reports.stop();
      records.close();
      contents.close();
    },
  };
};
