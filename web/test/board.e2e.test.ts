import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { eventually } from '@lienthong/testkit';
import type { BrowserContext, Page, Request } from 'playwright-core';
import { accessibilityFaults } from './browser.ts';
import { register, startScreens } from './screens.ts';

const { at, province } = startScreens('s46', 's482', 's20116');

/** The province's board once its numbers are here. */
async function openBoard(path = '/board', size?: { width: number; height: number }) {
  // The wall has no frame to wait for.
  const window = await at('s46', 'huong.ioc', '/', size);
  await window.page.goto(path);
  await window.page.getByText(/trong 133 xã, phường đã nối · mới nhất/).waitFor();
  return window;
}

const figure = (page: Page) => page.getByRole('button', { name: /^Tiếp nhận: .* hồ sơ/ });
const tile = (page: Page, name: string) => page.locator('[data-tile]', { hasText: name });

/** Streams that the browser has open, by the page that asked; those of a closed page are gone without a word. */
function watchStreams(context: BrowserContext): { readers: () => Page[] } {
  const open = new Map<Request, Page>();
  context.on('request', (request) => {
    if (request.url().includes('/WatchRollup')) open.set(request, request.frame().page());
  });
  context.on('requestfinished', (request) => void open.delete(request));
  context.on('requestfailed', (request) => void open.delete(request));
  return { readers: () => [...open.values()].filter((page) => !page.isClosed()) };
}

