import { hostname } from 'node:os';
import { ExchangeServiceService } from '@lienthong/contracts/exchange/v1/exchange';
import { eventually, startTestSite, type TestSite } from '@lienthong/testkit';
import { createApp } from '../src/app.ts';
import { createSite } from '../src/adapters/create-site.ts';
import { ExchangeProcess } from './support/exchange-process.ts';

let site: TestSite;
beforeAll(async () => {
  site = await startTestSite({ services: ['exchange', 'operations'] });
});
afterAll(() => site.stop());

test('E second: a second process with the same configuration refuses to start and names the first; a crashed one gives way', async () => {
  const first = new ExchangeProcess(site);
  await first.start();
  await expect(createSite(site.context('exchange'))).rejects.toThrow(
    new RegExp(`this site's exchange runs already: process ${first.pid} on ${hostname()}`),
  );
  await site.as('operations', ExchangeServiceService, 'exchange').listNeighbours({});
  await first.kill();
  const second = await createSite(site.context('exchange'));
  await second.start();
  await second.stop();
});

test('E second: a process that stops gives way at once', async () => {
  const first = await createSite(site.context('exchange'));
  await first.stop();
  const began = performance.now();
  const second = await createSite(site.context('exchange'));
  // One that is not told waits for the whole term of the lease.
  expect(performance.now() - began).toBeLessThan(6_000);
  await second.stop();
});

test('E health: health says that the database hangs, and waits for no driver', async () => {
  const hosted = await site.host({ exchange: createApp });
  await eventually(async () => (await hosted.health('exchange')).ready);
  site.database.freeze();
  try {
    // The engine may still answer what it had in hand.
    const told = await eventually(async () => {
      const began = performance.now();
      const health = await hosted.health('exchange');
      return health.ready ? undefined : { health, tookMs: performance.now() - began };
    });
    expect(told.health).toEqual({ ready: false, problems: ['the database does not answer'] });
    // The driver itself waits for ten seconds and more.
    expect(told.tookMs).toBeLessThan(6_000);
  } finally {
    site.database.resume();
  }
  await hosted.stop();
});
