import { codesByWord } from '@lienthong/contracts/enum-words';
import {
  type ExchangeServiceService,
  ListHeldRequest,
  ReadRecordRequest,
  ReportProgressRequest,
  WatermarkReason,
} from '@lienthong/contracts/exchange/v1/exchange';
import { type LocalDay, Refusal, type UnitKey } from '@lienthong/domain';
import { createRecordProducer, fromWireStamp, type ProducedValue } from '@lienthong/messaging';
import type { Logger, ServiceClient } from '@lienthong/runtime';
import type { TallyRecords } from '../commands/ports.ts';
import type { RecountDay } from '../commands/recount-day.ts';
import type { UnitDay } from '../domain/day-summary.ts';
import type { WrittenTally } from '../projections/tally-projection-types.ts';
import { decodeTally } from '../projections/day-tally.ts';
import type { TallyStore } from '../projections/ports.ts';

/** A neighbour is asked for what was lost here, over a thin line. */
const readMs = 15_000;

const progressReasons = codesByWord(WatermarkReason);

const toProduced = ({ src, lineage, value, lostAt, takesOver }: ProducedTally): ProducedValue => ({
  src,
  lineage,
  value,
  takesOver,
  ...(lostAt === undefined ? {} : { lostAt }),
});
type ProducedTally = Pick<WrittenTally, 'src' | 'lineage' | 'value' | 'lostAt' | 'takesOver'>;

export function createTallyRecords(options: {
  client: ServiceClient<typeof ExchangeServiceService>;
  channel: string;
  units: () => UnitKey[];
  tallies: TallyStore;
  recount: RecountDay;
  /** People have to decide about the day: it is not put. */
  isMissing: (day: UnitDay) => boolean;
  logger: Logger;
}): TallyRecords {
  const { client, channel, units, tallies, recount, isMissing, logger } = options;
  const offered = new Set<Promise<unknown>>();

  const producer = createRecordProducer({
    client,
    channel,
    units,
    async *load(unit) {
      for (const { day, src, valueDigest: digest } of await tallies.outline(unit))
        if (!isMissing({ unit, day })) yield { id: day, src, digest };
    },
    async read({ unit, id }) {
      const stored = await tallies.find(unit, id);
      return stored && toProduced(stored);
    },
    recount: ({ unit, id }, state) => recount({ unit, day: id }, state),
    logger,
  });

  function remember(answer: Promise<unknown>): void {
    const held = answer.finally(() => offered.delete(held));
    offered.add(held);
  }

  /** A tally that exchange lacks is no more complete than one that waits to be put. */
  const compare = (): void => remember(producer.compare());

  return {
    start() {
      producer.start();
      compare();
    },
    offer(tally) {
      const { unit, day } = tally;
      // Of a unit that another site writes by now, too: exchange keeps for people what nobody else holds.
      if (isMissing(tally)) return;
      remember(producer.put({ unit, id: day }, { ...toProduced(tally), spans: tally.spans }));
    },
    async putSoFar() {
      await Promise.all(offered);
    },
    async report(all) {
      const { epoch } = await client.reportProgress(
        ReportProgressRequest.create({
          units: all.map(({ unit, asOf, reason }) => ({
            unit,
            channel,
            asOf: asOf === undefined ? undefined : new Date(asOf),
            reason: progressReasons[reason],
          })),
          epoch: producer.status().epoch,
        }),
      );
      producer.noteEpoch(epoch);
    },
    async stubs(unit) {
      const days: LocalDay[] = [];
      for await (const { records } of client.listHeld(ListHeldRequest.create({ channel, unit })))
        for (const { key, foreign } of records) if (key && foreign === 'stub') days.push(key.id);
      return days;
    },
    async held({ unit, day }) {
      const record = await client
        .readRecord(ReadRecordRequest.create({ key: { channel, unit, id: day } }), { timeoutMs: readMs })
        .catch((error: unknown) => {
          if (error instanceof Refusal && error.code === 'NOT_HELD') return undefined;
          throw error;
        });
      if (!record)
        return { tally: undefined, isDeleted: false, src: 0, stamp: undefined, by: '', foreign: '' };
      const { value, src, stamp, by, foreign, tombstone: isDeleted } = record;
      const tally = isDeleted ? undefined : decodeTally(value);
      return { tally, isDeleted, src, stamp: fromWireStamp(stamp), by, foreign };
    },
    compare,
    status: () => producer.status(),
    stop: () => producer.stop(),
  };
}
