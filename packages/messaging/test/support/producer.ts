import { PutOutcome, type PutRecord } from '@lienthong/contracts/exchange/v1/exchange';
import { isOfLineage } from '@lienthong/domain';
import { createLogger } from '@lienthong/runtime';
import { createRecordProducer } from '../../src/exchange-producer.ts';
import { valueDigest } from '../../src/record-hash.ts';
import { type ProducedValue, type RecordProducer, unknownHere } from '../../src/record-producer.ts';

export const unit = '20116@0';
const silent = createLogger('test', 'test', 'fatal');
export const bytes = (text: string): Buffer => Buffer.from(text);

interface Holding {
  src: number;
  value: string;
  restored: boolean;
  tombstone: boolean;
  foreign?: 'stub' | 'former_owner' | 'awaited';
  lacking?: boolean;
}

/** What exchange does with puts, by its contract: a put is taken only above the version held. */
export function createHolder() {
  const held = new Map<string, Holding>();
  const life = { epoch: 'first' };
  const puts: PutRecord[][] = [];
  const broken = {
    left: 0,
    loseAnswers: 0,
    never: '',
    refused: new Set<string>(),
    lacking: new Set<string>(),
  };
  const told = { put: () => {} };
  const listed = { count: 0 };
  return {
    listed,
    held,
    life,
    puts,
    broken,
    told,
    client: {
      async putRecords({ records }: { records: PutRecord[] }) {
        if (broken.left > 0) {
          broken.left -= 1;
          throw new Error('exchange is away');
        }
        puts.push(records);
        told.put();
        const outcomes = records.map((record) => {
          const key = record.key ?? { channel: '', unit: '', id: '' };
          const before = held.get(key.id);
          if (broken.refused.has(key.id))
            return PutOutcome.create({ key, refusal: { code: 'NOT_THE_OWNER', owner: 's1' } });
          if (broken.lacking.has(key.id))
            return PutOutcome.create({ key, refusal: { code: 'CONTENT_UNKNOWN' } });
          const mayReplace =
            before?.foreign !== 'awaited' &&
            (!before?.foreign || record.restored || record.takesOver !== undefined);
          const isOwn = !before || record.restored || isOfLineage(before.src, record.lineage);
          const taken =
            key.id !== broken.never && (!before || before.src < record.src) && mayReplace && isOwn;
          if (taken)
            held.set(key.id, {
              src: record.src,
              value: record.value.toString(),
              restored: record.restored,
              tombstone: record.tombstone,
            });
          const now = held.get(key.id);
          return {
            key,
            taken,
            src: now?.src ?? 0,
            digest: valueDigest(bytes(now?.value ?? '')),
            stamp: undefined,
            refusal: undefined,
            foreign: now?.foreign ?? '',
          };
        });
        if (broken.loseAnswers > 0) {
          broken.loseAnswers -= 1;
          throw new Error('the answer was lost');
        }
        return { outcomes, epoch: life.epoch };
      },
      async *listHeld() {
        listed.count += 1;
        yield {
          epoch: life.epoch,
          records: [...held].map(([id, { src, value, tombstone, foreign, lacking = false }]) => ({
            key: { channel: 'u2-tally-onestop', unit, id },
            src,
            digest: valueDigest(bytes(value)),
            tombstone,
            foreign: foreign ?? '',
            stamp: undefined,
            lacking,
          })),
        };
      },
    },
  };
}

const running: RecordProducer[] = [];
export async function stopProducers(): Promise<void> {
  for (const producer of running.splice(0)) await producer.stop();
}

export function createProducer(
  holder: ReturnType<typeof createHolder>,
  store: Map<string, ProducedValue>,
  wasRead: (id: string) => void = () => undefined,
  units: () => string[] = () => [unit],
) {
  const recounted: string[] = [];
  const unknown = new Set<string>();
  const producer = createRecordProducer({
    client: holder.client,
    channel: 'u2-tally-onestop',
    units,
    async *load() {
      for (const [id, { src, value }] of store) yield { id, src, digest: valueDigest(value) };
    },
    read: async ({ id }) => {
      wasRead(id);
      return store.get(id);
    },
    recount: async ({ id }, { src }) => {
      recounted.push(id);
      if (unknown.has(id)) return unknownHere;
      const above = Math.max(src, store.get(id)?.src ?? 0);
      const value = { src: above + 1, value: bytes(`recounted ${id}`) };
      store.set(id, value);
      return value;
    },
    logger: silent,
  });
  running.push(producer);
  return { producer, recounted, unknown };
}
