import { expect, test } from '@jest/globals';
import { eventually } from '@lienthong/testkit';
import type { Locator, Page } from 'playwright-core';
import { newId } from '../src/shared/new-id.ts';
import { accessibilityFaults } from './browser.ts';
import { startScreens } from './screens.ts';

const { at, province } = startScreens('s20116');

const clerk = async (path = '/dossiers') => {
  const window = await at('s20116', 'lan.vinhhung', path);
  window.page.setDefaultTimeout(30_000);
  return window;
};

interface Person {
  name: string;
  phone?: string;
  identityNumber?: string;
  address?: string;
}

/** The edge itself, with the session of the page: what a list needs is registered in no time. */
async function callEdge(page: Page, method: string, message: object): Promise<{ dossier: Registered }> {
  return page.evaluate(
    async ([path, body]) => {
      const headers = { 'content-type': 'application/json', 'connect-protocol-version': '1' };
      const response = await fetch(`/api/lienthong.onestop.v1.OneStopService/${path}`, {
        method: 'POST',
        headers,
        body,
      });
      if (!response.ok) throw new Error(await response.text());
      return (await response.json()) as never;
    },
    [method, JSON.stringify(message)] as const,
  );
}

interface Registered {
  id: string;
  code: string;
  version: number;
}

async function receive(page: Page, person: Person, procedureCode = '1.004837'): Promise<Registered> {
  const message = {
    dossierId: newId(),
    unit: '20116@0',
    procedureCode,
    channel: 'CHANNEL_COUNTER',
    applicant: { identityNumber: '', phone: '', address: '', ...person },
    summary: '',
  };
  return (await callEdge(page, 'ReceiveDossier', message)).dossier;
}

const step = (page: Page, { id, version }: Registered, method: string, rest: object): Promise<unknown> =>
  callEdge(page, method, { dossierId: id, version, idempotencyKey: newId(), ...rest });

const searchBox = (page: Page) => page.getByRole('searchbox');
const rows = (page: Page) => page.locator('li a');
const opened = (page: Page, name: string) => page.getByRole('heading', { level: 2, name }).waitFor();

/** Every answer to a list comes this late from now on. */
const slowLists = (page: Page, ms: number) =>
  page.route('**/*OneStopService/ListDossiers', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, ms));
    await route.continue();
  });

test('case 8: a code that a scanner types opens just this dossier, a name that several have goes to the list', async () => {
  const { page } = await clerk();
  const made: Registered[] = [];
  for (const name of ['Tạ Thị Quét Một', 'Tạ Thị Quét Hai', 'Tạ Thị Quét Ba'])
    made.push(await receive(page, { name }));
  await page.reload();
  await rows(page).first().waitFor();
  await slowLists(page, 300);
  for (const [index, name] of ['Tạ Thị Quét Một', 'Tạ Thị Quét Ba', 'Tạ Thị Quét Hai'].entries()) {
    const { code } = made[[0, 2, 1][index] ?? 0] as Registered;
    await page.keyboard.press('/');
    await searchBox(page).fill('');
    await page.keyboard.type(code);
    await page.keyboard.press('Enter');
    await opened(page, name);
    await page.keyboard.press('Escape');
    await page.getByRole('heading', { level: 2, name }).waitFor({ state: 'detached' });
  }
  await searchBox(page).focus();
  await searchBox(page).fill('');
  await page.keyboard.type('ta thi quet', { delay: 20 });
  await page.keyboard.press('Enter');
  await page.locator('li a:focus').waitFor();
  expect(await rows(page).count()).toBe(3);
  expect(new URL(page.url()).pathname).toBe('/dossiers');

  // Typed on after Enter: the older words are no longer meant.
  await searchBox(page).fill('ta thi quet hai');
  await searchBox(page).press('Enter');
  await searchBox(page).fill('ta thi quet ba');
  await eventually(async () => (await rows(page).count()) === 1);
  expect(new URL(page.url()).pathname).toBe('/dossiers');
});

test('the search says whole what it looks for on a screen of 1366 pixels', async () => {
  const { page } = await clerk();
  const says = (await searchBox(page).getAttribute('placeholder')) ?? '';
  const isCut = async (words: string) => {
    await searchBox(page).fill(words);
    return searchBox(page).evaluate(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth);
  };
  expect([await isCut(says), await isCut(`${says}, ${says}`)]).toEqual([false, true]);
  expect(says).not.toBe('');
});