test('U6, U29: totals say how few are connected; tiles have names and figures, and one stop for the tabulator', async () => {
  const { page: counter } = await at('s20116', 'lan.vinhhung');
  await register(counter, 'Lê Thị Bảng Thử');
  const { page } = await openBoard();
  await eventually(async () => /: 1 /.test((await figure(page).textContent()) ?? ''));
  expect(await page.getByText(/^\d trong 133 xã, phường đã nối · đến/).count()).toBe(4);
  const hung = tile(page, 'Vinh Hưng');
  expect(await hung.textContent()).toMatch(/^Vinh Hưng, .*: 0 hồ sơ/);
  await page.getByText(/xã, phường chưa nối$/).waitFor();
  const stops = page.locator('[data-tile]');
  expect(
    await stops.evaluateAll((all) => all.filter((one) => (one as HTMLElement).tabIndex === 0).length),
  ).toBe(1);
  expect(await accessibilityFaults(page)).toEqual([]);
  const { page: phone } = await openBoard('/board', { width: 390, height: 844 });
  expect(await phone.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
});

test('U33: a number that arrives moves nothing', async () => {
  const { page: counter } = await at('s20116', 'lan.vinhhung');
  const { page } = await openBoard();
  await page.getByText('Trực tiếp').first().waitFor();
  const before = (await figure(page).textContent()) ?? '';
  const places = () =>
    page
      .getByRole('main')
      .locator('section, li, tr, svg')
      .evaluateAll((all) =>
        all
          .map((one) => one.getBoundingClientRect())
          .map(({ left, top }) => [Math.round(left), Math.round(top)]),
      );
  const stood = await places();
  await register(counter, 'Lê Thị Đến Sau');
  await eventually(async () => ((await figure(page).textContent()) ?? '') !== before);
  expect(await places()).toEqual(stood);
});

test('U5: without a stream all is grey and told to be old, and a reader is not told that work is kept', async () => {
  const { page, context } = await openBoard();
  await page.getByText('Trực tiếp').first().waitFor();
  await context.setOffline(true);
  await page.getByText(/^Mất luồng trực tiếp, số liệu lúc \d\d:\d\d$/).waitFor();
  await page.getByText(/^Mất kết nối tới máy chủ đơn vị từ \d\d:\d\d$/).waitFor();
  const seen = await page.evaluate(() => ({
    stats: [...document.querySelectorAll('main [data-partial]')].map((one) => !!one.closest('[data-stale]')),
    tiles: [...document.querySelectorAll<HTMLElement>('[data-tile]')].map(({ dataset }) => dataset.state),
    rows: [...document.querySelectorAll<HTMLElement>('tr[id]')].map(({ dataset }) => dataset.stale),
    good: document.querySelectorAll('main [data-good], main strong[data-tone="good"]').length,
    words: document.body.innerText,
  }));
  expect(new Set(seen.stats)).toEqual(new Set([true]));
  expect(new Set(seen.tiles)).toEqual(new Set(['stale']));
  expect(new Set(seen.rows)).toEqual(new Set(['true']));
  expect(seen.good).toBe(0);
  for (const word of ['Không có gì bất thường', 'giữ trên máy', 'đang cập nhật', '✓'])
    expect(seen.words).not.toContain(word);
  // The clock of the frame is never behind what the stream told.
  const [, told = ''] = /số liệu lúc (\d\d:\d\d)/.exec(seen.words) ?? [];
  const [clock = ''] = /\d\d:\d\d/.exec(await page.getByRole('banner').locator('time').innerText()) ?? [];
  expect(clock >= told).toBe(true);
  await page.getByRole('button', { name: /Chi tiết/ }).click();
  await page.getByText(/danh sách này là của lúc/).waitFor();
  expect(await page.getByText('✓').count()).toBe(0);
  await page.keyboard.press('Escape');
  await context.setOffline(false);
  await page.getByText('Trực tiếp').first().waitFor();
});

test('case 11: what could not be read is unknown and says why, and goes into no file', async () => {
  const { page, context } = await at('s46', 'huong.ioc', '/');
  await context.route(/QueryRollup$/, (route) => route.fulfill({ status: 503, body: '' }));
  await page.goto('/board');
  await page.getByText(/^Chưa lấy được số liệu các ngày trước\./).waitFor();
  expect(await page.getByRole('button', { name: 'Tải bảng số liệu (CSV)' }).isDisabled()).toBe(true);
  await page.getByRole('button', { name: 'Bảng', exact: true }).click();
  const day = page.getByRole('row', { name: /29\/06\/2025/ });
  expect(await day.getByRole('cell').allTextContents()).toEqual(['–', '–']);
});

test('case 12, U32: the file’s last day is told to be open, up to when and from whom, in columns of a Vietnamese Excel', async () => {
  const { page } = await openBoard();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Tải bảng số liệu (CSV)' }).click(),
  ]);
  const text = readFileSync(await download.path(), 'utf8');
  const rows = text.trimEnd().split('\r\n');
  expect(rows[0]).toBe('\uFEFFNgày;Tiếp nhận;Đã có kết quả;Ghi chú');
  expect(rows.at(-2)).toMatch(/^29\/06\/2025;\d*;\d*;$/);
  expect(rows.at(-1)).toMatch(
    /^30\/06\/2025;\d+;\d+;chưa hết ngày · đến \d\d:\d\d · \d trong 133 xã, phường đã nối$/,
  );
  await page.getByRole('button', { name: 'Bảng', exact: true }).click();
  await page.getByRole('row', { name: /30\/06\/2025.*chưa hết ngày/ }).waitFor();
});

test('case 26: six boards of a browser share one stream; when its window goes, another one reads on, and hidden windows let go', async () => {
  const { page, context } = await openBoard();
  const streams = watchStreams(context);
  await page.reload();
  const pages = [page];
  for (let more = 0; more < 5; more += 1) pages.push(await context.newPage());
  await Promise.all(pages.slice(1).map((one) => one.goto('/board')));
  for (const one of pages) await one.getByText('Trực tiếp').first().waitFor();
  await eventually(() => streams.readers().length === 1);
  // Every window can still call.
  for (const one of pages) {
    await figure(one).click();
    await one.getByRole('dialog').getByText('Huyện Phú Lộc').first().waitFor();
  }
  const [reader] = streams.readers();
  await reader?.close();
  const left = pages.filter((one) => one !== reader);
  await eventually(() => streams.readers().length === 1 && !streams.readers().includes(reader as Page));
  for (const one of left) await one.getByText('Trực tiếp').first().waitFor();

  for (const one of left)
    await one.evaluate(() => {
      Object.defineProperty(document, 'hidden', { configurable: true, get: () => true });
      document.dispatchEvent(new Event('visibilitychange'));
    });
  await eventually(() => streams.readers().length === 0);
  const [back] = left;
  await back?.evaluate(() => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => false });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await back?.getByText('Trực tiếp').first().waitFor();
  expect(streams.readers().length).toBe(1);
});

