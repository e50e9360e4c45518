import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect } from '@jest/globals';
import { repositoryRoot } from '@lienthong/devtools/repository';
import { buildWeb } from '@lienthong/tools/province/demo/build-web';
import type { Platform } from '@lienthong/tools/province/platform';
import { openProvince, type Province } from '@lienthong/tools/province/province';
import type { Browser, Page } from 'playwright-core';
import { openWindow, signIn, startBrowser, type Window } from './browser.ts';

const passwords: Record<string, string> = {
  s46: 'demo-hue',
  s482: 'demo-phuloc',
  s20116: 'demo-vinhhung',
  s20125: 'demo-vinhhien',
};

export interface Screens {
  province: () => Province;
  /** A window of its own, signed in. */
  at: (
    site: string,
    username: string,
    path?: string,
    size?: { width: number; height: number },
    serviceWorkers?: 'allow' | 'block',
  ) => Promise<Window>;
  /** A window of its own, signed out. */
  outside: (site: string, size?: { width: number; height: number }) => Promise<Window>;
  passwordAt: (site: string) => string;
}

/**
 * What a file of screen tests starts once: the web app, a browser, and the named sites of the local province; the others are away.
 * One commune alone is enough for the counter, and starts in a fraction of the time. After each test no window may have thrown,
 * broken the content policy, or asked another address.
 */
export const startScreens = (...started: readonly Site[]): Screens => startScreensOf({}, ...started);

type Site = 's46' | 's482' | 's20116' | 's20125';

interface Other {
  /** Of the description of the province. */
  describe?: (described: string) => string;
  /** Its services, where it runs more than the shipped ones. */
  platform?: Platform;
  /** Makes the app that is served. */
  build?: () => Promise<void>;
}

/** Where a rule needs another province, or another app. */
export function startScreensOf(
  { describe = (described) => described, platform, build = buildWeb }: Other,
  ...started: readonly Site[]
): Screens {
  const state = mkdtempSync(join(tmpdir(), 'lien-thong-web-'));
  let province: Province;
  let browser: Browser;
  const windows: Window[] = [];

  beforeAll(async () => {
    const path = join(state, 'province.yaml');
    const shipped = join(repositoryRoot, 'deploy', 'provinces', 'hue-phu-loc.yaml');
    writeFileSync(path, describe(readFileSync(shipped, 'utf8')));
    const web = build();
    province = await openProvince(path, { state, freePorts: true, onSignal: false, platform });
    await Promise.all([started.length === 0 ? province.start() : startSites(province, started), web]);
    browser = await startBrowser();
  }, 900_000);

  afterEach(async () => {
    const faults = windows.flatMap((window) => window.faults);
    await Promise.all(windows.map(({ context }) => context.close()));
    windows.length = 0;
    expect(faults).toEqual([]);
  });

  afterAll(async () => {
    await browser?.close();
    await province?.stop();
    rmSync(state, { recursive: true, force: true });
  });

  const outside = async (
    site: string,
    size?: { width: number; height: number },
    serviceWorkers?: 'allow' | 'block',
  ): Promise<Window> => {
    const { origin } = new URL(province.site(site).publicUrl);
    const window = await openWindow(browser, origin, size, serviceWorkers);
    windows.push(window);
    return window;
  };
  const passwordAt = (site: string): string => passwords[site] ?? '';
  return {
    province: () => province,
    passwordAt,
    outside,
    at: async (site, username, path = '/', size, serviceWorkers) => {
      const window = await outside(site, size, serviceWorkers);
      await signIn(window.page, username, passwordAt(site), path);
      return window;
    },
  };
}

async function startSites(province: Province, ids: readonly string[]): Promise<void> {
  const sites = ids.map((id) => province.site(id));
  await Promise.all(
    sites
      .flatMap(({ nats, database: { server } }) => (server ? [nats, server] : [nats]))
      .map((one) => one.start()),
  );
  for (const { link } of sites) await link?.heal();
  await Promise.all(sites.map((site) => site.process.start()));
}

/** From the list to the saved dossier, hands on the keyboard all the way. */
export async function register(page: Page, name: string): Promise<string> {
  // An empty list offers the same a second time.
  await page
    .getByRole('link', { name: /Tiếp nhận hồ sơ/ })
    .first()
    .waitFor();
  await page.keyboard.press('n');
  const procedure = page.getByRole('combobox', { name: 'Thủ tục' });
  await procedure.waitFor();
  await procedure.focus();
  await page.keyboard.type('hon nhan');
  await page.getByRole('option', { name: /tình trạng hôn nhân/ }).waitFor();
  await page.keyboard.press('Enter'); // to the identity number
  await page.keyboard.type('046185001234');
  await page.keyboard.press('Enter');
  await page.keyboard.type(name);
  await page.keyboard.press('Enter');
  await page.keyboard.type('0905123456');
  await page.keyboard.press('Enter');
  await page.keyboard.type('Thôn Diêm Trường');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter'); // registers
  const heading = page.getByRole('heading', { level: 2, name: /^H57\.48\.\d\d-250630-\d{4}$/ });
  await heading.waitFor();
  return (await heading.textContent()) ?? '';
}
