import {
  appendFileSync,
  cpSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { repositoryRoot } from '@lienthong/devtools/repository';
import { eventually } from '@lienthong/testkit';
import type { Page } from 'playwright-core';
import { platform } from '../../tools/test/example/day/province.ts';
import { accessibilityFaults } from './browser.ts';
import { type ChangedApp, copyApp } from './changed-build.ts';
import { startScreensOf } from './screens.ts';

// Apps that are built otherwise than the shipped one, served by a real site that also runs the example of CONTRIBUTING.

const builds = mkdtempSync(join(tmpdir(), 'lien-thong-builds-'));
const served = join(builds, 'served');
const releases = ['first', 'second', 'third'] as const;
type Release = (typeof releases)[number];
const builtOf = (release: Release): string => join(builds, release);
let app: ChangedApp;

const serve = (directory: string): void => {
  rmSync(served, { recursive: true, force: true });
  cpSync(directory, served, { recursive: true });
};

/** A release that says which one it is, in the frame and in a screen. */
async function buildRelease(release: Release): Promise<void> {
  const main = join(app.directory, 'src', 'main.tsx');
  const shipped = readFileSync(main, 'utf8');
  writeFileSync(main, `${shipped}\ndocument.documentElement.dataset.release = '${release}';\n`);
  await app.build(builtOf(release));
  writeFileSync(main, shipped);
}

const { at, province } = startScreensOf(
  {
    platform,
    describe: (described) =>
      described
        .replaceAll(
          '    settings:\n      onestop:',
          `    settings:\n      gateway:\n        webApp: ${served}\n      onestop:`,
        )
        .replaceAll('[directory, exchange, onestop,', '[directory, exchange, floods, onestop,'),
    build: async () => {
      app = copyApp(builds);
      for (const release of releases) await buildRelease(release);
      serve(builtOf('first'));
    },
  },
  's20116',
);
afterAll(() => rmSync(builds, { recursive: true, force: true }));

const runs = (page: Page) => page.evaluate(() => document.documentElement.dataset.release);
const applicant = (page: Page) => page.getByLabel('Họ và tên người nộp');

/** The releases that the device keeps whole. */
const keptReleases = (page: Page): Promise<string[]> =>
  page.evaluate(async () => {
    const names = (await caches.keys()).filter((name) => name.startsWith('lien-thong '));
    const whole = await Promise.all(names.map(async (name) => (await caches.open(name)).match('/')));
    return names.filter((_, index) => whole[index]).map((name) => name.slice('lien-thong '.length));
  });
const nameOf = (release: Release): string =>
  [
    ...readFileSync(join(builtOf(release), 'index.html'), 'utf8').matchAll(
      /<script type="module"[^>]* src="([^"]+)"/g,
    ),
  ]
    .map(([, path]) => path)
    .join(' ');
const isKept = (page: Page, release: Release) =>
  eventually(async () => (await keptReleases(page)).includes(nameOf(release)));

/** What a window has loaded is all of one release. */
async function expectOnly(page: Page, release: Release): Promise<void> {
  expect(await runs(page)).toBe(release);
  const own = globSync('assets/*', { cwd: builtOf(release) }).map((path) => `/${path}`);
  const loaded = await page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .map(({ name }) => new URL(name).pathname)
      .filter((path) => path.startsWith('/assets/')),
  );
  expect(loaded.length).toBeGreaterThan(3);
  expect(loaded.filter((path) => !own.includes(path))).toEqual([]);
}

