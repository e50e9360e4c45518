import { globSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DirectoryServiceService } from '@lienthong/contracts/directory/v1/directory';
import { runCommand } from '@lienthong/devtools/process/run-command';
import { repositoryRoot } from '@lienthong/devtools/repository';
import { ensureTool } from '@lienthong/devtools/toolbox/ensure-tool';
import { endpointOf } from '@lienthong/runtime';
import { eventually } from '@lienthong/testkit';
import { signInAsBrowser } from './browser-session.ts';
import { traceOneDossier } from './demo/journey.ts';
import { openProvince, type Province } from './province.ts';
import { isPortOpen } from './readiness.ts';

const path = join(repositoryRoot, 'deploy', 'provinces', 'hue-phu-loc.yaml');
const state = mkdtempSync(join(tmpdir(), 'lien-thong-province-'));
const open = (): Promise<Province> =>
  openProvince(path, { state, freePorts: true, onSignal: false, split: ['s20125'] });

let province: Province;

beforeAll(async () => {
  province = await open();
  await province.start();
}, 900_000);

afterAll(async () => {
  await province?.stop();
  rmSync(state, { recursive: true, force: true });
});

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

const communeName = async (id: string, username: string): Promise<string> => {
  const client = province.site(id).as(username, DirectoryServiceService, 'directory');
  try {
    const { unit } = await client.getUnit({ unit: province.site(id).config.homeUnit, on: '' });
    return unit?.name ?? '';
  } finally {
    client.close();
  }
};

test('every site serves, in one process or in one for each service, and signs its people in', async () => {
  expect(await communeName('s20116', 'lan.vinhhung')).toBe('Xã Vinh Hưng');
  expect(await communeName('s20125', 'mai.vinhhien')).toBe('Xã Vinh Hiền');
  expect(province.site('s20116').process.members).toHaveLength(1);
  expect(province.site('s20125').process.members.length).toBeGreaterThan(3);
});

