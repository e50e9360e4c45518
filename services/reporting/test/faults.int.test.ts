import { WatermarkReason } from '@lienthong/contracts/exchange/v1/exchange';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Instant, instantOf } from '@lienthong/domain';
import { eventually } from '@lienthong/testkit';
import type { Db, Document } from 'mongodb';
import { machineClock } from '@lienthong/runtime';
import { countedEvent } from '../src/consumers/counted-event.ts';
import { openStores } from '../src/pipeline/stores.ts';
import { factsOf } from '../src/domain/facts-of.ts';
import { finished, received } from './support/dossiers.ts';
import { channel, operator, type ReportingSite, startReportingSite, unit } from './support/site.ts';

const today = '2025-06-30';
let here: ReportingSite;

beforeAll(async () => {
  here = await startReportingSite();
  await here.start();
}, 900_000);

afterAll(() => here?.end());

/** The owner loses an event of this day. */
const ghostDay = '2025-06-13';

/** A copy of reporting's database, as a backup is. */
async function backUp(db: Db): Promise<Map<string, Document[]>> {
  const copy = new Map<string, Document[]>();
  for (const name of ['facts_onestop', 'tallies_onestop', 'dead_letters', 'progress_onestop'])
    copy.set(name, await db.collection(name).find().toArray());
  return copy;
}

async function restore(db: Db, copy: Map<string, Document[]>): Promise<void> {
  for (const [name, documents] of copy) {
    await db.collection(name).deleteMany({});
    if (documents.length > 0) await db.collection(name).insertMany(documents);
  }
}

const asOf = (): Instant | undefined => here.exchange.progress.get(unit)?.asOf;
const reason = (): WatermarkReason | undefined => here.exchange.progress.get(unit)?.reason;
const compare = () =>
  here.client.compareWithOwner({ channel, unit }, { onBehalfOf: operator, timeoutMs: 30_000 });

describe('no acknowledged event is lost and none counts twice', () => {
  test('killed between the insert of facts and the recount', async () => {
    await here.stop();
    const id = await here.owner.happen('k1', 'received', [received('2025-06-10', '2025-06-20')]);
    const event = (await here.owner.all()).find((one) => one.id === id);
    const counted = event && countedEvent(event);
    if (!counted) throw new Error('the event did not happen');
    const { facts } = await openStores(here.db, 'onestop', machineClock);
    await facts.insert(factsOf(counted));
    await here.start();
    await here.settled();
    expect(here.exchange.tally('2025-06-10')?.facts).toBe(1);
  });

  test('killed between the recount and the put: the tally is put after the start and not marked', async () => {
    here.exchange.away = true;
    await here.owner.happen('k2', 'received', [received('2025-06-11', '2025-06-20')]);
    await eventually(() => here.db.collection('tallies_onestop').findOne({ day: '2025-06-11' }));
    await here.kill();
    here.exchange.away = false;
    expect(here.exchange.find('2025-06-11')).toBeUndefined();
    await here.start();
    await here.settled();
    expect(here.exchange.find('2025-06-11')).toMatchObject({ restored: false });
  });

  test('killed again and again while events come', async () => {
    let happened = 0;
    const flood = (async () => {
      for (let dossier = 0; dossier < 150; dossier += 1) {
        await here.owner.happen(`flood-${dossier}`, 'received', [received('2025-06-12', '2025-06-20')]);
        await here.owner.happen(`flood-${dossier}`, 'finished', [finished('2025-06-13', '2025-06-20')]);
        happened += 2;
      }
    })();
    for (const after of [40, 120, 200]) {
      await eventually(() => happened >= after);
      await here.kill();
      await here.start();
    }
    await flood;
    await here.settled();
    expect(here.exchange.tally('2025-06-12')?.facts).toBe(150);
    expect(here.exchange.find('2025-06-12')).toMatchObject({ restored: false });
  });

  test('delivered twice, all of it', async () => {
    for (const { id } of (await here.owner.all()).slice(0, 60)) await here.owner.publishAgain(id);
    const last = await here.owner.happen('after-repeats', 'received', [received('2025-06-14', '2025-06-20')]);
    await eventually(() => here.exchange.tally('2025-06-14'));
    await here.settled();
    expect(last).not.toBe('');
  });

  test('the database is killed and comes back', async () => {
    await here.site.database.kill();
    await here.site.database.restart();
    await here.owner.happen('db', 'received', [received('2025-06-14', '2025-06-20')]);
    await here.settled();
  });

  test('the stream was lost with an event that its owner had marked as published', async () => {
    const id = await here.owner.happenUnseen('lost', 'received', [received('2025-06-14', '2025-06-20')]);
    expect(id).not.toBe('');
    await eventually(() => here.exchange.tally('2025-06-14')?.facts === 3);
    expect(await compare()).toMatchObject({ factsAdded: 1, factsRemoved: 0, talliesChanged: 1 });
    await here.settled();
    expect(await compare()).toMatchObject({ factsAdded: 0, factsRemoved: 0, talliesChanged: 0 });
  });

  test('the NATS server died with an event that it had acknowledged: it is found when the server is back', async () => {
    await eventually(() => reason() === WatermarkReason.CURRENT);
    await here.site.nats.kill();
    await here.owner.happenUnseen('unsynced', 'received', [received('2025-06-14', '2025-06-20')]);
    await here.site.nats.restart();
    await here.settled();
  });

  test('the owner was restored while an event of its past still waited on the stream: it counts nowhere', async () => {
    await here.stop();
    const id = await here.owner.happen('ghost', 'received', [received(ghostDay, '2025-06-20')]);
    await here.owner.published();
    await here.owner.forget(['ghost']);
    // It comes after the start comparison, as after a long backlog.
    here.exchange.progress.clear();
    await here.start();
    await eventually(() => reason() === WatermarkReason.CURRENT);
    await here.settled();
    await eventually(
      async () => (await here.db.collection('facts_onestop').countDocuments({ eventId: id })) === 0,
    );
  });
});