test('U30: periods, fields and channels of the catalogue, and a ranking that sorts and can be taken along', async () => {
  const { page } = await openBoard();
  await page.getByRole('radio', { name: 'Tháng này' }).check({ force: true });
  await page
    .getByText(/^cả tháng trước: /)
    .first()
    .waitFor();
  await page.getByRole('row', { name: /^Hộ tịch/ }).waitFor();
  await page.getByRole('radio', { name: 'Hình thức nộp' }).check({ force: true });
  await page.getByRole('row', { name: /^Trực tiếp/ }).waitFor();

  const head = page.getByRole('columnheader', { name: 'Tiếp nhận', exact: true }).first();
  await head.getByRole('button').click();
  expect(await head.getAttribute('aria-sort')).toBe('descending');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Tải bảng xếp hạng (CSV)' }).click(),
  ]);
  const rows = readFileSync(await download.path(), 'utf8').split('\r\n');
  expect(rows[0]).toMatch(/^\uFEFFĐơn vị \(01\/06\/2025–30\/06\/2025\);Trực thuộc;Tiếp nhận;/);
  expect(rows.some((row) => /^Xã Vinh Hưng;Huyện Phú Lộc;[12];/.test(row))).toBe(true);
});

test('the wall is read from three metres: nothing small, nothing to press, and it says when its signal is lost', async () => {
  const { page, context } = await openBoard('/board?wall=1', { width: 1920, height: 1080 });
  const sizes = () =>
    page.evaluate(() => {
      const walker = document.createTreeWalker(document.querySelector('main') as Node, NodeFilter.SHOW_TEXT);
      const found: number[] = [];
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const { parentElement: parent } = node;
        if (!parent || (node.textContent ?? '').trim() === '') continue;
        if (parent.getBoundingClientRect().width > 1)
          found.push(Number.parseFloat(getComputedStyle(parent).fontSize));
      }
      return found;
    });
  const figure = page.locator('li strong').first();
  expect(
    await figure.evaluate((one) => Number.parseFloat(getComputedStyle(one).fontSize)),
  ).toBeGreaterThanOrEqual(120);
  const scene = page.locator('main');
  for (const name of ['figures', 'exceptions', 'ranking']) {
    await eventually(async () => (await scene.getAttribute('data-scene')) === name);
    expect(Math.min(...(await sizes()))).toBeGreaterThanOrEqual(24);
    expect(await page.getByRole('button').count()).toBe(0);
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.keyboard.press('ArrowRight');
  }
  await context.setOffline(true);
  await page.getByText(/MẤT TÍN HIỆU từ \d\d:\d\d$/).waitFor();
  expect(await scene.evaluate((one) => getComputedStyle(one).backgroundImage)).toContain(
    'repeating-linear-gradient',
  );
});

/** As on a full day: a message each second, a snapshot each ten minutes; a scene stands half a minute. */
const hour = { seconds: 3_600, sceneSeconds: 30 };
/** In hours; the small run is a twelfth of the day, and compares with its first ten minutes. */
const [begun, whole] = process.env['LT_FULL'] === '1' ? [1, 8] : [1 / 12, 2 / 3];