test('two releases: an old window goes on and is told, and a start without a line opens one release whole', async () => {
  const { page: old, context } = await at('s20116', 'lan.vinhhung', '/dossiers/new', undefined, 'allow');
  await isKept(old, 'first');
  await applicant(old).fill('Phan Thị Bản Trước');
  serve(builtOf('second'));
  await old.evaluate(() => document.dispatchEvent(new Event('visibilitychange', { bubbles: true })));
  const told = old.getByRole('status').filter({ hasText: 'Đã có bản mới của ứng dụng' });
  await told.waitFor();
  expect(await accessibilityFaults(old)).toEqual([]);

  // It goes on, also to what it has not opened so far: its files are no longer served.
  await old.getByRole('combobox', { name: 'Thủ tục' }).fill('hon nhan');
  await old.getByRole('option', { name: /tình trạng hôn nhân/ }).click();
  await old.keyboard.press('Control+Enter');
  await old.getByRole('heading', { level: 2, name: /^H57\.48\.16-/ }).waitFor();
  await old.getByRole('link', { name: 'Hồ sơ' }).first().click();
  await old.getByRole('link', { name: /Phan Thị Bản Trước/ }).click();
  await old.getByRole('heading', { level: 2, name: 'Phan Thị Bản Trước' }).waitFor();
  await expectOnly(old, 'first');

  const fresh = await context.newPage();
  await fresh.goto('/dossiers');
  await fresh.getByRole('link', { name: /Phan Thị Bản Trước/ }).waitFor();
  await expectOnly(fresh, 'second');
  await isKept(fresh, 'second');
  expect(await keptReleases(fresh)).toContain(nameOf('first'));

  // What is typed outlives the change.
  await old.goBack();
  await old.keyboard.press('n');
  await applicant(old).fill('Đỗ Thị Gõ Dở');
  await told.getByRole('button', { name: 'Tải lại trang' }).click();
  await eventually(async () => (await applicant(old).inputValue()) === 'Đỗ Thị Gõ Dở');
  await expectOnly(old, 'second');
  expect(await told.count()).toBe(0);

  // A window of the third release goes before the device has all of it: without a line the second one opens, not half of each.
  serve(builtOf('third'));
  const short = await context.newPage();
  await short.goto('/dossiers');
  expect(await runs(short)).toBe('third');
  await Promise.all([short.close(), fresh.close(), old.close()]);
  const { process: site } = province().site('s20116');
  await site.kill();
  const restarted = await context.newPage();
  await restarted.goto('/dossiers/new');
  await eventually(async () => (await applicant(restarted).inputValue()) !== undefined);
  await expectOnly(restarted, (await runs(restarted)) as Release);
  expect(await keptReleases(restarted)).toContain(nameOf((await runs(restarted)) as Release));

  // With the third whole, the first is swept; and one that was withdrawn does not come back.
  await site.start();
  await restarted.goto('/dossiers');
  await eventually(async () => (await runs(restarted)) === 'third');
  await isKept(restarted, 'third');
  await eventually(async () => !(await keptReleases(restarted)).includes(nameOf('first')));
  expect(await keptReleases(restarted)).toEqual([nameOf('second'), nameOf('third')]);
  serve(builtOf('second'));
  await restarted.goto('/dossiers');
  await eventually(async () => (await runs(restarted)) === 'second');
  await eventually(() =>
    restarted.evaluate(async () => {
      const pages = await Promise.all(
        (await caches.keys()).map(async (name) =>
          (await (await caches.open(name)).match('/'))?.headers.get('date'),
        ),
      );
      return Date.parse(pages[0] ?? '') > Date.parse(pages[1] ?? '');
    }),
  );
  await site.kill();
  await restarted.goto('/dossiers');
  await restarted
    .getByText(/^Chưa nối được máy chủ: danh sách là của lần nối trước \(\d\d:\d\d\)\./)
    .waitFor();
  await expectOnly(restarted, 'second');
  await site.start();
});

test('a page whose release is replaced before it has its parts is loaded anew, once, and loses nothing typed', async () => {
  serve(builtOf('first'));
  const { page } = await at('s20116', 'lan.vinhhung', '/dossiers');
  // The page and its first scripts are of the first release; what comes behind them is gone with it.
  const isBehind = /\/(open-on-device|scanning|connection|notices|last-known)-[^/]+\.js$/;
  const held = Promise.withResolvers<void>();
  await page.route(isBehind, async (route) => {
    await held.promise;
    const isGone = (await runs(page).catch(() => undefined)) === 'first';
    await (isGone ? route.fulfill({ status: 404 }) : route.continue());
  });
  let loads = 0;
  page.on('domcontentloaded', () => {
    loads += 1;
  });
  await page.goto('/dossiers/new');
  await applicant(page).fill('Bùi Thị Giữa Chừng');
  serve(builtOf('second'));
  held.resolve();
  await eventually(async () => (await runs(page).catch(() => '')) === 'second');
  await eventually(async () => (await applicant(page).inputValue()) === 'Bùi Thị Giữa Chừng');
  await expectOnly(page, 'second');
  expect(loads).toBe(2);

  // Where the site serves two releases in turn, nobody is sent round in a circle.
  serve(builtOf('first'));
  await page.reload();
  await page.route(isBehind, (route) => route.abort());
  await page.reload();
  await page.evaluate(() => {
    document.documentElement.dataset.stays = 'yes';
  });
  serve(builtOf('second'));
  await page.waitForResponse((response) => new URL(response.url()).pathname === '/');
  await page.waitForResponse((response) => new URL(response.url()).pathname === '/');
  expect(await page.evaluate(() => document.documentElement.dataset.stays)).toBe('yes');
});

const many = ['Văn bản', 'Lịch họp', 'Báo cáo', 'Cảnh báo', 'Sổ theo dõi', 'Danh mục'];