describe('exchange', () => {
  test('is away: the numbers go on in the store and are offered again', async () => {
    here.exchange.away = true;
    await here.owner.happen('away', 'received', [received('2025-06-15', '2025-06-20')]);
    await eventually(() => here.db.collection('tallies_onestop').findOne({ day: '2025-06-15' }));
    here.exchange.away = false;
    await here.settled();
  });

  test('was away and came back with an older store: every tally that it lacks is put again, none marked', async () => {
    here.exchange.away = true;
    await eventually(async () => {
      await here.owner.happen('restored-x', 'handed_over', []);
      return here.exchange.progress;
    });
    const days = here.exchange.days();
    for (const day of days.slice(0, 4)) here.exchange.forget(day);
    await eventually(() => here.exchange.refused > 2);
    here.exchange.away = false;
    await here.settled();
    for (const day of days) expect([day, here.exchange.find(day)?.restored]).toEqual([day, day === ghostDay]);
  });
});

describe('a database of reporting that is restored alone', () => {
  test('goes above what exchange holds, is marked on the days that it had lost, and ends equal', async () => {
    const copy = await backUp(here.db);
    await here.owner.happen('late', 'received', [received('2025-06-16', '2025-06-20')]);
    await here.owner.happen('k1', 'finished', [finished('2025-06-10', '2025-06-20')]);
    await here.settled();
    const before = new Map(here.exchange.days().map((day) => [day, here.exchange.find(day)?.src ?? 0]));
    await here.stop();
    await restore(here.db, copy);
    await here.start();
    await here.settled();
    await eventually(() => here.exchange.find('2025-06-16')?.restored === true);
    await eventually(() => here.exchange.find('2025-06-10')?.restored === true);
    for (const day of ['2025-06-10', '2025-06-16'])
      expect(here.exchange.find(day)?.src).toBeGreaterThan(before.get(day) ?? 0);
    expect(here.exchange.find('2025-06-12')).toMatchObject({ restored: false });
    await here.settled();
  });

  test('under the running process: the next event finds it, and it ends equal', async () => {
    await here.owner.happen('run-1', 'received', [received('2025-06-17', '2025-06-20')]);
    await here.settled();
    const copy = await backUp(here.db);
    for (const dossier of ['run-2', 'run-3'])
      await here.owner.happen(dossier, 'received', [received('2025-06-17', '2025-06-20')]);
    await here.settled();
    await restore(here.db, copy);
    await here.owner.happen('run-4', 'received', [received('2025-06-17', '2025-06-20')]);
    await here.settled();
    expect(here.exchange.tally('2025-06-17')?.facts).toBe(4);
  });

  test('empty: rebuilt from the owner alone it is the same, fact by fact and tally by tally', async () => {
    const facts = async (): Promise<Document[]> =>
      here.db.collection('facts_onestop').find().sort({ _id: 1 }).toArray();
    const values = async (): Promise<unknown[]> =>
      (
        await here.db
          .collection('tallies_onestop')
          .find({ facts: { $gt: 0 } })
          .sort({ _id: 1 })
          .toArray()
      ).map(({ _id, value, digest }) => ({ _id, value, digest }));
    const live = { facts: await facts(), values: await values() };
    expect(live.facts.length).toBeGreaterThan(300);
    await here.stop();
    await restore(here.db, new Map([...(await backUp(here.db)).keys()].map((name) => [name, []])));
    await here.start();
    await here.settled();
    await eventually(async () => {
      expect({ facts: await facts(), values: await values() }).toEqual(live);
      return true;
    });
  });
});

