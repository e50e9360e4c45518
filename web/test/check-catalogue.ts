/**
 * `node web/test/check-catalogue.ts [--renew]`: every state of every component of the catalogue, in a real browser: nothing for axe to
 * complain about, nothing wider than the window, and a screen reader says of it what stands in `web/catalogue/spoken`.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { repositoryRoot } from '@lienthong/devtools/repository';
import type { Browser, Page } from 'playwright-core';
import { build, preview } from 'vite';
import type { Catalogue } from '../catalogue/main.tsx';
import { faultLines, startBrowser, wcagTags } from './browser.ts';

type Component = Catalogue['components'][number];

const laptop = { width: 1366, height: 768 };

/** What axe has to ask again when only colours are others, and when only places are. */
const ofColours = ['color-contrast'];
const ofPlaces = ['scrollable-region-focusable', 'target-size'];

/** How a component is looked at; all rules are asked once, then those that the look may break. */
const looks = [
  { name: 'light', size: laptop, media: {}, rules: wcagTags },
  { name: 'dark', size: laptop, media: { colorScheme: 'dark' }, rules: ofColours },
  { name: 'forced colours', size: laptop, media: { forcedColors: 'active' }, rules: ofColours },
  { name: 'laptop at 200 %', size: { width: 683, height: 384 }, media: {}, rules: ofPlaces },
  { name: 'phone', size: { width: 390, height: 844 }, media: {}, rules: ofPlaces },
  // A4 without its margins.
  { name: 'print', size: { width: 718, height: 1_000 }, media: { media: 'print' }, rules: ofColours },
] as const;

const plain = {
  colorScheme: 'light',
  forcedColors: 'none',
  media: 'screen',
  reducedMotion: 'reduce',
} as const;

const goldens = join(repositoryRoot, 'web', 'catalogue', 'spoken');
const isRenewing = process.argv.includes('--renew');

/** A page of the catalogue: a component with all its states, or one state of those that stand alone. */
interface Sheet {
  component: Component;
  states: readonly string[];
}

const sheetsOf = (component: Component): Sheet[] =>
  component.isAlone
    ? component.states.map((state) => ({ component, states: [state] }))
    : [{ component, states: component.states }];

async function open(page: Page, { component, states }: Sheet): Promise<void> {
  const asked = new URLSearchParams({ component: component.name });
  if (component.isAlone) asked.set('state', states[0] ?? '');
  await page.setViewportSize(laptop);
  await page.emulateMedia(plain);
  await page.goto(`/?${asked}`);
  await page.locator('[data-state]').first().waitFor({ state: 'attached' });
  if (component.ready) await page.locator(component.ready).first().waitFor({ state: 'attached' });
  await page.evaluate(() => document.fonts.ready);
}

/** The app follows the colours of the device a moment later; what is dark anyway is shown on a dark one. */
async function wear(
  page: Page,
  { isForWall }: Component,
  media: Parameters<Page['emulateMedia']>[0] = {},
): Promise<void> {
  const worn = { ...plain, ...media, ...(isForWall ? ({ colorScheme: 'dark' } as const) : {}) };
  await page.emulateMedia(worn);
  await page.waitForFunction((theme) => document.documentElement.dataset.theme === theme, worn.colorScheme);
}

/** What is wrong with a sheet, whichever way it is looked at. */
async function faultsOf(page: Page, { component, states }: Sheet): Promise<string[]> {
  const where = component.isAlone ? `${component.name}, ${states[0]}` : component.name;
  const faults: string[] = [];
  for (const { name, size, media, rules } of looks) {
    if (component.isForWall && name === 'phone') continue;
    await page.setViewportSize(size);
    await wear(page, component, media);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    const wide =
      width > size.width ? [`${width} px wide in a window of ${size.width}: ${await widest(page)}`] : [];
    await page.evaluate(() => catalogue.shorten());
    const found = faultLines(await page.evaluate((only) => catalogue.faults(only), { runOnly: [...rules] }));
    faults.push(...[...wide, ...found].map((fault) => `${where} (${name}): ${fault}`));
  }
  return faults;
}

