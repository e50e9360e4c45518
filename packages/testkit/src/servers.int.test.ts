import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { MongoClient } from 'mongodb';
import {
  type DatabaseServer,
  eventually,
  freshDatabaseName,
  type NatsServer,
  startDatabase,
  startNats,
} from './index.ts';

describe('a NATS server of a test', () => {
  let nats: NatsServer;
  beforeAll(async () => {
    nats = await startNats({ syncAlways: true });
  });
  afterAll(() => nats.stop());

  test('keeps what it acknowledged when it is killed and started again', async () => {
    const before = await connect({ servers: nats.url, reconnect: false });
    await (await jetstreamManager(before)).streams.add({ name: 'EV', subjects: ['ev.>'] });
    const acknowledged = await jetstream(before).publish('ev.one', 'một');
    expect(acknowledged.seq).toBe(1);
    await nats.kill();
    await before.closed();
    await nats.restart();
    const after = await connect({ servers: nats.url });
    const message = await (await jetstreamManager(after)).streams.getMessage('EV', { seq: 1 });
    expect(message?.string()).toBe('một');
    await after.close();
  });

  test('says what is wrong with a configuration that it refuses', async () => {
    await expect(startNats({ config: 'nonsense_key: true' })).rejects.toThrow(/nonsense_key/);
  });

  test('leaves nothing behind when it is stopped', async () => {
    const other = await startNats();
    const { pid, directory } = other;
    await other.stop();
    expect(existsSync(directory)).toBe(false);
    expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
  });
});

describe('a database server of a test', () => {
  let database: DatabaseServer;
  beforeAll(async () => {
    database = await startDatabase();
  }, 900_000);
  afterAll(() => database.stop());

  test('keeps what it acknowledged when it is killed and started again', async () => {
    const name = freshDatabaseName();
    const before = new MongoClient(database.uri);
    await before
      .db(name)
      .collection<{ _id: string }>('things')
      .insertOne({ _id: 'một' }, { writeConcern: { w: 1, j: true } });
    await database.kill();
    await before.close();
    await database.restart();
    const after = new MongoClient(database.uri);
    const found = await eventually(() =>
      after.db(name).collection<{ _id: string }>('things').findOne({ _id: 'một' }),
    );
    expect(found).toEqual({ _id: 'một' });
    await after.close();
  });
});
