import { ExchangeServiceService, ReportProgressRequest } from '@lienthong/contracts/exchange/v1/exchange';
import { ReportingServiceService } from '@lienthong/contracts/reporting/v1/reporting';
import type { UnitKey } from '@lienthong/domain';
import { createQuestionServer, createRecordProducer, valueDigest } from '@lienthong/messaging';
import { createServiceClient, type Endpoint, type Logger, type ServiceIdentity } from '@lienthong/runtime';
import type { DayBook, WrittenTally } from '../projections/day-book.ts';
import type { ReportProgress } from '../projections/progress-reporter.ts';
import type { TallyStore } from './tally-store.ts';

/** The channel on which tallies go up to the root; the record's id is the day. */
const channel = 'u2-tally-onestop';

/** The site's exchange as reporting uses it. */
export interface TallyExchange {
  /** Compares what exchange holds, then puts; in the background, for ever. */
  start(): void;
  /** A tally stands in the store. Never waits and never loses it: what is not put is found by the comparison. */
  offer(tally: WrittenTally): void;
  /** Resolves when exchange holds every tally offered or found missing so far, or at stop. */
  putSoFar(): Promise<void>;
  report: ReportProgress;
  /** The registry of sites has changed: what this site owns now is compared and put. */
  compare(): void;
  status(): { compared: boolean; waiting: number; recounting: number; failingSince: number | undefined };
  stop(): Promise<void>;
}

export function createTallyExchange(options: {
  endpoint: Endpoint;
  identity: ServiceIdentity;
  units: () => UnitKey[];
  tallies: TallyStore;
  raise: DayBook['raise'];
  /** Resolves when the facts of the unit are known to be complete: exchange knows more than this store, which was restored. */
  compared: (unit: UnitKey) => Promise<void>;
  logger: Logger;
}): TallyExchange {
  const { endpoint, identity, units, tallies, raise, compared, logger } = options;
  const client = createServiceClient(ExchangeServiceService, endpoint, identity);
  const offered = new Set<Promise<unknown>>();
  let wasFailing = false;

  const producer = createRecordProducer({
    client,
    channel,
    units,
    async *load(unit) {
      for (const { day, src, value } of await tallies.ofUnit(unit))
        yield { id: day, src, digest: valueDigest(value) };
    },
    async read({ unit, id }) {
      const stored = await tallies.find(unit, id);
      return stored && { src: stored.src, value: stored.value };
    },
    async recount({ unit, id }, above) {
      await compared(unit);
      return raise({ unit, day: id }, above);
    },
    logger,
  });

  const questions = createQuestionServer({
    client,
    questions: { 'reporting.explain_tally': ReportingServiceService.explainTally.path },
    logger,
  });

  function remember(answer: Promise<unknown>): void {
    const held = answer.finally(() => offered.delete(held));
    offered.add(held);
  }

  /** A tally that exchange lacks is no more complete than one that waits to be put. */
  const compare = (): void => remember(producer.compare());

  /** Exchange was away and is back: it may have been restored meanwhile, and nothing else would tell. */
  function compareAfterAbsence(): void {
    const failing = producer.status().failingSince !== undefined;
    if (wasFailing && !failing) compare();
    wasFailing = failing;
  }

  return {
    start() {
      producer.start();
      questions.start();
      compare();
    },
    offer({ unit, day, src, value, spans }) {
      // A unit of another site's has facts of its past here; its records are written there.
      if (!units().includes(unit)) return;
      remember(producer.put({ unit, id: day }, { src, value, spans }));
    },
    async putSoFar() {
      await Promise.all(offered);
    },
    async report(all) {
      try {
        await client.reportProgress(
          ReportProgressRequest.create({
            units: all.map(({ unit, asOf, reason }) => ({
              unit,
              asOf: asOf === undefined ? undefined : new Date(asOf),
              reason,
            })),
          }),
        );
      } catch (error) {
        wasFailing = true;
        throw error;
      }
      compareAfterAbsence();
    },
    compare,
    status: () => producer.status(),
    async stop() {
      await questions.stop();
      await producer.stop();
      client.close();
    },
  };
}
