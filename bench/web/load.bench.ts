import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Ratio, ratio } from '@lienthong/tools/bench/ratio';
import { buildWeb } from '@lienthong/tools/province/demo/build-web';
import { openProvince, type Province } from '@lienthong/tools/province/province';
import { seedProvince } from '@lienthong/tools/province/seed/seed';
import { signIn, startBrowser } from '@lienthong/web/test/browser';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { provinceFile } from '../spine/bench-province.ts';
import { type SlowLine, type Speed, startSlowLine } from './slow-line.ts';

/** `LT_FULL=1` for a table that is told to others. */
const rounds = process.env['LT_FULL'] === '1' ? 3 : 1;
/** An old computer at the end of a weak line. */
const slowLine: Speed = { kbit: 400, roundTripMs: 300 };
const timesSlower = 4;
/** Seconds on the slow line, of the screen where a citizen waits. */
const aims = { screen: 'new dossier', cold: '<=5', warm: '<=1.5' } as const;

interface Screen {
  name: string;
  site: string;
  /** Absent: signed out. */
  username?: string;
  path: string;
  /** Ends when the screen can be worked with: its first row or main control is there, and answers. */
  use: (page: Page) => Promise<void>;
}

/** Shown, at rest, and under the pointer: nothing holds up the page any more. */
const pressable = (find: (page: Page) => ReturnType<Page['getByRole']>) => (page: Page) =>
  find(page).first().click({ trial: true });

const counter = { site: 's20116', username: 'lan.vinhhung' };
const ioc = { site: 's46', username: 'huong.ioc' };
const firstRow = pressable((page) => page.getByRole('main').locator('li a'));
const firstUnit = pressable((page) => page.getByRole('main').locator('tr[id] button, tr[id] a'));

const screensOf = (dossier: string): Screen[] => [
  {
    name: 'sign-in',
    site: 's20116',
    path: '/',
    use: (page) => page.getByLabel('Tên đăng nhập').fill('lan'),
  },
  { name: 'my work', site: 's20116', username: 'phuoc.vinhhung', path: '/work', use: firstRow },
  { name: 'dossiers', ...counter, path: '/dossiers', use: firstRow },
  {
    name: 'a dossier',
    ...counter,
    path: dossier,
    use: pressable((page) =>
      page.getByRole('button', { name: /Chuyển xử lý|Đã có kết quả|Trả kết quả|Đã bổ sung/ }),
    ),
  },
  {
    name: 'new dossier',
    ...counter,
    path: '/dossiers/new',
    async use(page) {
      await page.getByRole('combobox', { name: 'Thủ tục' }).fill('hon nhan');
      await page.getByRole('option', { name: /tình trạng hôn nhân/ }).waitFor();
    },
  },
  {
    name: 'board of a province',
    ...ioc,
    path: '/board',
    use: pressable((page) => page.getByRole('button', { name: /^Tiếp nhận: \d.* hồ sơ/ })),
  },
  { name: 'board of a district', site: 's482', username: 'binh.phuloc', path: '/board', use: firstUnit },
  {
    name: 'wall',
    ...ioc,
    path: '/board?wall=1',
    use: (page) => page.locator('main li strong').filter({ hasText: /\d/ }).first().waitFor(),
  },
  {
    name: 'sites',
    site: 's46',
    username: 'dung.vanhanh',
    path: '/sites',
    use: pressable((page) => page.getByRole('main').getByRole('button')),
  },
  {
    name: 'operation',
    site: 's46',
    username: 'dung.vanhanh',
    path: '/operator',
    use: pressable((page) => page.getByRole('main').getByRole('row')),
  },
];

interface Measured {
  seconds: number;
  /** That came until then. */
  bytes: number;
}

type Kind = 'cold' | 'warm';

interface Measures {
  fast: Record<Kind, Measured>;
  slow: Record<Kind, Measured>;
}

/** Bytes and time until each of the ten most used screens can be worked with, in a browser that has nothing and in one that was there before. */
export async function* run(): AsyncIterable<Ratio> {
  const state = await mkdtemp(join(tmpdir(), 'lienthong-bench-'));
  const province = await openProvince(provinceFile, {
    state: join(state, 'state'),
    freePorts: true,
    report: () => undefined,
  });
  const line = await startSlowLine();
  const browser = await startBrowser();
  try {
    await Promise.all([province.start(), buildWeb()]);
    await seedProvince(province);
    const before = loadavg()[0] ?? 0;
    process.stdout.write(lineOf(heads));
    for (const screen of screensOf(await addressOfDossier(browser, province))) {
      const measures = await measure({ browser, province, line }, screen);
      // As it is measured: a later screen may break off.
      process.stdout.write(lineOf([screen.name, ...cellsOf(measures)]));
      if (screen.name !== aims.screen) continue;
      const { cold, warm } = measures.slow;
      yield ratio('load_new_dossier_cold_seconds', cold.seconds, aims.cold);
      yield ratio('load_new_dossier_warm_seconds', warm.seconds, aims.warm);
    }
    process.stdout.write(`${conditions(before)}\n`);
  } finally {
    await browser.close();
    line.stop();
    await province.stop();
    await rm(state, { recursive: true, force: true });
  }
}