test('Enter opens no dossier that only its address answers, though it is the one that is found: it goes to the list', async () => {
  const { page } = await clerk();
  await receive(page, { name: 'Ngô Thị Ở Xóm', address: 'Xóm Cầu Gỗ Lim' });
  await page.reload();
  await rows(page).first().waitFor();
  await searchBox(page).fill('cau go lim');
  await searchBox(page).press('Enter');
  await page.locator('li a:focus').waitFor();
  expect(await rows(page).count()).toBe(1);
  expect(new URL(page.url()).pathname).toBe('/dossiers');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('cau go lim');
  await page.keyboard.press('Enter');
  await page.getByRole('option', { name: /Ngô Thị Ở Xóm/ }).waitFor();
  await page.keyboard.press('Enter');
  await opened(page, 'Ngô Thị Ở Xóm');
});

test('case 8: rows of an older question look so, and Enter on one opens nothing', async () => {
  const { page } = await clerk();
  await receive(page, { name: 'Mai Thị Cũ' });
  await page.reload();
  await rows(page).first().waitFor();
  await slowLists(page, 1_500);
  await rows(page).first().focus();
  await page.evaluate(() => {
    const field = document.querySelector<HTMLInputElement>('input[type=search]');
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(field, 'mai thi cu');
    field?.dispatchEvent(new Event('input', { bubbles: true }));
  });
  await page.locator('[aria-busy=true] a:focus').waitFor();
  await page.keyboard.press('Enter');
  expect(new URL(page.url()).pathname).toBe('/dossiers');
  await eventually(async () => (await rows(page).count()) === 1);
  await rows(page).first().press('Enter');
  await opened(page, 'Mai Thị Cũ');
});

test.each([
  ['in the search', '/dossiers', 'input[type=search]'],
  ['in a list to choose from', '/dossiers/new', 'input[role=combobox]'],
])('case 9: while a word is composed %s, its keys belong to the input method', async (_, path, field) => {
  const { page } = await clerk(path);
  await receive(page, { name: 'Hoàng Thị Gõ' });
  await page.reload();
  const box = page.locator(field).first();
  await box.waitFor();
  await box.focus();
  await page.keyboard.type('ho');
  const before = page.url();
  for (const key of ['Enter', 'Escape', 'ArrowDown'])
    for (const composing of [{ isComposing: true }, { keyCode: 229 }])
      await box.evaluate(
        (element, init) =>
          element.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...init })),
        { key, ...composing },
      );
  expect(await box.inputValue()).toBe('ho');
  expect(await box.evaluate((element) => element === document.activeElement)).toBe(true);
  expect(page.url()).toBe(before);
  // The Enter of a phone's keyboard is one that the browser itself would send the form with.
  const isHeld = await box.evaluate(
    (element) =>
      !element.dispatchEvent(
        new KeyboardEvent('keydown', {
          key: 'Enter',
          keyCode: 13,
          isComposing: true,
          bubbles: true,
          cancelable: true,
        }),
      ),
  );
  expect(isHeld).toBe(true);
});

test('U14, U15, U16: another question is read from its top; the arrows open the next dossier; more rows keep the focus', async () => {
  const { page } = await clerk();
  await Promise.all(Array.from({ length: 53 }, (_, at) => receive(page, { name: `Ngô Thị Dài ${at}` })));
  await page.reload();
  await rows(page).first().waitFor();
  const top = () => page.locator('section[aria-label="Danh sách hồ sơ"]').evaluate((one) => one.scrollTop);
  await page.getByRole('button', { name: 'Xem thêm' }).focus();
  await eventually(async () => (await top()) > 300);
  await page.keyboard.press('Enter');
  await eventually(() =>
    page.evaluate(
      () => [...document.querySelectorAll('li a')].indexOf(document.activeElement as Element) === 50,
    ),
  );
  await page.getByRole('button', { name: /^Đã đóng/ }).click();
  await eventually(async () => (await top()) === 0);

  await page.goto('/dossiers');
  await rows(page).first().waitFor();
  const codes = await page.locator('li a').evaluateAll((all) => all.map((one) => one.getAttribute('href')));
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  const isOpen = (index: number) =>
    eventually(() => new URL(page.url()).pathname === new URL(codes[index] ?? '', page.url()).pathname);
  await isOpen(0);
  await page.locator('#dossier-name').waitFor();
  for (const [key, index] of [
    ['ArrowDown', 1],
    ['j', 2],
    ['ArrowUp', 1],
    ['k', 0],
  ] as const) {
    await page.keyboard.press(key);
    await isOpen(index);
  }
  // The way back is one step, not one a dossier.
  await page.goBack();
  await eventually(() => new URL(page.url()).pathname === '/dossiers');
});