/** Features that are an entry of the navigation and nothing else. */
function addEntries(list: string): void {
  const directory = join(app.directory, 'src', 'features', 'more');
  mkdirSync(directory, { recursive: true });
  const entries = many.map(
    (name, at) => `export const more${at} = defineFeature({
  needs: { roles: ['clerk'] },
  group: 'overview',
  nav: { to: '/more/${at}', name: { vi: '${name}', en: '${name}' }, icon: 'folder' },
  routes: [],
  preload: [],
});`,
  );
  const declared = ["import { defineFeature } from '../../shared/feature.ts';", ...entries, ''];
  writeFileSync(join(directory, 'feature.ts'), declared.join('\n'));
  appendFileSync(
    list,
    `export { ${many.map((_, at) => `more${at}`).join(', ')} } from './more/feature.ts';\n`,
  );
}

test('a feature written from the guide changes no file outside its folder but one line', async () => {
  const list = join(app.directory, 'src', 'features', 'index.ts');
  cpSync(
    join(repositoryRoot, 'tools', 'test', 'example', 'web'),
    join(app.directory, 'src', 'features', 'floods'),
    {
      recursive: true,
    },
  );
  appendFileSync(list, "export { floods } from './floods/feature.ts';\n");
  addEntries(list);
  // What `npm run generate` makes once the contract stands in `proto/`.
  const contract = join(repositoryRoot, 'tools', 'test', 'example', 'src', 'contract.ts');
  await app.run('node', '--import', contract, 'generate-client.ts', join('src', 'gen'));
  await app.run('tsc', '--noEmit');
  await app.build(served);

  const { page } = await at('s20116', 'lan.vinhhung');
  await page.getByRole('navigation', { name: 'Phần việc' }).getByRole('link', { name: 'Báo ngập' }).click();
  await page.getByText('Không có điểm ngập nào đang theo dõi').waitFor();
  expect(await page.title()).toBe('Báo ngập – Xã Vinh Hưng – Liên Thông');
  expect(await accessibilityFaults(page)).toEqual([]);

  // The form: its key from anywhere, the rules of its contract, and no line.
  await page.keyboard.press('f');
  await page.getByLabel('Ngày kiểm tra lại').fill('2025-07-02');
  await page.getByRole('button', { name: 'Gửi báo ngập' }).click();
  await page.getByText(/Mực nước \(cm\) nằm ngoài khoảng/).waitFor();
  await page.getByLabel('Mực nước (cm)').fill('40');
  const send = '**/*FloodsService/FileReport';
  let tries = 0;
  await page.context().route(send, (route) => {
    tries += 1;
    return route.abort();
  });
  // Pressed twice it is given once.
  await page.getByRole('button', { name: 'Gửi báo ngập' }).dblclick();
  await eventually(() => tries > 0);
  await page.getByRole('button', { name: '1 việc chưa gửi' }).waitFor();
  await page.context().unroute(send);
  await page.getByText(/^Đã gửi: Báo điểm ngập \(/).waitFor({ timeout: 120_000 });

  // The record, its title, its paper, and its end.
  const row = page.getByRole('main').getByRole('listitem').getByRole('link');
  const code = (await row.textContent()) ?? '?';
  await row.click();
  await page.getByRole('heading', { level: 2, name: code }).waitFor();
  expect(await page.title()).toBe(`${code} – Xã Vinh Hưng – Liên Thông`);
  await page.evaluate(() => {
    window.print = () => {
      document.body.dataset.printed = document.querySelector('[data-print]')?.textContent ?? '';
    };
  });
  await page.getByRole('button', { name: 'In', exact: true }).click();
  await eventually(() => page.evaluate((said) => (document.body.dataset.printed ?? '').includes(said), code));
  await page.getByRole('button', { name: 'Nước đã rút' }).click();
  await page.getByText('Không có điểm ngập nào đang theo dõi').waitFor();
});

test('U38: the frame holds many entries, on a small laptop, at 200% and on a phone', async () => {
  for (const size of [
    { width: 1366, height: 768 },
    { width: 683, height: 384 },
    { width: 390, height: 844 },
  ]) {
    const { page } = await at('s20116', 'lan.vinhhung', '/dossiers', size);
    const parts = page.getByRole('navigation', { name: 'Phần việc' });
    const isPhone = size.width < 600;
    await parts.getByRole('link').first().waitFor();
    if (isPhone) await page.getByRole('button', { name: 'Thêm' }).click();
    for (const name of many) {
      const entry = page.getByRole('link', { name }).first();
      await entry.scrollIntoViewIfNeeded();
      const box = await entry.boundingBox();
      expect((box?.y ?? -1) >= 0 && (box?.y ?? 0) + (box?.height ?? 9_999) <= size.height).toBe(true);
    }
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(size.width);
    expect(await accessibilityFaults(page)).toEqual([]);
  }
});
