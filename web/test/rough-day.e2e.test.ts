import { expect, test } from '@jest/globals';
import { eventually } from '@lienthong/testkit';
import type { Page } from 'playwright-core';
import { accessibilityFaults, signIn } from './browser.ts';
import { register, startScreens } from './screens.ts';

const { at, passwordAt, province } = startScreens('s20116');

const receive = '**/*OneStopService/ReceiveDossier';
const applicant = (page: Page) => page.getByLabel('Họ và tên người nộp');

/** The form, filled in up to the button. */
async function fillIn(page: Page, name: string): Promise<void> {
  await page.goto('/dossiers/new');
  await typeIn(page, name);
}

/** No procedure is taken over from the citizen before. */
async function typeIn(page: Page, name: string): Promise<void> {
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

/** What the device keeps, as text. */
const storeOf = (page: Page, name: 'commands' | 'drafts' | 'known'): Promise<string> =>
  page.evaluate(
    (name) =>
      new Promise<string>((resolve) => {
        const opened = indexedDB.open('lien-thong');
        opened.onsuccess = () => {
          const all = opened.result.transaction(name).objectStore(name).getAll();
          all.onsuccess = () => {
            opened.result.close();
            resolve(JSON.stringify(all.result));
          };
        };
      }),
    name,
  );
const drafts = (page: Page): Promise<string> => storeOf(page, 'drafts');

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
  await typeIn(page, 'Hồ Văn Trong Bộ Nhớ');
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
  await typeIn(page, 'Đỗ Văn Gõ Tiếp');
  const devtools = await context.newCDPSession(page);
  const origin = new URL(page.url()).origin;
  await devtools.send('Storage.clearDataForOrigin', { origin, storageTypes: 'indexeddb' });
  await page.keyboard.press('Control+Enter');
  await page.getByText('Chưa gửi được hồ sơ của Đỗ Văn Gõ Tiếp').waitFor();
  // Until then the window asks before it is closed.
  await eventually(async () => (await storeOf(page, 'commands')).includes('Đỗ Thị Xóa Sạch'));
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

test('case 7: a counter’s computer that starts without the site opens the app, shows the last list and takes in dossiers with a slip (U25)', async () => {
  const { page, context } = await at('s20116', 'lan.vinhhung', '/dossiers', undefined, 'allow');
  const code = await register(page, 'Tôn Thất Còn Đây');
  await page.goto('/dossiers');
  await page.getByRole('link', { name: /Tôn Thất Còn Đây/ }).waitFor();
  // The app and the list are on the device.
  await eventually(() =>
    page.evaluate(async () => {
      const [release] = (await caches.keys()).filter((name) => name.startsWith('lien-thong '));
      return release !== undefined && (await (await caches.open(release)).match('/')) !== undefined;
    }),
  );
  await eventually(async () =>
    (JSON.parse(await storeOf(page, 'known')) as { queries?: { queryHash: string }[] }[])
      .flatMap(({ queries = [] }) => queries)
      .some((one) => one.queryHash.includes('"rows"') && JSON.stringify(one).includes('Tôn Thất Còn Đây')),
  );
  expect(
    await page.evaluate(async () => {
      const names = await caches.keys();
      const kept = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
      return kept.flat().map(({ url }) => new URL(url).pathname);
    }),
  ).not.toContainEqual(expect.stringMatching(/^\/(api|auth)/));
  await page.close();

  await province().site('s20116').process.kill();
  const restarted = await context.newPage();
  await restarted.goto('/dossiers');
  await restarted.getByText('Chưa nối được máy chủ: danh sách là của lần nối trước.').waitFor();
  await restarted.getByRole('link', { name: /Tôn Thất Còn Đây/ }).waitFor();
  expect(await accessibilityFaults(restarted)).toEqual([]);
  await fillIn(restarted, 'Tôn Nữ Không Đường Dây');
  await restarted.keyboard.press('Control+Enter');
  const notice = restarted.getByText(
    /Chưa gửi được hồ sơ của Tôn Nữ Không Đường Dây.*số tạm T-[0-9A-F]{4}-[0-9A-F]{4}/,
  );
  await notice.waitFor();
  const [number = ''] = /T-[0-9A-F]{4}-[0-9A-F]{4}/.exec((await notice.textContent()) ?? '') ?? [];
  await restarted.evaluate(() => {
    window.print = () => {
      document.body.dataset.printed = document.querySelector('[data-print]')?.textContent ?? '';
    };
  });
  await restarted.getByRole('button', { name: 'In phiếu tạm' }).click();
  await eventually(() =>
    restarted.evaluate((said) => (document.body.dataset.printed ?? '').includes(said), number),
  );

  await province().site('s20116').process.start();
  await restarted.getByText(new RegExp(`^Đã gửi: .*${number}.*H57`)).waitFor({ timeout: 90_000 });
  expect(await heldOf(restarted, 'Tôn Nữ Không Đường Dây')).toBe(1);
  expect(code).toMatch(/^H57/);
});

test('case 6: what was handed in without a line is dated when it was handed in, and its derivation says so', async () => {
  const { page, context } = await at('s20116', 'lan.vinhhung');
  await context.route(receive, (route) => route.abort());
  await fillIn(page, 'Đinh Văn Nộp Trước');
  await page.keyboard.press('Control+Enter');
  await page.getByText('Chưa gửi được hồ sơ của Đinh Văn Nộp Trước').waitFor();
  const [{ message }] = JSON.parse(await storeOf(page, 'commands')) as [{ message: { handedInAt: string } }];
  // Sent an hour later, as the site's clock tells it.
  let answered = '';
  await context.unroute(receive);
  const earlier = new Date(Date.parse(message.handedInAt) - 3_600_000).toISOString();
  await context.route(receive, async (route) => {
    const sent = route.request().postDataJSON() as { handedInAt: string };
    const answer = await route.fetch({ postData: JSON.stringify({ ...sent, handedInAt: earlier }) });
    answered = ((await answer.json()) as { dossier: { id: string } }).dossier.id;
    return route.fulfill({ response: answer });
  });
  await page.getByText(/^Đã gửi: .*Đinh Văn Nộp Trước/).waitFor({ timeout: 60_000 });
  await page.goto(`/dossiers/${answered}`);
  await page.getByRole('button', { name: 'Vì sao?' }).click();
  await page
    .getByText(/^Hồ sơ được nhận lúc \d\d:\d\d .* khi quầy chưa nối được máy chủ, vào hệ thống lúc/)
    .waitFor();
});

test('what a person has left unsent is sent by nobody else, and nobody else sees their lists', async () => {
  const { page, context } = await at('s20116', 'lan.vinhhung');
  await context.route(receive, (route) => route.abort());
  await fillIn(page, 'Cao Thị Của Lan');
  await page.keyboard.press('Control+Enter');
  await page.getByText('Chưa gửi được hồ sơ của Cao Thị Của Lan').waitFor();
  await context.clearCookies();
  const other = await context.newPage();
  await signIn(other, 'phuoc.vinhhung', passwordAt('s20116'));
  // The window of the first is still there with its work, and the line is back: the site refuses it in this session.
  const refused = page.waitForResponse(
    (response) => response.url().endsWith('/ReceiveDossier') && response.status() === 401,
  );
  await context.unroute(receive);
  await refused;
  await page
    .getByRole('banner')
    .getByText('Phước')
    .or(page.getByRole('button', { name: /Phước/ }))
    .first()
    .waitFor();
  expect(await page.getByRole('button', { name: /việc chưa gửi/ }).count()).toBe(0);
  expect(await heldOf(other, 'Cao Thị Của Lan')).toBe(0);
  await context.clearCookies();
  await signIn(other, 'lan.vinhhung', passwordAt('s20116'));
  await other.getByText(/^Đã gửi: .*Cao Thị Của Lan/).waitFor({ timeout: 60_000 });
  expect(await heldOf(other, 'Cao Thị Của Lan')).toBe(1);
});

test('case 25: when the session has ended the form still knows the procedures, and says why nothing is sent', async () => {
  const { page, context } = await at('s20116', 'lan.vinhhung', '/dossiers/new');
  await page.getByRole('combobox', { name: 'Thủ tục' }).fill('hon nhan');
  await page.getByRole('option', { name: /tình trạng hôn nhân/ }).waitFor();
  await eventually(async () => (await storeOf(page, 'known')).includes('procedures'));
  await page.goto('/dossiers');
  await page
    .getByRole('link', { name: /Tiếp nhận hồ sơ/ })
    .first()
    .waitFor();
  await context.clearCookies();
  await page.keyboard.press('n');
  await page.getByRole('alert').filter({ hasText: 'Phiên làm việc đã hết' }).waitFor({ timeout: 60_000 });
  await page.getByRole('combobox', { name: 'Thủ tục' }).fill('hon nhan');
  await page.getByRole('option', { name: /tình trạng hôn nhân/ }).waitFor();
});

test('U19: what was registered is found again after F5, and the last ones stand below the form to be printed again', async () => {
  const { page } = await at('s20116', 'lan.vinhhung', '/dossiers');
  const code = await register(page, 'Mai Thị Tải Lại');
  expect(new URL(page.url()).searchParams.get('registered')).toMatch(/^[0-9a-f-]{36}$/);
  await page.reload();
  await page.getByRole('heading', { level: 2, name: code }).waitFor();
  await page.getByRole('button', { name: /Hồ sơ tiếp theo/ }).click();
  await page.getByRole('combobox', { name: 'Thủ tục' }).waitFor();
  const strip = page.getByRole('region', { name: 'Vừa tiếp nhận' });
  await strip.getByRole('link', { name: new RegExp(`${code} Mai Thị Tải Lại`) }).waitFor();
  expect(await strip.getByRole('listitem').count()).toBeLessThanOrEqual(5);
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.evaluate(() => {
    window.print = () => {
      document.body.dataset.printed = document.querySelector('[data-print]')?.textContent ?? '';
    };
  });
  await strip.getByRole('button', { name: 'In lại giấy hẹn của Mai Thị Tải Lại' }).click();
  await eventually(() => page.evaluate((said) => (document.body.dataset.printed ?? '').includes(said), code));
});