test('U16: what is searched for outlives N and the way back, and a reload, and stands in no address', async () => {
  const { page } = await clerk();
  await receive(page, { name: 'Vương Thị Giữ Lại' });
  await searchBox(page).fill('vuong thi giu');
  await eventually(async () => (await rows(page).count()) === 1);
  await searchBox(page).press('Escape');
  await searchBox(page).fill('giu lai');
  await searchBox(page).blur();
  await page.keyboard.press('n');
  await page.getByRole('combobox', { name: 'Thủ tục' }).waitFor();
  await page.goBack();
  await eventually(async () => (await searchBox(page).inputValue()) === 'giu lai');
  await page.reload();
  await eventually(async () => (await searchBox(page).inputValue()) === 'giu lai');
  await eventually(async () => (await rows(page).count()) === 1);
  expect(page.url()).not.toMatch(/giu|lai/i);
});

test('U9, U21: a voided dossier promises nothing and is not ticked off; what can be done with an open one is in sight', async () => {
  const { page } = await clerk();
  const voided = await receive(page, { name: 'Từ Thị Nhầm' });
  await step(page, voided, 'VoidDossier', { reason: 'nhập trùng' });
  await page.goto(`/dossiers/${voided.id}?filter=closed`);
  const record = page.getByRole('article');
  await record.getByText('Đã hủy 30/06').waitFor();
  expect(await record.getByText(/Hẹn trả|Vì sao/).count()).toBe(0);
  await page
    .getByRole('link', { name: /Từ Thị Nhầm/ })
    .getByText('đã hủy thứ Hai 30/06')
    .waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);

  const open = await receive(page, { name: 'Từ Thị Đúng' });
  await page.goto(`/dossiers/${open.id}`);
  const actions = page.getByRole('region', { name: 'Việc làm được với hồ sơ này' });
  for (const name of ['Chuyển xử lý', 'Yêu cầu bổ sung', 'Sửa thủ tục', 'Hủy đăng ký nhầm']) {
    const box = await actions.getByRole('button', { name }).boundingBox();
    expect((box?.y ?? 0) + (box?.height ?? 9_999)).toBeLessThan(768);
  }
  await record.getByText('Quá trình giải quyết').scrollIntoViewIfNeeded();
  expect((await actions.boundingBox())?.y).toBeGreaterThan(0);
});

test('Escape closes why a day was promised before it closes the dossier', async () => {
  const { page } = await clerk();
  const { id } = await receive(page, { name: 'Từ Thị Vì Sao' });
  await page.goto(`/dossiers/${id}`);
  const why = page.getByRole('button', { name: 'Vì sao?' });
  await why.click();
  await page.locator('#dossier-name').focus();
  await page.keyboard.press('Escape');
  await why.waitFor();
  await page.keyboard.press('Escape');
  await eventually(() => new URL(page.url()).pathname === '/dossiers');
});