test('every process answers a scrape and says which service and site it is', async () => {
  const scraped = async (address: string | undefined): Promise<string> => {
    const text = await (await fetch(`http://${address}/metrics`)).text();
    expect(text).toMatch(/^lienthong_process_memory_rss_bytes\{/m);
    const [, service = '', site = ''] =
      /^target_info\{.*service_name="(\w+)".*lienthong_site="(\w+)"/m.exec(text) ?? [];
    return `${site} ${service}`;
  };
  const { telemetry } = province.site('s20116').config;
  expect(await scraped(telemetry.metrics)).toBe('s20116 site');
  const { services } = province.site('s20125').config;
  const names = Object.keys(services);
  expect(names.length).toBeGreaterThan(3);
  expect(await Promise.all(Object.values(services).map((one) => scraped(one?.metrics)))).toEqual(
    names.map((name) => `s20125 ${name}`),
  );
});

test('a browser signs in at the gateway and calls the contract', async () => {
  const { publicUrl } = province.site('s46');
  const session = await signInAsBrowser(publicUrl, 'huong.ioc', 'demo-hue');
  const { unit } = await session.call<{ unit: { name: string } }>(
    'lienthong.directory.v1.DirectoryService/GetUnit',
    { unit: '482', on: '' },
  );
  expect(unit.name).toBe('Huyện Phú Lộc');
});

test('one dossier’s journey is told from the browser to the cell of the province, without its person', async () => {
  const steps = [
    ['POST /api/lienthong.onestop.v1.OneStopService/ReceiveDossier', 's20116'],
    ['store onestop.dossier', 's20116'],
    ['publish onestop.dossier.received.v1', 's20116'],
    ['consume reporting', 's20116'],
    ['lienthong.exchange.v1.ExchangeService/PutRecords', 's20116'],
    ['cells written', 's482'],
    ['cells written', 's46'],
  ] as const;
  const journey = await traceOneDossier(province, (spans) =>
    steps.every(([step, at]) => spans.some(({ name, site }) => site === at && name.includes(step))),
  );
  const lines = journey.split('\n');
  const missing = steps.filter(
    ([step, site]) => !lines.some((line) => line.includes(step) && line.includes(`[${site} `)),
  );
  expect({ missing, journey }).toEqual({ missing: [], journey });

  // Invariant 5, over every process of four sites.
  const written = province.sites.flatMap(({ files }) => [
    files.traceFile,
    ...globSync(join(files.directory, 'logs', '*.log')),
  ]);
  expect(written.length).toBeGreaterThan(12);
  for (const file of written) expect(readFileSync(file, 'utf8')).not.toMatch(/Hành Trình|hành trình dữ liệu/);
});

test('secrets of a province are readable by their owner alone', () => {
  const secret = globSync(['state.json', 'sites/*/{nats.conf,site.yaml,people.yaml}', 'sites/*/keys/*.jwk'], {
    cwd: state,
  }).filter((file) => !file.endsWith('.pub.jwk'));
  expect(secret.length).toBeGreaterThan(4 * 4);
  for (const file of secret) expect([file, statSync(join(state, file)).mode & 0o077]).toEqual([file, 0]);
});

test('an integrating system calls with client credentials', async () => {
  const client = province.site('s46').asClient('ioc-hue', DirectoryServiceService, 'directory');
  try {
    expect((await client.getUnit({ unit: '20116', on: '2025-06-30' })).unit?.key).toBe('20116@0');
  } finally {
    client.close();
  }
});

test('guide: every command of the guide for integrators runs as it is written', async () => {
  const { path: grpcurl } = await ensureTool('grpcurl');
  const { publicUrl, config } = province.site('s46');
  const guide = readFileSync(join(repositoryRoot, 'docs', 'guides', 'integrators.md'), 'utf8')
    .replaceAll('http://127.0.0.1:8460', publicUrl)
    .replaceAll('127.0.0.1:14606', endpointOf(config, 'operations').address);
  const blocks = [...guide.matchAll(/^```sh\n(.*?)^```/gms)].map(([, block = '']) => block);
  expect(blocks.length).toBeGreaterThan(2);
  const directory = mkdtempSync(join(state, 'guide-'));
  symlinkSync(join(repositoryRoot, 'proto'), join(directory, 'proto'));
  const { code, stdout, stderr } = await runCommand('bash', ['-euo', 'pipefail', '-c', blocks.join('\n')], {
    cwd: directory,
    env: { PATH: `${dirname(grpcurl)}:${process.env.PATH ?? ''}` },
    timeoutMs: 120_000,
  });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('"unitName": "Huyện Phú Lộc"');
  expect(stdout).toContain('"withFacts": true');
});

test('a new sign-in works at a site that is cut off from its parent', async () => {
  const site = province.site('s20116');
  await site.link?.cut();
  expect(await communeName('s20116', 'khoa.vinhhung')).toBe('Xã Vinh Hưng');
  await site.link?.heal();
  expect(site.link?.isCut).toBe(false);
});

test('the clock of all sites moves at once', async () => {
  const client = province.site('s46').as('huong.ioc', DirectoryServiceService, 'directory');
  try {
    await province.clock.set('2025-07-01', '08:00');
    const key = await eventually(async () => {
      const { unit } = await client.getUnit({ unit: '20122', on: '' });
      return unit?.validFrom === '2025-07-01' ? unit.key : undefined;
    });
    expect(key).toBe('20122@20250701');
  } finally {
    client.close();
    await province.clock.set('2025-06-30', '07:30');
  }
});

test('what is killed stays down until it is started, and then works with what it had', async () => {
  const site = province.site('s482');
  await site.process.kill();
  await site.nats.kill();
  await site.database.server?.kill();
  expect(await isPortOpen(site.ports.nats)).toBe(false);
  await Promise.all([site.nats.start(), site.database.server?.start()]);
  await site.process.start();
  expect(await communeName('s482', 'binh.phuloc')).toBe('Huyện Phú Lộc');
});

test('a stop leaves nothing running and no port open; the next start is the same province', async () => {
  const pids = province.sites.flatMap(({ nats, database, process: { members } }) => [
    nats.pid() ?? 0,
    ...(database.server ? [database.server.pid() ?? 0] : []),
    ...members.map(({ pid }) => pid ?? 0),
  ]);
  const before = province.site('s46').config.sites;
  expect(pids.every((pid) => pid > 0 && isAlive(pid))).toBe(true);
  await province.stop();
  expect(pids.filter(isAlive)).toEqual([]);
  for (const { ports } of province.sites)
    for (const port of [ports.http, ports.nats, ports.leaf, ports.link, ports.database])
      expect(await isPortOpen(port)).toBe(false);

  province = await open();
  expect(province.isNew).toBe(false);
  await province.start();
  expect(province.site('s46').config.sites).toEqual(before);
  expect(await communeName('s20116', 'lan.vinhhung')).toBe('Xã Vinh Hưng');
});

test('a second start beside a running one is refused with the port that is taken', async () => {
  await expect(open()).rejects.toThrow(/port \d+ of site s46 is taken/);
  expect(await communeName('s20116', 'lan.vinhhung')).toBe('Xã Vinh Hưng');
});
