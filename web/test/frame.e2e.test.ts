import { gzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { eventually } from '@lienthong/testkit';
import type { Page } from 'playwright-core';
import { accessibilityFaults } from './browser.ts';
import { keysOf } from './device.ts';
import { register, startScreensOf } from './screens.ts';

/** The commune owns a second one, of which its clerk and its operator have both, its leader the first. */
const { at, outside, passwordAt, province } = startScreensOf(
  {
    describe: (described) =>
      described
        .replace('owns: [20116@0]', 'owns: [20116@0, 20122@0]')
        .replace('20116@0: H57.48.16', '20116@0: H57.48.16\n          20122@0: H57.48.22')
        .replace('roles: [leader]', 'roles: [leader]\n        units: [20116@0]'),
  },
  's20116',
);

const laptop = { width: 1366, height: 768 };
const zoomed = { width: 683, height: 384 };
const phone = { width: 390, height: 844 };
const shell = (page: Page) => page.getByRole('banner');
const parts = (page: Page) => page.getByRole('navigation', { name: 'Phần việc' });

test('U34: each screen names its window by what is open, where, and a form that was refused says so first', async () => {
  const { page } = await at('s20116', 'lan.vinhhung');
  const titled = (title: string) => eventually(async () => (await page.title()) === title);
  await titled('Việc của tôi – Xã Vinh Hưng – Liên Thông');
  const code = await register(page, 'Trần Thị Ước');
  await page.goto('/dossiers');
  await titled('Hồ sơ – Xã Vinh Hưng – Liên Thông');
  await page.getByRole('link', { name: /Trần Thị Ước/ }).click();
  await titled(`Hồ sơ ${code} – Xã Vinh Hưng – Liên Thông`);
  await page.goto('/dossiers/new');
  await titled('Tiếp nhận hồ sơ – Xã Vinh Hưng – Liên Thông');
  await page.getByLabel('Họ và tên người nộp').fill('');
  await page.keyboard.press('Control+Enter');
  await titled('Lỗi: Tiếp nhận hồ sơ – Xã Vinh Hưng – Liên Thông');
  await page.goto('/no-such-page');
  await titled('Không có trang này – Xã Vinh Hưng – Liên Thông');

  const { page: operator } = await at('s20116', 'khoa.vinhhung');
  for (const [path, name] of [
    ['/operator', 'Vận hành'],
    ['/operator/guide', 'Hướng dẫn xử lý sự cố'],
    ['/operator/decisions', 'Đã quyết'],
  ] as const) {
    await operator.goto(path);
    await eventually(async () => (await operator.title()) === `${name} – Xã Vinh Hưng – Liên Thông`);
  }
});

test('U40: whoever is signed out comes straight to the form, and back to the page that was asked for', async () => {
  const { page } = await outside('s20116');
  await page.goto('/dossiers?filter=late');
  await page.getByLabel('Tên đăng nhập').fill('lan.vinhhung');
  await page.getByLabel('Mật khẩu', { exact: true }).fill(passwordAt('s20116'));
  await page.keyboard.press('Enter');
  await shell(page).waitFor();
  expect(new URL(page.url()).search).toBe('?filter=late');
});

test('U40: a browser that keeps no session is told so, and not sent round in a circle', async () => {
  const { page } = await outside('s20116');
  await page.route('**/auth/me', (route) => route.fulfill({ status: 401, json: {} }));
  await page.goto('/');
  await page.getByLabel('Tên đăng nhập').waitFor();
  await page.goto('/');
  await page.getByRole('link', { name: 'Đăng nhập' }).waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
});

test('signing out in one window leaves nothing of the person that another one keeps or shows', async () => {
  const { page, context } = await at('s20116', 'lan.vinhhung', '/dossiers');
  const other = await context.newPage();
  await other.goto('/dossiers/new');
  await other.getByLabel('Họ và tên người nộp').fill('Đỗ Thị Hai Cửa');
  await eventually(
    async () => (await keptOnDevice(page)).filter((key) => !key.startsWith('session')).length > 1,
  );

  await shell(page).getByRole('button', { name: /Lan/ }).click();
  // What is typed last is on its way to the device.
  await other.getByLabel('Họ và tên người nộp').pressSequentially(' Nữa');
  await page.getByRole('dialog').getByRole('button', { name: 'Đăng xuất' }).click();
  await other.getByLabel('Tên đăng nhập').waitFor();
  await page.getByLabel('Tên đăng nhập').waitFor();
  expect(await keptOnDevice(page)).toEqual([]);
});

/** What stands on this device of anybody, by its keys. */
async function keptOnDevice(page: Page): Promise<string[]> {
  const leaving = await page.evaluate(() =>
    Object.keys(localStorage).filter((name) => name.startsWith('lien-thong.leaving/')),
  );
  return [...(await keysOf(page, 'drafts')), ...(await keysOf(page, 'known')), ...leaving];
}

test('U38: the line and what is unsent take one mark; its words come on demand', async () => {
  const { page, context } = await at('s20116', 'lan.vinhhung', '/dossiers');
  await page
    .getByRole('link', { name: /Tiếp nhận hồ sơ/ })
    .first()
    .waitFor();
  // What is unsent can be looked at once its window is here.
  await page.waitForFunction(() =>
    performance.getEntriesByType('resource').some(({ name }) => name.includes('unsent-sheet')),
  );
  await context.setOffline(true);
  const mark = page.getByRole('button', { name: 'Mất kết nối' });
  await mark.waitFor({ timeout: 60_000 });
  expect((await mark.boundingBox())?.width).toBeLessThan(150);
  await mark.click();
  await page
    .getByRole('dialog')
    .getByText(/^Mất kết nối tới máy chủ đơn vị từ/)
    .waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
});

test.each([
  ['1366×768', laptop],
  ['683×384, a laptop at 200 %', zoomed],
  ['390×844', phone],
])(
  'U36, U26: the frame takes at most a quarter of the height, and nothing overlaps: %s',
  async (_name, size) => {
    const { page } = await at('s20116', 'lan.vinhhung', '/dossiers', size);
    await page.getByText('Trình diễn', { exact: true }).waitFor();
    await page.getByRole('button', { name: /chú ý/ }).waitFor();
    const taken = await page.evaluate(
      () => innerHeight - (document.querySelector('#content')?.clientHeight ?? 0),
    );
    expect(taken / size.height).toBeLessThanOrEqual(0.25);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(size.width);
    // What stands in the bar stands beside each other, inside the window.
    const boxes = await shell(page)
      .locator('button:visible, p:visible')
      .evaluateAll((all) =>
        all
          .map((one) => one.getBoundingClientRect())
          .filter(({ width }) => width > 1)
          .map(({ left, right }) => [left, right] as const)
          .sort(([a], [b]) => a - b),
      );
    expect(boxes.length).toBeGreaterThan(3);
    for (const [index, [left, right]] of boxes.entries()) {
      expect(right).toBeLessThanOrEqual(size.width);
      expect(left).toBeGreaterThanOrEqual(boxes[index - 1]?.[1] ?? 0);
    }
    expect(await accessibilityFaults(page)).toEqual([]);
  },
);

test('deliver 2: the rail opens by its key, is remembered, and says where one is; on a phone it stands at the foot', async () => {
  const { page } = await at('s20116', 'khoa.vinhhung', '/operator');
  const here = parts(page).locator('[aria-current=page]');
  await here.getByText('Vận hành').waitFor();
  const width = async () => (await parts(page).boundingBox())?.width ?? 0;
  expect(await width()).toBeLessThanOrEqual(56);
  await page.keyboard.press('[');
  await eventually(async () => (await width()) > 200);
  await page.reload();
  await here.getByText('Vận hành').waitFor();
  expect(await width()).toBeGreaterThan(200);

  const { page: small } = await at('s20116', 'khoa.vinhhung', '/operator', phone);
  await small.getByRole('button', { name: 'Thêm' }).click();
  await small.getByRole('dialog').getByRole('button', { name: 'Đăng xuất' }).waitFor();
  const foot = await parts(small).boundingBox();
  expect((foot?.y ?? 0) + (foot?.height ?? 0)).toBeGreaterThan(phone.height - 5);
});

test('deliver 3: what waits for a person is one list over all features, walked and opened by keyboard', async () => {
  const { page } = await at('s20116', 'lan.vinhhung');
  await register(page, 'Phan Thị Việc Thử');
  await parts(page).getByRole('link', { name: 'Việc của tôi' }).click();
  const row = page.getByRole('link', { name: /Phan Thị Việc Thử/ });
  await row.waitFor();
  expect(await row.textContent()).toMatch(/còn .*Bộ phận Tiếp nhận.*H57\.48\.16-250630-\d{4}/);
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.keyboard.press('ArrowDown');
  await eventually(() => page.evaluate(() => document.activeElement?.closest('section') !== null));
  await row.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Phan Thị Việc Thử' }).waitFor();

  // It does not wait for the leader, who has nothing to sign yet.
  const { page: leader } = await at('s20116', 'phuoc.vinhhung');
  await leader.getByText('Không có việc nào đang chờ ông/bà').waitFor();
  expect(await leader.getByRole('link', { name: 'Tiếp nhận hồ sơ' }).count()).toBe(0);

  const { page: operator } = await at('s20116', 'khoa.vinhhung');
  await eventually(() => new URL(operator.url()).pathname === '/operator');
});

test('deliver 4: one box finds pages and actions without diacritics, the guide, and what was opened lately', async () => {
  const { page } = await at('s20116', 'khoa.vinhhung');
  await page.getByRole('heading', { name: 'Vận hành: Xã Vinh Hưng' }).waitFor();
  const field = page.getByRole('combobox', { name: 'Tìm kiếm' });
  const choose = async (typed: string, group: string, option: string | RegExp) => {
    await page.keyboard.press('Control+k');
    await field.waitFor();
    await page.keyboard.type(typed);
    await page.getByRole('group', { name: group }).getByRole('option', { name: option }).click();
  };
  const theme = () => page.evaluate(() => document.documentElement.dataset.theme);
  const before = await theme();
  await choose('doi giao dien', 'Thao tác', /^Đổi giao diện/);
  await eventually(async () => (await theme()) !== before);
  await choose('da quyet', 'Trang', 'Đã quyết');
  await eventually(() => new URL(page.url()).pathname === '/operator/decisions');
  await choose('hai may cung chay', 'Vận hành', /Hướng dẫn xử lý sự cố/);
  await eventually(() => page.url().includes('/operator/guide#twin'));
  await page.keyboard.press('Control+k');
  await field.waitFor();
  await page.getByRole('group', { name: 'Vừa mở' }).getByRole('option', { name: 'Đã quyết' }).waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.keyboard.type('dang xuat');
  await page.getByRole('option', { name: /^Đăng xuất/ }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').getByRole('button', { name: 'Đăng xuất' }).waitFor();
});

test('deliver 4: what a feature lets begin is one key away on every screen', async () => {
  const { page } = await at('s20116', 'lan.vinhhung', '/no-such-page');
  await page.getByText('Không có trang này').waitFor();
  await page.keyboard.press('n');
  await page.getByRole('combobox', { name: 'Thủ tục' }).waitFor();
});

test('deliver 5: a toast covers nothing that can be pressed', async () => {
  for (const size of [laptop, zoomed, phone]) {
    const { page } = await at('s20116', 'lan.vinhhung', '/dossiers', size);
    await register(page, 'Lê Thị Nhắn Thử');
    await page.goto('/dossiers');
    await page
      .getByRole('link', { name: /Lê Thị Nhắn Thử/ })
      .first()
      .click();
    await page.getByRole('button', { name: 'Chuyển xử lý' }).click();
    await page.getByRole('button', { name: 'Chuyển', exact: true }).click();
    const toast = page.getByText('Đã chuyển hồ sơ.');
    await toast.waitFor();
    const isOverScreen = await toast.evaluate((one) => {
      const [told, screen] = [one, document.querySelector('#content')].map((it) =>
        it?.getBoundingClientRect(),
      );
      return !told || !screen || told.top < screen.bottom;
    });
    expect(isOverScreen).toBe(false);
  }
});

test('U35: with the colours of the system the place one is at and the primary button keep their mark', async () => {
  const { page } = await at('s20116', 'lan.vinhhung', '/dossiers');
  await page
    .getByRole('link', { name: /Tiếp nhận hồ sơ/ })
    .first()
    .waitFor();
  await page.emulateMedia({ forcedColors: 'active' });
  const marked = (selector: string) =>
    page
      .locator(selector)
      .first()
      .evaluate((one) => {
        const { outlineStyle, borderTopWidth, backgroundColor } = getComputedStyle(one);
        const plain = getComputedStyle(document.body).backgroundColor;
        return outlineStyle !== 'none' || Number.parseFloat(borderTopWidth) >= 2 || backgroundColor !== plain;
      });
  expect(await marked('nav [aria-current=page]')).toBe(true);
  expect(await marked('button[aria-pressed=true]')).toBe(true);
  await register(page, 'Võ Thị Màu Thử');
  expect(await marked('section button')).toBe(true);
  await page.goto('/dossiers');
  await page
    .getByRole('link', { name: /Võ Thị Màu Thử/ })
    .first()
    .click();
  await page.locator('li [aria-current]').waitFor();
  expect(await marked('li [aria-current]')).toBe(true);
});

test('case 16: who has several units chooses one, and every list is about it', async () => {
  const { page } = await at('s20116', 'lan.vinhhung', '/dossiers');
  const code = await register(page, 'Hồ Thị Một Xã');
  expect(code).toContain('H57.48.16');
  const unit = page.getByRole('combobox', { name: 'Đơn vị đang làm việc' });
  await page.goto('/dossiers');
  await page.getByRole('link', { name: /Hồ Thị Một Xã/ }).waitFor();
  await unit.selectOption({ label: 'Xã Giang Hải' });
  await page.getByText(/^Chưa có hồ sơ nào/).waitFor();
  await eventually(async () => (await page.title()).includes('Xã Giang Hải'));
  expect(await register(page, 'Ngô Thị Xã Kia')).toContain('H57.48.22');
  await page.goto('/dossiers');
  await page.getByRole('link', { name: /Ngô Thị Xã Kia/ }).waitFor();
  expect(await page.getByRole('link', { name: /Hồ Thị Một Xã/ }).count()).toBe(0);
  expect(await accessibilityFaults(page)).toEqual([]);

  const { page: leader } = await at('s20116', 'phuoc.vinhhung');
  await shell(leader).getByText('Xã Vinh Hưng', { exact: true }).waitFor();
  expect(await leader.getByRole('combobox').count()).toBe(0);
});

test('dead letters older than the newest come when they are asked for, each once', async () => {
  const { page } = await at('s20116', 'khoa.vinhhung', '/dossiers');
  const moments = ['03:00', '02:00', '01:00'].map((time) => `2025-06-30T${time}:00Z`);
  await page.route('**/*/ListDeadLetters', (route) => {
    const { service, before = '' } = route.request().postDataJSON() as Record<string, string>;
    const left = service === 'reporting' ? moments.slice(moments.indexOf(before) + 1) : [];
    const deadLetters = left.slice(0, 1).map((deadSince) => ({
      id: deadSince,
      service,
      consumer: 'facts',
      eventType: `record.${deadSince}`,
      subject: `R${deadSince.slice(11, 13)}`,
      deadSince,
    }));
    return route.fulfill({ json: { deadLetters, isMore: left.length > 1 } });
  });
  await page.goto('/operator');
  const card = page.getByRole('region', { name: 'Sự kiện và bản ghi chưa dùng được' });
  const older = card.getByRole('button', { name: 'Xem cũ hơn' });
  for (const shown of [['R03'], ['R03', 'R02'], ['R03', 'R02', 'R01']]) {
    await card.getByText(shown.at(-1) ?? '').waitFor();
    const rows = await card.getByRole('listitem').allTextContents();
    expect(rows.map((row) => /R0\d/.exec(row)?.[0])).toEqual(shown);
    if (shown.length === 1) expect(await accessibilityFaults(page)).toEqual([]);
    if (shown.length < moments.length) await older.click();
  }
  await older.waitFor({ state: 'detached' });
});

test('deliver 2: the scripts that the first list waits for weigh at most 140 kB', async () => {
  const { page } = await at('s20116', 'lan.vinhhung', '/dossiers');
  await register(page, 'Mai Thị Nhẹ Thử');
  await page.goto('/dossiers');
  await page.getByRole('link', { name: /Mai Thị Nhẹ Thử/ }).waitFor();
  const scripts = await page.evaluate(() => {
    const all = performance.getEntriesByType('resource') as PerformanceResourceTiming[];
    const listed = all.find(({ name }) => name.endsWith('/ListDossiers'))?.responseEnd ?? 0;
    return all.filter((one) => one.name.endsWith('.js') && one.startTime < listed).map(({ name }) => name);
  });
  const bytes = await Promise.all(
    scripts.map(async (url) => gzipSync(await (await page.request.get(url)).body(), { level: 9 }).length),
  );
  expect(bytes.length).toBeGreaterThan(3);
  expect(bytes.reduce((sum, n) => sum + n, 0)).toBeLessThanOrEqual(140_000);
});

test('case 15: a person whose unit the law has replaced is told by which, and what has to be done', async () => {
  const { page } = await at('s20116', 'lan.vinhhung', '/dossiers');
  const told = page.getByRole('status').filter({ hasText: 'người vận hành cần gán đơn vị mới' });
  await page
    .getByText(/^Chưa có hồ sơ nào|^Mã hồ sơ$/)
    .first()
    .waitFor();
  expect(await told.count()).toBe(0);
  await province().clock.set('2025-07-01', '08:00');
  try {
    await page.reload();
    await told.waitFor();
    expect(await told.textContent()).toMatch(/^Từ ngày 01\/07\/2025, Xã .+ thay Xã Vinh Hưng\./);
    expect(await accessibilityFaults(page)).toEqual([]);
  } finally {
    await province().clock.set('2025-06-30', '08:00');
  }
});

test('first paint: the first list waits for one question, asked while the scripts are fetched', async () => {
  const { page } = await at('s20116', 'lan.vinhhung', '/dossiers');
  await register(page, 'Cao Thị Hỏi Thử');
  // No other question is ever answered.
  await page.route(
    (url) => /^\/(auth|api)\//.test(url.pathname) && !/^\/auth\/me$|\/ListDossiers$/.test(url.pathname),
    () => undefined,
  );
  await page.goto('/dossiers');
  await page.getByRole('link', { name: /Cao Thị Hỏi Thử/ }).waitFor();
  const asked = await page.evaluate(() => {
    const all = performance.getEntriesByType('resource') as PerformanceResourceTiming[];
    const startOf = (path: RegExp) => all.find(({ name }) => path.test(name))?.startTime;
    return {
      me: startOf(/\/auth\/me$/),
      fetched: all.find(({ name }) => /frame-[^/]+\.js$/.test(name))?.responseEnd,
    };
  });
  expect(asked.me).toBeLessThan(asked.fetched ?? 0);
});

test.each([
  ['light', laptop, ''],
  ['dark', laptop, 'open'],
  ['light', phone, ''],
] as const)(
  'first paint: the frame stands before any script, and stays where it is: %s, %j, rail %j',
  async (colorScheme, size, rail) => {
    const { page } = await at('s20116', 'lan.vinhhung', '/dossiers', size);
    await page.evaluate((kept) => localStorage.setItem('lien-thong.rail', kept), rail);
    await page.emulateMedia({ colorScheme });
    const held = Promise.withResolvers<void>();
    await page.route(/frame-[^/]+\.js$/, async (route) => {
      await held.promise;
      await route.continue();
    });
    await page.goto('/dossiers', { waitUntil: 'commit' });
    const boxes = (bar: string, nav: string) =>
      page.evaluate(
        (selectors) =>
          selectors.map((selector) => {
            const { top, left, width, height } =
              document.querySelector(selector)?.getBoundingClientRect() ?? new DOMRect();
            const { backgroundColor } = getComputedStyle(document.querySelector(selector) ?? document.body);
            return { top, left, width, height, backgroundColor };
          }),
        [bar, nav],
      );
    await page.locator('#opening [data-bar]').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    const before = await boxes('#opening [data-bar]', '#opening [data-rail]');
    held.resolve();
    await shell(page).waitFor();
    expect(await page.locator('#opening').isHidden()).toBe(true);
    expect(await boxes('header', 'div:has(> nav)')).toEqual(before);
  },
);