interface World {
  browser: Browser;
  province: Province;
  line: SlowLine;
}

async function measure({ browser, province, line }: World, screen: Screen): Promise<Measures> {
  const { origin } = new URL(province.site(screen.site).publicUrl);
  const session = await sessionOf(browser, origin, province, screen);
  const samples = { fast: { cold: [], warm: [] }, slow: { cold: [], warm: [] } } as Record<
    keyof Measures,
    Record<Kind, Measured[]>
  >;
  for (const speed of ['fast', 'slow'] as const)
    for (let round = 0; round < rounds; round += 1) {
      const context = await browser.newContext({
        baseURL: origin,
        locale: 'vi-VN',
        storageState: session,
        proxy: { server: line.address },
      });
      samples[speed].cold.push(await visit(context, line, screen, speed));
      await untilKept(context, line, screen);
      samples[speed].warm.push(await visit(context, line, screen, speed));
      await context.close();
    }
  const shortest = ({ cold, warm }: Record<Kind, Measured[]>) => ({ cold: least(cold), warm: least(warm) });
  return { fast: shortest(samples.fast), slow: shortest(samples.slow) };
}

async function visit(
  context: BrowserContext,
  line: SlowLine,
  { path, use }: Screen,
  speed: keyof Measures,
): Promise<Measured> {
  const page = await context.newPage();
  line.setSpeed(speed === 'slow' ? slowLine : undefined);
  if (speed === 'slow') {
    const devtools = await context.newCDPSession(page);
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: timesSlower });
  }
  const { received } = line;
  const started = performance.now();
  await page.goto(path, { waitUntil: 'commit', timeout: 60_000 });
  await use(page);
  const measured = { seconds: (performance.now() - started) / 1_000, bytes: line.received - received };
  await page.close();
  return measured;
}

/** A first visit that goes on until the service worker keeps the app; signed out there is none to keep. */
async function untilKept(
  context: BrowserContext,
  line: SlowLine,
  { path, username, use }: Screen,
): Promise<void> {
  line.setSpeed();
  const page = await context.newPage();
  await page.goto(path);
  await use(page);
  if (username) await page.waitForFunction("caches.match('/').then((page) => page !== undefined)");
  await page.close();
}

async function sessionOf(
  browser: Browser,
  origin: string,
  province: Province,
  { site, username }: Pick<Screen, 'site' | 'username'>,
): Promise<Awaited<ReturnType<BrowserContext['storageState']>>> {
  const context = await browser.newContext({ baseURL: origin, locale: 'vi-VN', serviceWorkers: 'block' });
  // Not at the screen itself: a wall has no frame to wait for.
  if (username) await signIn(await context.newPage(), username, passwordOf(province, site, username));
  const state = await context.storageState();
  await context.close();
  return state;
}

const passwordOf = (province: Province, site: string, username: string): string =>
  province.site(site).described.people.find((person) => person.username === username)?.password ?? '';

/** Of one that its clerk can do something with. */
async function addressOfDossier(browser: Browser, province: Province): Promise<string> {
  const { origin } = new URL(province.site(counter.site).publicUrl);
  const context = await browser.newContext({ baseURL: origin, locale: 'vi-VN', serviceWorkers: 'block' });
  const page = await context.newPage();
  await signIn(page, counter.username, passwordOf(province, counter.site, counter.username), '/dossiers');
  const href = await page.getByRole('main').locator('li a').first().getAttribute('href');
  await context.close();
  return href ?? '';
}

/** Whatever else the machine does only adds. */
const least = (samples: readonly Measured[]): Measured => ({
  seconds: Math.min(...samples.map(({ seconds }) => seconds)),
  bytes: Math.min(...samples.map(({ bytes }) => bytes)),
});

const kilobytes = ({ bytes }: Measured): string => (bytes / 1_000).toFixed(0);
const seconds = (measured: Measured): string => measured.seconds.toFixed(1);

const cellsOf = ({ fast, slow }: Measures): string[] => [
  kilobytes(fast.cold),
  kilobytes(fast.warm),
  ...[fast.cold, fast.warm, slow.cold, slow.warm].map(seconds),
];

const heads = ['screen', 'kB cold', 'kB warm', 's cold', 's warm', 's slow, cold', 's slow, warm'];

const lineOf = (cells: readonly string[]): string =>
  `${cells.map((cell, at) => (at === 0 ? cell.padEnd(22) : cell.padStart(14))).join('')}\n`;

const conditions = (before: number): string =>
  [
    `Slow: ${slowLine.kbit} kbit/s, ${slowLine.roundTripMs} ms there and back, processor ${timesSlower} times slower.`,
    `The least of ${rounds} visits (LT_FULL=1: of 3). Bytes as they came over the line until the screen could be used.`,
    `Load of the machine: ${before.toFixed(1)} before, ${(loadavg()[0] ?? 0).toFixed(1)} after.`,
  ].join('\n');
