import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { createApp as directory } from '@lienthong/directory';
import { createApp as exchange } from '@lienthong/exchange';
import { createApp as gateway } from '@lienthong/gateway';
import { createApp as onestop } from '@lienthong/onestop';
import { createApp as operations } from '@lienthong/operations';
import { createApp as reporting } from '@lienthong/reporting';
import { createRawCaller, endpointOf, type Health } from '@lienthong/runtime';
import { ListDossiersRequest, OneStopServiceService } from '@lienthong/contracts/onestop/v1/onestop';
import { eventually, startTestSite, type TestSite } from '@lienthong/testkit';

let site: TestSite;
afterEach(() => site?.stop());

const start = async () => {
  await writeFile(join(site.directory, 'index.html'), '<p>Liên Thông</p>');
  return site.host({
    directory,
    exchange,
    onestop,
    reporting,
    operations,
    gateway: (context) =>
      gateway({ ...context, settings: { ...Object(context.settings), webApp: site.directory } }),
  });
};

type Ready = Health & { others: Record<string, Health> };
const readyz = async (): Promise<{ status: number; body: Ready }> => {
  const answer = await fetch(`${site.page.publicUrl}/readyz`);
  return { status: answer.status, body: (await answer.json()) as Ready };
};
/** What `grpc.health.v1` says of the process: 1 SERVING, 2 NOT_SERVING. */
const healthPort = async (): Promise<number | undefined> => {
  const call = createRawCaller(endpointOf(site.config, 'onestop'));
  try {
    return (await call('/grpc.health.v1.Health/Check', Buffer.alloc(0), { timeoutMs: 2_000 }))[1];
  } finally {
    call.close();
  }
};
const works: Health = { ready: true, problems: [] };

test.each([
  ['the database', 'the database does not answer', ['directory', 'gateway']],
  ['NATS', 'NATS does not answer', ['exchange', 'onestop']],
] as const)(
  'a site that starts without %s says so and works once it is there',
  async (server, words, lacking) => {
    site = await startTestSite();
    const away = server === 'NATS' ? site.nats : site.database;
    await away.kill();
    const hosting = start();

    const said = await eventually(async () => {
      const { body } = await readyz();
      const all: Record<string, Health> = { gateway: body, ...body.others };
      return lacking.every((name) => all[name]?.problems.includes(words)) && all;
    });
    for (const name of lacking) expect(said[name]?.ready).toBe(false);
    expect(await healthPort()).toBe(2);
    expect(await (await fetch(site.page.publicUrl)).text()).toContain('Liên Thông');
    const clerk = site.as('gateway', OneStopServiceService, 'onestop');
    const person = { subject: 'a', roles: ['clerk' as const], units: ['20116@0'] };
    const list = () =>
      clerk.listDossiers(ListDossiersRequest.create({ unit: '20116@0' }), {
        onBehalfOf: person,
        timeoutMs: 2_000,
      });
    await expect(list()).rejects.toMatchObject({ kind: 'unavailable', code: 'SERVICE_UNAVAILABLE' });

    await away.restart();
    const hosted = await hosting;
    await eventually(async () => {
      const { status, body } = await readyz();
      return status === 200 && Object.values(body.others).every(({ ready }) => ready);
    });
    expect(await hosted.health('onestop')).toEqual(works);
    expect((await list()).dossiers).toEqual([]);
  },
);

test('a site whose NATS server goes away under it says so, goes on, and is as before when it is back', async () => {
  site = await startTestSite();
  const hosted = await start();
  await site.nats.kill();
  await eventually(async () => (await hosted.health('onestop')).problems.includes('NATS does not answer'));
  expect((await hosted.health('onestop')).ready).toBe(true);
  await site.nats.restart();
  await eventually(async () => (await hosted.health('onestop')).problems.length === 0);
});

test('a site that is told to stop while its database is away stops', async () => {
  site = await startTestSite();
  await site.database.kill();
  const hosting = start();
  await eventually(async () => (await readyz()).status === 503);
  await site.stop();
  await hosting;
});
