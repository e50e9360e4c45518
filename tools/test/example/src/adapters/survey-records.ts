import { createCipheriv, createHash } from 'node:crypto';
import type {
  ContentsServiceService,
  ExchangeServiceService,
} from '@lienthong/contracts/exchange/v1/exchange';
import type { UnitKey } from '@lienthong/domain';
import { createRecordProducer, type ProducedValue, putContent, unknownHere } from '@lienthong/messaging';
import type { Logger, ServiceClient } from '@lienthong/runtime';
import type { ReportDocument, Reports, Surveys } from '../commands/desk.ts';
import { surveyChannel } from '../domain/survey.ts';

const surveyBytes = 5 * 1024 * 1024;
export const surveyType = 'application/octet-stream';

/** Puts the survey of each report of these units: the bytes first, then the record that names them. */
export function createSurveyRecords(given: {
  records: ServiceClient<typeof ExchangeServiceService>;
  contents: ServiceClient<typeof ContentsServiceService>;
  reports: Reports;
  units: () => UnitKey[];
  logger: Logger;
}): Surveys & { start(): void; stop(): Promise<void> } {
  const { records, contents, reports, units, logger } = given;
  const { collection, upcast } = reports.store;

  const valueOf = ({ state }: Pick<ReportDocument, 'state'>): ProducedValue => ({
    src: state.survey.version,
    value: Buffer.alloc(0),
    content: { hash: state.survey.hash, size: state.survey.size, type: surveyType },
  });
  const putBytes = ({ _id, state }: Pick<ReportDocument, '_id' | 'state'>): Promise<void> =>
    putContent(contents, state.survey, async function* (offset) {
      yield bytesOf(_id).subarray(offset);
    });

  const producer = createRecordProducer({
    client: records,
    channel: surveyChannel,
    units,
    async *load(unit) {
      for await (const stored of collection.find({ unit }, { projection: { events: 0, commands: 0 } })) {
        const { _id, state } = upcast(stored as ReportDocument);
        yield { id: _id, src: state.survey.version, digest: state.survey.hash };
      }
    },
    async read({ id }) {
      const report = await reports.store.find({ _id: id });
      if (!report) return undefined;
      await putBytes(report);
      return valueOf(report);
    },
    // What a restored database has lost, nothing else here tells.
    recount: async () => unknownHere,
    logger,
  });

  return {
    draw(reportId) {
      const bytes = bytesOf(reportId);
      return { hash: createHash('sha256').update(bytes).digest('hex'), size: bytes.length, version: 1 };
    },
    offer(report) {
      // A record without its bytes is refused, and read again before the next try.
      const put = () => producer.put({ unit: report.unit, id: report._id }, valueOf(report));
      void putBytes(report).then(put, put);
    },
    start: () => producer.start(),
    stop: () => producer.stop(),
  };
}

/** Stands for a file of a real service: the same report has the same bytes. */
function bytesOf(reportId: string): Buffer {
  const key = createHash('sha256').update(reportId).digest();
  return createCipheriv('aes-256-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(surveyBytes));
}
