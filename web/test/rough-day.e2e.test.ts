import { expect, test } from '@jest/globals';
import { eventually } from '@lienthong/testkit';
import type { Page } from 'playwright-core';
import { accessibilityFaults } from './browser.ts';
import { register, startScreens } from './screens.ts';

const { at } = startScreens('s20116');

const receive = '**/*OneStopService/ReceiveDossier';
const applicant = (page: Page) => page.getByLabel('Họ và tên người nộp');

/** The form, filled in up to the button. */
async function fillIn(page: Page, name: string): Promise<void> {
  await page.goto('/dossiers/new');
  await page.getByRole('combobox', { name: 'Thủ tục' }).fill('hon nhan');
  await page.getByRole('option', { name: /tình trạng hôn nhân/ }).click();
  await applicant(page).fill(name);
}

/** How many dossiers of this person the commune's database holds, as the service says. */
const heldOf = (page: Page, search: string): Promise<number> =>
  page.evaluate(async (search) => {
    const response = await fetch('/api/lienthong.onestop.v1.OneStopService/ListDossiers', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'connect-protocol-version': '1' },
      body: JSON.stringify({ unit: '20116@0', search, pageSize: 50 }),
    });
    return ((await response.json()) as { dossiers: unknown[] }).dossiers.length;
  }, search);

/** What the device keeps of what is being typed. */
const drafts = (page: Page): Promise<string> =>
  page.evaluate(
    () =>
      new Promise<string>((resolve) => {
        const opened = indexedDB.open('lien-thong');
        opened.onsuccess = () => {
          const all = opened.result.transaction('drafts').objectStore('drafts').getAll();
          all.onsuccess = () => {
            opened.result.close();
            resolve(JSON.stringify(all.result));
          };
        };
      }),
  );

test('U1: what is typed without a pause is kept while it is typed, and whole when the page goes', async () => {
  const { page } = await at('s20116', 'lan.vinhhung', '/dossiers/new');
  const name = 'Nguyễn Phúc Gõ Liền Không Nghỉ Tay';
  await applicant(page).click();
  let isTyped = false;
  const typing = page.keyboard.type(name, { delay: 60 }).then(() => {
    isTyped = true;
  });
  await eventually(async () => (await drafts(page)).includes('Nguyễn'));
  expect(isTyped).toBe(false);
  await typing;
  await page.reload();
  await page.getByText('Đây là nội dung đang gõ dở lần trước.').waitFor();
  expect(await applicant(page).inputValue()).toBe(name);
});

test('U2: two windows are two citizens: neither takes the words of the other, both are kept, and each is registered once (case 1)', async () => {
  const { page: one, context } = await at('s20116', 'lan.vinhhung');
  const other = await context.newPage();
  await context.route(receive, (route) => route.abort());
  await fillIn(one, 'Lê Thị Mất Thử');
  await fillIn(other, 'Phan Văn Còn Thử');
  await other.getByText('Ở một cửa sổ khác cũng đang gõ dở mục này.').waitFor();
  expect(await accessibilityFaults(other)).toEqual([]);
  for (const [page, name] of [
    [one, 'Lê Thị Mất Thử'],
    [other, 'Phan Văn Còn Thử'],
  ] as const) {
    expect(await applicant(page).inputValue()).toBe(name);
    await page.keyboard.press('Control+Enter');
    await page.getByText(`Chưa gửi được hồ sơ của ${name}`).waitFor();
  }
  for (const page of [one, other]) await page.getByRole('button', { name: '2 việc chưa gửi' }).waitFor();
  await context.unroute(receive);
  for (const page of [one, other])
    await page.getByRole('button', { name: 'việc chưa gửi' }).waitFor({ state: 'detached' });
  for (const name of ['Lê Thị Mất Thử', 'Phan Văn Còn Thử']) expect(await heldOf(one, name)).toBe(1);
});

test('case 1: what a closed window left is offered by name, and is typed on in one window only', async () => {
  const { page, context } = await at('s20116', 'lan.vinhhung');
  const closing = await context.newPage();
  await fillIn(closing, 'Trần Văn Bỏ Dở');
  await applicant(closing).blur();
  await eventually(async () => (await drafts(page)).includes('Bỏ Dở'));
  await closing.close();
  await page.goto('/dossiers/new');
  await page.getByText(/còn nội dung gõ dở: Trần Văn Bỏ Dở/).waitFor();
  expect(await applicant(page).inputValue()).toBe('');
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.getByRole('button', { name: 'Gõ tiếp' }).click();
  await eventually(async () => (await applicant(page).inputValue()) === 'Trần Văn Bỏ Dở');
  await eventually(async () => (await drafts(page)).split('Bỏ Dở').length === 2);
});