/** The stream of the site goes on, and says what it said first as often as it is asked to, with other numbers, as time goes by. */
const repeatStream = (page: Page) =>
  page.addInitScript(() => {
    const ask = window.fetch;
    window.fetch = async (path, options) => {
      const answer = await ask(path, options);
      if (typeof path !== 'string' || !path.includes('/WatchRollup') || !answer.body) return answer;
      const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
      const writer = writable.getWriter();
      const said = { text: '' };
      void answer.body.pipeTo(
        new WritableStream({
          write: (piece: Uint8Array) => {
            if (!/\n\n/.test(said.text.slice(said.text.indexOf('data:'))))
              said.text += new TextDecoder().decode(piece);
            return writer.write(piece);
          },
        }),
      );
      // As long as it takes to show a message: no timer waits four milliseconds.
      const { port1, port2 } = new MessageChannel();
      const shown = () =>
        new Promise((resolve) => {
          port1.onmessage = resolve;
          port2.postMessage(0);
        });
      const play = async (from: number, to: number, sceneSeconds: number): Promise<string[]> => {
        const [, first = '{}'] = /^data: (.*)$/m.exec(said.text) ?? [];
        const message = JSON.parse(first) as { rows: { value?: string }[]; now: string };
        const scenes = new Set<string>();
        for (let second = from; second < to; second += 1) {
          const changed = message.rows.slice((second * 20) % message.rows.length).slice(0, 20);
          const isSnapshot = second % 600 === 0;
          const data = JSON.stringify({
            ...message,
            snapshot: isSnapshot,
            now: new Date(Date.parse(message.now) + second * 1_000).toISOString(),
            rows: (isSnapshot ? message.rows : changed).map((row) => ({ ...row, value: String(second) })),
          });
          await writer.write(new TextEncoder().encode(`data: ${data}\n\n`));
          await shown();
          if (second % sceneSeconds !== 0) continue;
          await new Promise(requestAnimationFrame);
          scenes.add(document.querySelector('main')?.dataset.scene ?? '');
          document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true }));
        }
        return [...scenes].sort();
      };
      Object.assign(window, { play });
      return new Response(readable, { status: answer.status, headers: answer.headers });
    };
  });

interface Playing {
  play: (from: number, to: number, sceneSeconds: number) => Promise<string[]>;
}

test('wall: eight hours of messages and scenes hold no more memory than the first', async () => {
  const { page, context } = await at('s46', 'huong.ioc');
  await repeatStream(page);
  await page.goto('/board?wall=1');
  await page.getByText(/trong 133 xã, phường đã nối · mới nhất/).waitFor();
  const devtools = await context.newCDPSession(page);
  const { seconds, sceneSeconds } = hour;
  const heapAfter = async (from: number, to: number): Promise<number> => {
    const scenes = await page.evaluate(
      ([first, last, each]) => (window as unknown as Playing).play(first, last, each),
      [Math.round(from * seconds), Math.round(to * seconds), sceneSeconds] as const,
    );
    expect(scenes).toEqual(['exceptions', 'figures', 'ranking']);
    for (let round = 0; round < 2; round += 1) await devtools.send('HeapProfiler.collectGarbage');
    return (await devtools.send('Runtime.getHeapUsage')).usedSize;
  };
  const early = await heapAfter(0, begun);
  const late = await heapAfter(begun, whole);
  expect(late / early).toBeLessThan(1.15);
}, 1_200_000);

test('invariant 7: tiles, table, list and strip say the same of a unit at each moment, also while it falls silent', async () => {
  const { page } = await openBoard();
  await page.evaluate(() => {
    const seen: string[] = [];
    const look = (): void => {
      const tile = document.querySelector<HTMLElement>('[data-tile][title^="Xã Vinh Hưng"]')?.dataset.state;
      const row = document.getElementById('20116@0')?.dataset.stale;
      const exceptions = [...document.querySelectorAll('h2')]
        .find((one) => one.textContent === 'Việc bất thường')
        ?.closest('section');
      const isListed = [...(exceptions?.querySelectorAll('li') ?? [])].some((one) =>
        /Vinh Hưng.*mất liên lạc/.test(one.textContent ?? ''),
      );
      const strip = /mất liên lạc/.test(document.querySelector('main > button')?.textContent ?? '');
      const words = [tile === 'stale', row === 'true', isListed, strip].join();
      if (seen.at(-1) !== words) seen.push(words);
      Object.assign(window, { seen });
    };
    new MutationObserver(look).observe(document.body, {
      subtree: true,
      childList: true,
      attributes: true,
      characterData: true,
    });
    look();
  });
  await province().site('s20116').process.kill();
  await page.getByText(/1 đơn vị mất liên lạc/).waitFor({ timeout: 240_000 });
  expect(await page.evaluate(() => (window as unknown as { seen: string[] }).seen)).toEqual([
    'false,false,false,false',
    'true,true,true,true',
  ]);
  await province().site('s20116').process.start();
});
