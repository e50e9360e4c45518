import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Channel, OneStopServiceService } from '@lienthong/contracts/onestop/v1/onestop';
import {
  GroupBy,
  OperationsServiceService,
  QueryRollupRequest,
} from '@lienthong/contracts/operations/v1/operations';
import { createApp as directory } from '@lienthong/directory';
import { createApp as exchange } from '@lienthong/exchange';
import { createApp as gateway } from '@lienthong/gateway';
import { createApp as onestop } from '@lienthong/onestop';
import { createApp as operations } from '@lienthong/operations';
import { createApp as reporting } from '@lienthong/reporting';
import {
  connectNats,
  createLogger,
  createServiceClient,
  endpointOf,
  type Logger,
  type Role,
  type TlsFiles,
} from '@lienthong/runtime';
import {
  createAuthority,
  eventually,
  type NatsServer,
  startNats,
  startTestSite,
  type TestSite,
} from '@lienthong/testkit';
import { services } from '../src/index.ts';
import { findFreePort } from '@lienthong/devtools/process/free-port';
import { ensureTool } from '@lienthong/devtools/toolbox/ensure-tool';
import { chromium } from 'playwright-core';
import { v7 as uuid } from 'uuid';

const unit = '20116@0';
const files = mkdtempSync(join(tmpdir(), 'lienthong-tls-'));
const authority = createAuthority(files, 'authority');
const ours = authority.issue('site');
const elsewhere = createAuthority(files, 'another-authority').issue('another-site');
let nats: NatsServer;
let site: TestSite;
let hosted: Awaited<ReturnType<TestSite['host']>>;

beforeAll(async () => {
  nats = await startNats({
    config: `
      tls { ca_file: "${ours.ca}", cert_file: "${ours.certificate}", key_file: "${ours.key}" }
      accounts {
        SITE: { jetstream: enabled, users: [ { user: site, password: site } ] }
        LINK: { users: [ { user: link, password: link } ] }
      }`,
  });
  const listen = `127.0.0.1:${await findFreePort()}`;
  site = await startTestSite({
    nats,
    settings: { gateway: { listen, publicUrl: `https://${listen}` } },
    change(config) {
      config.tls = ours;
    },
  });
  const clerk = {
    subject: 'p-1',
    username: 'can.bo',
    name: 'Nguyễn Thị Bình',
    roles: ['clerk'],
    units: [unit],
  };
  const people = [{ ...clerk, password: 'mat-khau-1' }];
  await writeFile(site.config.identity.peopleFile, JSON.stringify({ people }));
  const creators = { directory, exchange, onestop, reporting, operations };
  hosted = await site.host({ ...creators, gateway: (context) => gateway(context) });
});
afterAll(async () => {
  await site?.stop();
  await nats?.stop();
  rmSync(files, { recursive: true });
});

const person = (role: Role) => ({ subject: 'a-person', roles: [role], units: [unit] });

test('a dossier becomes a number over connections that are TLS all the way', async () => {
  await eventually(async () =>
    (await Promise.all(services.names.map((name) => hosted.health(name)))).every(({ ready }) => ready),
  );
  const applicant = { name: 'Nguyễn Thị Bưởi', identityNumber: '', phone: '', address: '' };
  const dossier = { dossierId: uuid(), unit, procedureCode: '1.004837', channel: Channel.COUNTER, applicant };
  const counter = site.as('gateway', OneStopServiceService, 'onestop');
  await counter.receiveDossier(
    { ...dossier, summary: '', components: [], sets: 0, owner: undefined, handedInAt: undefined },
    { onBehalfOf: person('clerk') },
  );
  const board = site.as('gateway', OperationsServiceService, 'operations');
  const selection = {
    indicators: ['received'],
    unit,
    hierarchyDate: '2025-06-30',
    from: '2025-06-30',
    to: '2025-06-30',
    groupBy: [GroupBy.TOTAL],
  };
  await eventually(async () => {
    const { rows } = await board.queryRollup(QueryRollupRequest.create({ selection }), {
      onBehalfOf: person('leader'),
    });
    return rows[0]?.value === 1;
  });
});

test.each<[string, TlsFiles | undefined]>([
  ['does not answer in plain text', undefined],
  ['is not believed by who knows another authority', elsewhere],
])('a gRPC port with TLS %s', async (_name, tls) => {
  const { address } = endpointOf(site.config, 'onestop');
  const client = createServiceClient(OneStopServiceService, { address, tls });
  const answer = client.countDossiers({ unit }, { timeoutMs: 3_000 });
  await expect(answer).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
  client.close();
});

test('people sign in by HTTPS with the site’s own issuer, and nothing is served in plain text', async () => {
  const { path } = await ensureTool('chromium');
  const browser = await chromium.launch({ executablePath: path, args: ['--no-sandbox'] });
  try {
    // The browser has not been told of the test's authority; who else has to trust it is the rule of the tests around this one.
    const page = await (await browser.newContext({ ignoreHTTPSErrors: true })).newPage();
    await page.goto(`${site.page.publicUrl}/auth/sign-in?return=/auth/me`);
    await page.fill('#username', 'can.bo');
    await page.fill('#password', 'mat-khau-1');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/auth/me');
    expect(await page.textContent('body')).toContain('"subject":"p-1"');
    expect((await page.context().cookies()).map(({ name }) => name)).toContain('__Host-lienthong-s20116');
  } finally {
    await browser.close();
  }
  await expect(fetch(`http://${site.page.listen}/healthz`)).rejects.toThrow('fetch failed');
});

test('a NATS server that has no TLS, or another authority, gets no password; the log says why', async () => {
  const plain = await startNats({ config: 'authorization { user: site, password: site }' });
  // What the loop would say and go on after.
  const warn = ({ err }: { err: Error }): never => {
    throw err;
  };
  const logger = { ...createLogger('test', 's', 'error'), warn } as unknown as Logger;
  const connect = (url: string, tls: TlsFiles) =>
    connectNats({ url, user: 'site', password: 'site', tls }, 'test', logger);
  await expect(connect(plain.url, ours)).rejects.toThrow(/tls/i);
  await expect(connect(nats.url, elsewhere)).rejects.toThrow(/certificate/i);
  await plain.stop();
});
