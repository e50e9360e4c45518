import { randomBytes } from 'node:crypto';
import { tallyChannel } from '@lienthong/domain';
import type { RegisteredSite } from '@lienthong/runtime';
import type { TestSite } from '@lienthong/testkit';
import { MongoClient } from 'mongodb';
import { toDocument } from '../../services/exchange/src/adapters/record-documents.ts';
import { createRecordStore } from '../../services/exchange/src/adapters/record-store.ts';
import { createSiteMemory } from '../../services/exchange/src/adapters/site-memory.ts';
import { emptyDocument } from '../../services/exchange/src/domain/document.ts';

export const channel = tallyChannel('onestop');
export const top = 's46';
/** Some three years of days, a record each. */
const daysPerCommune = 1_100;
const districts = 9;
const perInsert = 2_000;

const communesOf = (records: number): number => Math.ceil(records / daysPerCommune);
const commune = (at: number): string => `${20_000 + at}`;

/** The sites below the province that would have sent so many records. */
export function sitesBelow(records: number): RegisteredSite[] {
  const row = (id: string, parent: string, owns: string[]): RegisteredSite => ({
    id,
    name: id,
    parent,
    owns,
    publicKey: '',
  });
  return [
    ...Array.from({ length: districts }, (_, at) => row(`s${480 + at}`, top, [`${480 + at}@0`])),
    ...Array.from({ length: communesOf(records) }, (_, at) =>
      row(`s${commune(at)}`, `s${480 + (at % districts)}`, [`${commune(at)}@0`]),
    ),
  ];
}

const draw = (bytes: number): string => randomBytes(bytes).toString('hex');

/** As a province holds it: received from below, given to its operations, who said that they have it. */
function heldRecord(key: string, owner: string, at: number) {
  const stamp = { rev: 3 + (at % 9), tag: draw(8) };
  return {
    ...emptyDocument(key),
    record: {
      ...stamp,
      value: randomBytes(200),
      content: null,
      tombstone: false,
      seen: Array.from({ length: stamp.rev }, (_, before) => ({ rev: before + 1, tag: draw(8) })),
      base: 0,
      broke: 0,
      lifted: 0,
      by: owner,
      sig: randomBytes(64).toString('base64url'),
      extra: '',
    },
    heard: {
      '~operations': { chain: [{ site: '~operations', ...stamp, displaced: null }], at: 1_750_000_000_000 },
    },
    storedAt: 1_750_000_000_000,
  };
}

/** Fills the province's store through the driver, day by day as the records would have come. */
export async function fill({ config }: TestSite, records: number): Promise<void> {
  const client = await MongoClient.connect(config.database.uri);
  try {
    const db = client.db(`${config.database.prefix}_exchange`);
    await createRecordStore(db);
    await createSiteMemory(db).saveConsumers([{ name: 'operations', channels: [channel] }]);
    const stored = db.collection<ReturnType<typeof toDocument>>('records');
    const communes = communesOf(records);
    let batch: ReturnType<typeof toDocument>[] = [];
    for (let at = 0; at < records; at += 1) {
      const unit = commune(at % communes);
      const day = new Date(Date.UTC(2023, 0, 1 + Math.floor(at / communes))).toISOString().slice(0, 10);
      const key = `${channel}/${unit}@0/${day}`;
      batch.push(toDocument(key, draw(8), heldRecord(key, `s${unit}`, at)));
      if (batch.length < perInsert && at < records - 1) continue;
      await stored.insertMany(batch, { ordered: false });
      batch = [];
    }
  } finally {
    await client.close();
  }
}