test('U17: Ctrl+Enter is heard wherever the focus is in a window', async () => {
  const { page } = await clerk();
  const { id } = await receive(page, { name: 'Từ Thị Sửa' });
  await page.goto(`/dossiers/${id}`);
  await page.getByRole('button', { name: 'Sửa thủ tục' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Đóng' }).focus();
  await page.keyboard.press('Control+Enter');
  await dialog.getByText('Ô “Lý do” còn trống. Hãy điền vào.').waitFor();
});

test('U27: an address of no dossier says so in words, and the list stays', async () => {
  const { page } = await clerk();
  for (const address of ['/dossiers/abc', `/dossiers/${newId()}`]) {
    await page.goto(address);
    await page.getByText('Không có hồ sơ này', { exact: true }).waitFor();
    expect(await page.getByRole('main').textContent()).not.toMatch(/dossier_id|UUID|NOT_FOUND/);
  }
});

test('a dossier that cannot be read says why, and is read as soon as the line is back', async () => {
  const { page } = await clerk();
  await receive(page, { name: 'Từ Thị Chưa Đọc' });
  await searchBox(page).fill('tu thi chua doc');
  const read = '**/*OneStopService/GetDossier';
  await page.route(read, (route) => route.abort());
  await page.getByRole('link', { name: /Từ Thị Chưa Đọc/ }).click();
  const said = page.getByText('Máy chủ của đơn vị chưa trả lời.');
  await said.waitFor();
  // It is asked again meanwhile, and the words stay.
  await page.waitForRequest(read);
  expect(await said.isVisible()).toBe(true);
  await page.unroute(read);
  await opened(page, 'Từ Thị Chưa Đọc');
});

test('U13: the number on the card, typed into the search of the list, finds what its holder handed in', async () => {
  const { page } = await clerk();
  await receive(page, { name: 'Phùng Thị Mất Phiếu', identityNumber: '046185007788' });
  await receive(page, { name: 'Phùng Thị Người Khác', identityNumber: '046185009911' });
  await page.reload();
  for (const typed of ['046185007788', '046 185 007 788', '007788']) {
    await searchBox(page).fill(typed);
    await eventually(async () => (await rows(page).count()) === 1);
    await page.getByRole('link', { name: /Phùng Thị Mất Phiếu/ }).waitFor();
  }
  await searchBox(page).fill('%');
  await page.getByText(/^Không thấy hồ sơ nào khớp/).waitFor();
  expect(page.url()).not.toContain('0461');
});

test('U24: chosen dossiers are handed over in one go, with a summary before, and taken back after', async () => {
  const { page } = await clerk('/dossiers?filter=due_today');
  // Due on the same day, they stand together in a list of their own.
  const names = ['Lý Thị Chọn Một', 'Lý Thị Chọn Hai', 'Lý Thị Chọn Ba'];
  const made: Registered[] = [];
  for (const name of names) made.push(await receive(page, { name }, '2.000815'));
  const [one, two, three] = made as [Registered, Registered, Registered];
  await step(page, two, 'FinishDossier', { note: '' });
  await page.goto('/dossiers');
  await searchBox(page).fill('ly thi chon');
  await eventually(async () => (await rows(page).count()) === 3);
  await searchBox(page).press('Enter');
  await page.locator('li a:focus').waitFor();
  await page.keyboard.press('x');
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Shift+ArrowDown');
  await page.getByText('Đã chọn 3 hồ sơ').waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.keyboard.press('a');
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Sẽ chuyển 2 hồ sơ').waitFor();
  const left = dialog.getByRole('list', { name: 'Không chuyển 1 hồ sơ' });
  await left.getByText('Lý Thị Chọn Hai').waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.keyboard.press('Control+Enter');
  await page.getByText('Đã chuyển 2 hồ sơ.').waitFor();
  await dialog.waitFor({ state: 'detached' });
  expect(await page.getByText(/Đã chọn/).count()).toBe(0);
  const holderOf = async ({ id }: Registered): Promise<string> =>
    ((await callEdge(page, 'GetDossier', { dossierId: id, unit: '20116@0' })).dossier as { holder?: string })
      .holder ?? '';
  expect(await holderOf(one)).toBe('DESK_SPECIALIST');
  await page.getByRole('button', { name: 'Hoàn tác' }).click();
  await page.getByText('Đã chuyển 2 hồ sơ về nơi trước đó.').waitFor();
  for (const each of [one, three]) expect(await holderOf(each)).toBe('DESK_INTAKE');
});

test('what is open stands under what it asks for, and what waits to be collected at its end', async () => {
  const { page } = await clerk();
  await province().clock.set('2025-06-26', '08:00');
  await receive(page, { name: 'Thái Thị Trễ' }, '2.000815');
  await province().clock.set('2025-06-30', '09:00');
  const finished = await receive(page, { name: 'Thái Thị Xong' }, '2.000815');
  await step(page, finished, 'FinishDossier', { note: '' });
  await page.reload();
  const late = page.getByRole('region', { name: /^Quá hạn/ });
  await late.getByRole('link', { name: /Thái Thị Trễ/ }).waitFor();
  const ready = page.getByRole('region', { name: /^Chờ trả kết quả/ });
  await eventually(async () => {
    if ((await ready.count()) > 0) return true;
    // It goes with the last page, perhaps just now.
    await page
      .getByRole('button', { name: 'Xem thêm' })
      .click({ timeout: 1_000 })
      .catch(() => undefined);
    return false;
  });
  await ready.getByRole('link', { name: /Thái Thị Xong/ }).waitFor();
});

test('U26: the chair’s first page holds what waits for a signature and what is late, with who holds it', async () => {
  const { page } = await clerk();
  await province().clock.set('2025-06-26', '08:00');
  await receive(page, { name: 'Kiều Thị Trễ' }, '2.000815');
  await province().clock.set('2025-06-30', '09:00');
  const toSign = await receive(page, { name: 'Kiều Thị Ký' });
  await step(page, toSign, 'HandOverDossier', { to: 'DESK_CHAIR', note: '' });
  await receive(page, { name: 'Kiều Thị Ở Quầy' });
  const { page: chair } = await at('s20116', 'phuoc.vinhhung', '/', { width: 390, height: 844 });
  const row = (name: string) => chair.getByRole('main').getByRole('link', { name: new RegExp(name) });
  await row('Kiều Thị Ký').waitFor();
  expect(await row('Kiều Thị Trễ').textContent()).toMatch(/quá hạn.*Bộ phận Tiếp nhận/);
  expect(await row('Kiều Thị Ký').textContent()).toMatch(/Lãnh đạo|Chủ tịch/);
  expect(await row('Kiều Thị Ở Quầy').count()).toBe(0);
  // What is late stands first, and the first row high on the screen of a phone.
  expect((await row('Kiều Thị Trễ').boundingBox())?.y).toBeLessThan(844 * 0.3);
  expect(await accessibilityFaults(chair)).toEqual([]);
});

test('U33: counts that arrive move neither the filters nor the search, and cut none', async () => {
  const { page } = await clerk();
  await receive(page, { name: 'Giang Thị Đếm' });
  let answer = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    answer = resolve;
  });
  let asked = 0;
  await page.route('**/*OneStopService/CountDossiers', async (route) => {
    asked += 1;
    await held;
    const response = await route.fetch();
    const { counts } = (await response.json()) as { counts: object[] };
    await route.fulfill({ response, json: { counts: counts.map((one) => ({ ...one, count: 8_888 })) } });
  });
  await page.reload();
  await rows(page).first().waitFor();
  await eventually(() => asked > 0);
  const chips = page.getByRole('group', { name: 'Lọc hồ sơ' }).getByRole('button');
  // In order: left and width of each filter, then of the search.
  const places = () =>
    chips
      .or(searchBox(page))
      .evaluateAll((all) =>
        all.map((one) => one.getBoundingClientRect()).flatMap(({ left, width }) => [left, width]),
      );
  const before = await places();
  expect(before.length).toBeGreaterThan(10);
  answer();
  await eventually(async () => /8\.888/.test((await chips.first().textContent()) ?? ''));
  for (const [index, place] of (await places()).entries())
    expect(Math.abs(place - (before[index] ?? 0))).toBeLessThan(1);
  const isCut = () =>
    chips
      .first()
      .locator('..')
      .evaluate((group) => group.scrollWidth > group.clientWidth);
  const middle = async (one: Locator): Promise<number> => {
    const { y, height } = (await one.boundingBox()) ?? { y: 0, height: 0 };
    return y + height / 2;
  };
  const isOneLine = async () => Math.abs((await middle(searchBox(page))) - (await middle(chips.last()))) < 5;
  expect(await isCut()).toBe(false);
  expect(await isOneLine()).toBe(true);
  // With a wide rail what does not fit goes below them.
  await page.keyboard.press('[');
  const rail = page.getByRole('navigation', { name: 'Phần việc' });
  await eventually(async () => ((await rail.boundingBox())?.width ?? 0) > 200);
  expect(await isCut()).toBe(false);
});