test('case 4: a full disk stops no registration, is said in one line, and what is not sent is still sent', async () => {
  const { page, context } = await at('s20116', 'lan.vinhhung');
  await page.addInitScript(() => {
    IDBObjectStore.prototype.put = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
  });
  await fillIn(page, 'Hồ Thị Đầy Ổ Đĩa');
  await page.getByRole('alert').filter({ hasText: 'Máy này không giữ được việc chưa gửi' }).waitFor();
  await page.keyboard.press('Control+Enter');
  await page
    .getByRole('heading', { name: 'Đã tiếp nhận' })
    .or(page.getByText('Hồ sơ đã được lưu'))
    .first()
    .waitFor();
  expect(await heldOf(page, 'Hồ Thị Đầy Ổ Đĩa')).toBe(1);

  await context.route(receive, (route) => route.abort());
  await page.keyboard.press('n');
  await page.getByRole('combobox', { name: 'Thủ tục' }).waitFor();
  await applicant(page).fill('Hồ Văn Trong Bộ Nhớ');
  await page.keyboard.press('Control+Enter');
  await page.getByText('Chưa gửi được hồ sơ của Hồ Văn Trong Bộ Nhớ').waitFor();
  expect(await page.getByText('Máy chủ không nhận').count()).toBe(0);
  await context.unroute(receive);
  await page.getByRole('button', { name: '1 việc chưa gửi' }).waitFor({ state: 'detached' });
  expect(await heldOf(page, 'Hồ Văn Trong Bộ Nhớ')).toBe(1);
});

test('case 4: site data that are cleared in another window take nothing: what was kept is kept again', async () => {
  const { page, context } = await at('s20116', 'lan.vinhhung');
  await context.route(receive, (route) => route.abort());
  await fillIn(page, 'Đỗ Thị Xóa Sạch');
  await page.keyboard.press('Control+Enter');
  await page.getByText('Chưa gửi được hồ sơ của Đỗ Thị Xóa Sạch').waitFor();
  await applicant(page).fill('Đỗ Văn Gõ Tiếp');
  const devtools = await context.newCDPSession(page);
  const origin = new URL(page.url()).origin;
  await devtools.send('Storage.clearDataForOrigin', { origin, storageTypes: 'indexeddb' });
  await page.keyboard.press('Control+Enter');
  await page.getByText('Chưa gửi được hồ sơ của Đỗ Văn Gõ Tiếp').waitFor();
  await page.reload();
  await page.getByRole('button', { name: '2 việc chưa gửi' }).waitFor();
  await context.unroute(receive);
  await page.getByRole('button', { name: /việc chưa gửi/ }).waitFor({ state: 'detached' });
  for (const name of ['Đỗ Thị Xóa Sạch', 'Đỗ Văn Gõ Tiếp']) expect(await heldOf(page, name)).toBe(1);
});

test('U8: a reason stays until it is sent: by Esc, by a click beside, and over a reload (case 5)', async () => {
  const { page } = await at('s20116', 'lan.vinhhung', '/dossiers');
  await register(page, 'Võ Thị Lý Do');
  await page.getByRole('link', { name: 'Mở hồ sơ' }).click();
  await page.getByRole('button', { name: 'Yêu cầu bổ sung' }).click();
  const reason = page.getByRole('dialog').locator('textarea');
  const text = 'Thiếu bản chính giấy khai sinh. '.repeat(14).trim();
  await reason.fill(text);
  await page.mouse.click(5, 400);
  expect(await reason.inputValue()).toBe(text);
  await page.keyboard.press('Escape');
  await reason.waitFor({ state: 'detached' });
  for (const again of [false, true]) {
    if (again) await page.reload();
    await page.getByRole('button', { name: 'Yêu cầu bổ sung' }).click();
    await eventually(async () => (await reason.inputValue()) === text);
  }
  await page.keyboard.press('Control+Enter');
  await reason.waitFor({ state: 'detached' });
  expect(await drafts(page)).not.toContain('khai sinh');
});