describe('the owner of the events', () => {
  test('was restored and knows less: what came from events that it no longer has is taken out', async () => {
    await here.owner.happen('gone', 'received', [received('2025-06-18', '2025-06-20')]);
    await here.settled();
    await here.owner.forget(['gone']);
    expect(await compare()).toMatchObject({ factsAdded: 0, factsRemoved: 1, talliesChanged: 1 });
    await eventually(() => here.exchange.tally('2025-06-18')?.counters.length === 0);
    await here.settled();
    expect(here.exchange.find('2025-06-18')).toMatchObject({ restored: true });
  });

  test('A3: loses again what the stream had brought back: the day is marked again', async () => {
    const day = '2025-06-19';
    const { facts } = await openStores(here.db, 'onestop', machineClock);
    const lostAt = async () =>
      (await here.db.collection('tallies_onestop').findOne({ day }))?.['lostAt'] as number;
    await here.owner.happen('kept', 'received', [received(day, '2025-06-20')]);
    const eventId = await here.owner.happen('twice', 'received', [received(day, '2025-06-20')]);
    await here.settled();
    const held = await here.db.collection<{ _id: string }>('facts_onestop').find({ eventId }).toArray();
    const gone = await facts.withIds(held.map(({ _id }) => _id));
    await here.owner.forget(['twice']);
    expect(await compare()).toMatchObject({ factsRemoved: 1 });
    const first = await lostAt();
    expect(first).toBeGreaterThan(0);
    await facts.insert(gone);
    expect(await compare()).toMatchObject({ factsRemoved: 1 });
    expect(await lostAt()).toBeGreaterThan(first);
    await here.settled();
  });

  test('compares anew what an older contribution version made', async () => {
    await here.stop();
    await here.db
      .collection('facts_onestop')
      .updateOne({ day: '2025-06-17' }, { $set: { contributionVersion: 0, contributions: [] } });
    await here.db
      .collection('tallies_onestop')
      .updateOne({ day: '2025-06-17' }, { $set: { contributionVersion: 0 } });
    await here.start();
    await eventually(
      async () =>
        (await here.db.collection('facts_onestop').countDocuments({ contributionVersion: 0 })) === 0,
    );
    await here.settled();
  });
});

describe('"complete as of"', () => {
  test('stands before an event that waits for the stream, and goes on when it came', async () => {
    // What the killed processes had taken from the stream comes again after the acknowledgement's time.
    await eventually(() => reason() === WatermarkReason.CURRENT);
    await here.site.nats.kill();
    await here.owner.happen('waiting', 'received', [received(today, '2025-07-02')], { at: '07:30' });
    await here.site.setClock(today, '09:00');
    await eventually(() => reason() === WatermarkReason.CATCHING_UP);
    expect(asOf()).toBeLessThan(instantOf(today, '08:30'));
    await here.site.nats.restart();
    await eventually(() => reason() === WatermarkReason.CURRENT);
    expect(asOf()).toBeGreaterThanOrEqual(instantOf(today, '09:00'));
    expect(here.exchange.tally(today)?.facts).toBe(1);
  });

  test('does not become unknown by a restart, and does not advance while the start comparison runs', async () => {
    await here.stop();
    const before = (await here.db.collection('progress_onestop').findOne())?.['asOf'] as number;
    expect(before).toBeGreaterThan(0);
    here.owner.silent = true;
    here.exchange.progress.clear();
    await here.start();
    await eventually(() => reason() === WatermarkReason.COMPARING);
    expect(asOf()).toBe(before);
    here.owner.silent = false;
    await eventually(() => reason() === WatermarkReason.CURRENT);
    expect(asOf()).toBeGreaterThan(before);
  });

  test('does not advance before what a killed process had not put is held', async () => {
    here.exchange.away = true;
    await here.owner.happen('unput', 'received', [received('2025-06-19', '2025-06-25')]);
    await eventually(() => here.db.collection('tallies_onestop').findOne({ day: '2025-06-19' }));
    await here.kill();
    const before = (await here.db.collection('progress_onestop').findOne())?.['asOf'] as number;
    await here.site.setClock(today, '10:30');
    let list: () => void = () => undefined;
    here.exchange.listing = new Promise((resolve) => (list = resolve));
    here.exchange.away = false;
    here.exchange.progress.clear();
    await here.start();
    await eventually(() => reason() !== undefined && reason() !== WatermarkReason.COMPARING);
    const then = here.exchange.reports;
    await eventually(() => here.exchange.reports > then + 2);
    expect(asOf()).toBe(before);
    list();
    await eventually(() => reason() === WatermarkReason.CURRENT);
    await here.settled();
  });
});