test('U42: a wide screen is used to its edge, and on a phone a long name has its own line', async () => {
  const { page } = await at('s20116', 'lan.vinhhung', '/dossiers', { width: 1920, height: 1080 });
  const name = 'Công Tằng Tôn Nữ Thị Nguyệt Ánh';
  const { id } = await receive(page, { name });
  await page.goto(`/dossiers/${id}`);
  await opened(page, name);
  const right = await page
    .getByRole('article')
    .evaluate((one) => Math.max(...[...one.children].map((part) => part.getBoundingClientRect().right)));
  expect(right).toBeGreaterThan(1920 * 0.95);

  const { page: phone } = await at('s20116', 'lan.vinhhung', '/dossiers', { width: 390, height: 844 });
  await searchBox(phone).fill('nguyet anh');
  const row = phone.getByRole('link', { name: new RegExp(name) });
  await row.waitFor();
  const [line, words] = [row.getByText(name), await row.boundingBox()];
  expect((await line.boundingBox())?.height).toBeLessThan(24);
  expect((await line.boundingBox())?.width).toBeGreaterThan((words?.width ?? 0) * 0.8);
});

test('U36: on a laptop at 200% the first row stands in the upper two fifths', async () => {
  const { page } = await at('s20116', 'lan.vinhhung', '/dossiers', { width: 683, height: 384 });
  await receive(page, { name: 'Lâm Thị Phóng To' });
  await page.reload();
  await rows(page).first().waitFor();
  expect((await rows(page).first().boundingBox())?.y).toBeLessThan(384 * 0.4);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(683);
  await searchBox(page).fill('lam thi phong to');
  await eventually(async () => (await rows(page).count()) === 1);
  expect(await accessibilityFaults(page)).toEqual([]);
});