/** The states that reach beyond the window. */
const widest = (page: Page): Promise<string> =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('[data-state]')]
      .filter((state) =>
        [...state.querySelectorAll('*')].some((one) => one.getBoundingClientRect().right > innerWidth),
      )
      .map(({ dataset }) => dataset.state)
      .join(', '),
  );

async function spokenOf(page: Page, { states }: Sheet): Promise<string[]> {
  const said: string[] = [];
  for (const state of states) {
    const phrases = await page.evaluate((of) => catalogue.speak(of), state);
    said.push([`## ${state}`, ...phrases].join('\n'));
  }
  return said;
}

interface Outcome {
  name: string;
  faults: string[];
  spoken: string;
}

async function lookAt(page: Page, component: Component): Promise<Outcome> {
  const faults: string[] = [];
  const said: string[] = [];
  const thrown = (error: Error): void => void faults.push(`${component.name}: ${error.message}`);
  page.on('pageerror', thrown);
  for (const sheet of sheetsOf(component)) {
    await open(page, sheet);
    faults.push(...(await faultsOf(page, sheet)));
    await page.setViewportSize(laptop);
    await wear(page, component);
    said.push(...(await spokenOf(page, sheet)));
  }
  page.off('pageerror', thrown);
  return { name: component.name, faults, spoken: `# ${component.name}\n\n${said.join('\n\n')}\n` };
}

/** The first line that a screen reader says otherwise than the golden does. */
function differenceTo({ name, spoken }: Outcome): string[] {
  const path = join(goldens, `${name}.txt`);
  const before = existsSync(path) ? readFileSync(path, 'utf8') : '';
  if (before === spoken) return [];
  if (isRenewing) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, spoken);
    return [];
  }
  const [was, is] = [before.split('\n'), spoken.split('\n')];
  const line = is.findIndex((one, index) => one !== was[index]);
  const at = line < 0 ? is.length : line;
  return [
    `${name}: line ${at + 1} of its golden is "${was[at] ?? ''}", a screen reader says "${is[at] ?? ''}"`,
  ];
}

/** Two windows share the work: each takes the next component that nobody has looked at. */
async function lookAtAll(browser: Browser, origin: string, wanted: readonly string[]): Promise<Outcome[]> {
  const left: Component[] = [];
  const outcomes: Outcome[] = [];
  const window = async (): Promise<Page> => {
    const context = await browser.newContext({
      baseURL: origin,
      locale: 'vi-VN',
      timezoneId: 'America/New_York',
    });
    const page = await context.newPage();
    await page.clock.setFixedTime(new Date('2025-06-30T02:00:00Z'));
    return page;
  };
  const pages = await Promise.all([window(), window()]);
  const [first] = pages;
  await first?.goto('/');
  await first?.locator('h1').waitFor();
  const all = await first?.evaluate(() => catalogue.components);
  left.push(
    ...(all ?? []).filter(({ name }) => wanted.length === 0 || wanted.some((word) => name.includes(word))),
  );
  await Promise.all(
    pages.map(async (page) => {
      for (let next = left.shift(); next; next = left.shift()) outcomes.push(await lookAt(page, next));
    }),
  );
  return outcomes;
}

const outDir = mkdtempSync(join(tmpdir(), 'lien-thong-catalogue-'));
const configFile = join(repositoryRoot, 'web', 'catalogue', 'vite.config.ts');
try {
  await build({ configFile, logLevel: 'error', build: { outDir } });
  const server = await preview({ configFile, build: { outDir }, preview: { port: 0, host: '127.0.0.1' } });
  const browser = await startBrowser();
  const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
  const outcomes = await lookAtAll(browser, server.resolvedUrls?.local[0] ?? '', wanted);
  const faults = outcomes.flatMap((one) => one.faults);
  const differences = outcomes.flatMap(differenceTo);
  process.stdout.write([...faults, ...differences].map((line) => `${line}\n`).join(''));
  if (differences.length > 0)
    process.stdout.write(
      'Where a screen reader should say what it says now: npm run catalogue:renew -w web, then read the difference and commit it.\n',
    );
  process.exitCode = faults.length + differences.length === 0 ? 0 : 1;
  await browser.close();
  await server.close();
} finally {
  rmSync(outDir, { recursive: true, force: true });
}
