import { expect, test } from '@jest/globals';
import { eventually } from '@lienthong/testkit';
import { inDatabases } from '@lienthong/tools/recount/databases';
import type { Page } from 'playwright-core';
import { accessibilityFaults, signIn } from './browser.ts';
import { storeOf } from './device.ts';
import { card, scan } from './scanner.ts';
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

test('U2, case 1: two windows are two citizens: neither takes the words of the other, both are kept, and each is registered once', async () => {
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

test('U8, case 5: a reason stays until it is sent: by Esc, by a click beside, and over a reload', async () => {
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

/** The device answers this window late. @param patient the second's patience with it does not end before. @returns lets it answer */
async function deviceIsSlow(page: Page, patient = true): Promise<() => Promise<void>> {
  await page.evaluate((patient) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const query = navigator.locks.query.bind(navigator.locks);
    navigator.locks.query = () => promise.then(query);
    const wait = window.setTimeout;
    window.setTimeout = ((work: () => void, ms?: number) =>
      patient && ms === 1_000 ? 0 : wait(work, ms)) as typeof wait;
    const answer = (): void => {
      window.setTimeout = wait;
      resolve();
    };
    Object.assign(window, { answer });
  }, patient);
  return () => page.evaluate(() => (Reflect.get(window, 'answer') as () => void)());
}

/** A dossier of this person, for which a supplement was to be asked: the reason is typed, and its window closed. */
async function leaveReason(name: string) {
  const { page } = await at('s20116', 'lan.vinhhung', '/dossiers');
  await register(page, name);
  await page.getByRole('link', { name: 'Mở hồ sơ' }).click();
  const open = page.getByRole('button', { name: 'Yêu cầu bổ sung' });
  const reason = page.getByRole('dialog').locator('textarea');
  await open.click();
  await reason.fill('Thiếu bản chính');
  await page.keyboard.press('Escape');
  await eventually(async () => (await drafts(page)).includes('Thiếu bản chính'));
  return { page, open, reason };
}

test('U8: a reason that the device brings too late is offered beside what was typed meanwhile', async () => {
  const { page, open, reason } = await leaveReason('Võ Thị Máy Chậm');
  const answer = await deviceIsSlow(page, false);
  await open.click();
  await reason.fill('Thiếu ảnh');
  await eventually(async () => (await drafts(page)).includes('Thiếu ảnh'));
  await answer();
  await eventually(async () => (await drafts(page)).includes('Thiếu bản chính'));
  expect(await reason.inputValue()).toBe('Thiếu ảnh');
  await reason.fill('');
  await page.getByRole('dialog').getByText('Thiếu bản chính').waitFor();
});

test('U8: what is pressed before a reason is there that was typed earlier takes nothing of it; where there is none, it counts', async () => {
  const { page, open, reason } = await leaveReason('Võ Thị Gõ Sớm');
  const answer = await deviceIsSlow(page);
  await open.click();
  await reason.press('x');
  await page.keyboard.press('Control+Enter');
  expect(await reason.inputValue()).toBe('');
  await answer();
  await eventually(async () => (await reason.inputValue()) === 'Thiếu bản chính');
  await reason.press('End');
  await page.keyboard.type(' và ảnh');
  expect(await reason.inputValue()).toBe('Thiếu bản chính và ảnh');
  await page.keyboard.press('Escape');
  await reason.waitFor({ state: 'detached' });

  const answerAgain = await deviceIsSlow(page);
  await page.getByRole('button', { name: 'Chuyển xử lý' }).click();
  await reason.waitFor();
  await page.keyboard.press('Control+Enter');
  await answerAgain();
  await page.getByText('Đã chuyển hồ sơ.').waitFor();
});

test('case 7, U25: a counter’s computer that starts without the site opens the app, shows the last list and takes in dossiers with a slip', async () => {
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
  await restarted
    .getByText(/^Chưa nối được máy chủ: danh sách là của lần nối trước \(\d\d:\d\d\)\./)
    .waitFor();
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

test('a command that is given before the outbox is there keeps its window, and is sent as soon as it is', async () => {
  const { page, context } = await at('s20116', 'lan.vinhhung', '/dossiers');
  const outbox = Promise.withResolvers<void>();
  await context.route(/open-on-device-[^/]+\.js$/, async (route) => {
    await outbox.promise;
    await route.continue();
  });
  await fillIn(page, 'Huỳnh Thị Sớm Quá');
  await page.keyboard.press('Control+Enter');
  const asksBeforeItGoes = () =>
    page.evaluate(() => !dispatchEvent(new Event('beforeunload', { cancelable: true })));
  await eventually(asksBeforeItGoes);
  outbox.resolve();
  await page.getByRole('heading', { level: 2, name: /^H57/ }).waitFor();
  expect(await asksBeforeItGoes()).toBe(false);
  expect(await heldOf(page, 'Huỳnh Thị Sớm Quá')).toBe(1);
});

/** Finds in the sheet of unsent work that this was refused, and drops it as read. */
async function readRefusal(page: Page, what: string): Promise<void> {
  const mark = page.getByRole('button', { name: '1 việc chưa gửi' });
  await mark.click();
  const entry = page.getByRole('dialog').getByRole('listitem').filter({ hasText: what });
  await entry.getByText('không được nhận').waitFor();
  await entry.getByRole('button', { name: 'Đã đọc, bỏ việc này' }).click();
  await entry.waitFor({ state: 'detached' });
  await page.keyboard.press('Escape');
  await mark.waitFor({ state: 'detached' });
}

test('U1: a form that is left while it sends comes back empty, or as it was if it is refused', async () => {
  const { page } = await at('s20116', 'lan.vinhhung', '/dossiers');
  for (const [name, isRefused] of [
    ['Lương Thị Gửi Đi', false],
    ['Lương Thị Bị Trả', true],
  ] as const) {
    const answer = Promise.withResolvers<void>();
    await page.route(receive, async (route) => {
      await answer.promise;
      if (!isRefused) return route.continue();
      return route.fulfill({ status: 400, json: { code: 'invalid_argument', message: 'no' } });
    });
    await fillIn(page, name);
    const asked = page.waitForRequest(receive);
    await page.keyboard.press('Control+Enter');
    await asked;
    await page.getByRole('link', { name: 'Hồ sơ' }).first().click();
    await page.getByRole('searchbox').waitFor();
    await page.keyboard.press('n');
    await page.getByRole('heading', { name: 'Tiếp nhận hồ sơ' }).waitFor();
    expect(await page.getByText('Đây là nội dung đang gõ dở lần trước.').count()).toBe(0);
    expect(await applicant(page).count()).toBe(0);
    answer.resolve();
    // First what goes away by itself.
    if (!isRefused) await page.getByText(new RegExp(`^Đã gửi: .*${name} \\(H57`)).waitFor();
    await eventually(async () => (await applicant(page).inputValue()) === (isRefused ? name : ''));
    if (isRefused) await readRefusal(page, name);
    // What came back later takes nobody away from where they are.
    expect(new URL(page.url()).search).toBe('');
    await page.unroute(receive);
  }
});

test('a step whose window is closed before it is refused: the refusal stands with the unsent work, the reason in its window', async () => {
  const { page } = await at('s20116', 'lan.vinhhung', '/dossiers');
  const code = await register(page, 'Lương Thị Đóng Sớm');
  await page.getByRole('link', { name: 'Mở hồ sơ' }).click();
  const answer = Promise.withResolvers<void>();
  const step = '**/*OneStopService/RequestSupplement';
  await page.route(step, async (route) => {
    await answer.promise;
    return route.fulfill({ status: 400, json: { code: 'invalid_argument', message: 'no' } });
  });
  await page.getByRole('button', { name: 'Yêu cầu bổ sung' }).click();
  const reason = page.getByRole('dialog').locator('textarea');
  await reason.fill('Thiếu bản chính');
  const asked = page.waitForRequest(step);
  await page.keyboard.press('Control+Enter');
  await asked;
  await page.keyboard.press('Escape');
  await reason.waitFor({ state: 'detached' });
  answer.resolve();
  await readRefusal(page, code);
  await page.getByRole('button', { name: 'Yêu cầu bổ sung' }).click();
  await eventually(async () => (await reason.inputValue()) === 'Thiếu bản chính');
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

/** How often each person with this word in the name stands in the commune's database itself. */
const countInDatabase = (word: string): Promise<Record<string, number>> =>
  inDatabases(province().site('s20116'), async (find) => {
    const held = await find('onestop')
      ?.collection<{ state: { applicant: { name: string } } }>('dossiers')
      .find({}, { projection: { 'state.applicant.name': 1 } })
      .toArray();
    const names = (held ?? []).map(({ state }) => state.applicant.name).filter((name) => name.includes(word));
    return Object.fromEntries(
      [...new Set(names)].map((name) => [name, names.filter((one) => one === name).length]),
    );
  });

/** Names of the day whose dossier a screen told as kept. */
type Told = Set<string>;

/** Hands in what is typed: registered, or kept on the device until it is sent. */
async function handIn(page: Page, told: Told, name: string): Promise<void> {
  await page.keyboard.press('Control+Enter');
  const registered = page.getByRole('heading', { level: 2, name: /^H57\.48\.16-/ });
  await registered
    .or(page.getByText(`Chưa gửi được hồ sơ của ${name}`))
    .first()
    .waitFor();
  told.add(name);
}

const word = 'Giông';
// A computer that starts again without a line is slow.
const unsent = (page: Page, n: number) =>
  page.getByRole('button', { name: `${n} việc chưa gửi` }).waitFor({ timeout: 90_000 });
const allSent = (page: Page) =>
  page.getByRole('button', { name: /việc chưa gửi/ }).waitFor({ state: 'detached', timeout: 120_000 });

/** A word that is being put together: its keys go to the input method, also the Enter that ends it. */
async function compose(page: Page, text: string): Promise<void> {
  const keyboard = await page.context().newCDPSession(page);
  for (let typed = 1; typed <= text.length; typed += 1)
    await keyboard.send('Input.imeSetComposition', {
      text: text.slice(0, typed),
      selectionStart: typed,
      selectionEnd: typed,
    });
  await keyboard.send('Input.dispatchKeyEvent', {
    type: 'rawKeyDown',
    key: 'Enter',
    windowsVirtualKeyCode: 229,
  });
  await keyboard.send('Input.insertText', { text });
}

/** Whether the device's disk is full, for this window. */
const setDiskFull = (page: Page, full: boolean) =>
  page.evaluate((full) => {
    const store: object = IDBObjectStore.prototype;
    const spared: unknown = Reflect.get(window, 'sparedPut') ?? Reflect.get(store, 'put');
    Reflect.set(window, 'sparedPut', spared);
    const refuse = (): never => {
      throw new DOMException('full', 'QuotaExceededError');
    };
    Reflect.set(store, 'put', full ? refuse : spared);
  }, full);

/** The device has the whole app. */
const isAppKept = (page: Page) =>
  eventually(() =>
    page.evaluate(async () => {
      const [release] = (await caches.keys()).filter((name) => name.startsWith('lien-thong '));
      return release !== undefined && (await (await caches.open(release)).match('/')) !== undefined;
    }),
  );

/** With a scanner in one window, and an input method in the other. */
async function scannerAndInputMethod(one: Page, two: Page, told: Told): Promise<void> {
  await two.goto('/dossiers/new');
  await typeIn(two, '');
  await applicant(two).focus();
  await compose(two, `Gõ ${word}`);
  expect(await two.getByRole('heading', { level: 2, name: /^H57/ }).count()).toBe(0);
  await handIn(two, told, `Gõ ${word}`);
  await one.bringToFront();
  await one.reload();
  await typeIn(one, '');
  await applicant(one).focus();
  await scan(one, card(`Quét ${word}`));
  await eventually(async () => (await applicant(one).inputValue()) === `Quét ${word}`);
  await handIn(one, told, `Quét ${word}`);
}

/** The line breaks under both windows, one of them finds the disk full, and somebody clears the site's data. */
async function withoutLineAndDisk(one: Page, two: Page, told: Told): Promise<void> {
  await province().site('s20116').process.kill();
  const next = async (page: Page, name: string): Promise<void> => {
    await page.bringToFront();
    await page.keyboard.press('n');
    await typeIn(page, name);
    await handIn(page, told, name);
  };
  await next(one, `Mất Điện ${word}`);
  await next(two, `Cúp Mạng ${word}`);
  await setDiskFull(one, true);
  await next(one, `Đầy Đĩa ${word}`);
  await one.getByText(/hồ sơ chỉ còn trong cửa sổ này, đừng đóng/).waitFor();
  await setDiskFull(one, false);
  const devtools = await two.context().newCDPSession(two);
  const { origin } = new URL(two.url());
  await devtools.send('Storage.clearDataForOrigin', { origin, storageTypes: 'indexeddb' });
  for (const name of ['Mất Điện', 'Cúp Mạng', 'Đầy Đĩa'])
    await eventually(async () => (await storeOf(one, 'commands')).includes(name));
}

/** The line is back, and the server fails at two of them: one is sent later, one is dropped by the person. */
async function failingServer(page: Page, told: Told): Promise<void> {
  const context = page.context();
  await context.route(receive, (route) =>
    /Lỗi Máy Chủ|Bỏ Đi/.test(route.request().postData() ?? '')
      ? route.fulfill({ status: 500, json: { code: 'internal', message: 'INTERNAL' } })
      : route.fallback(),
  );
  await province().site('s20116').process.start();
  await unsent(page, 2);
  await page.getByRole('button', { name: '2 việc chưa gửi' }).click();
  const sheet = page.getByRole('dialog');
  const entry = (name: string) => sheet.getByRole('listitem').filter({ hasText: name });
  for (const name of ['Lỗi Máy Chủ', 'Bỏ Đi']) {
    await entry(name)
      .getByText(/^Máy chủ gặp lỗi với việc này/)
      .waitFor({ timeout: 90_000 });
    await entry(name).getByRole('button', { name: 'Để riêng' }).click();
  }
  await entry('Bỏ Đi').getByRole('button', { name: 'Bỏ việc này' }).click();
  await entry('Bỏ Đi').waitFor({ state: 'detached' });
  told.delete(`Bỏ Đi ${word}`);
  await context.unroute(receive);
  await entry('Lỗi Máy Chủ').getByRole('button', { name: 'Gửi lại' }).click();
  await allSent(page);
  await page.keyboard.press('Escape');
}

test('case 1, case 3, case 4, case 7, case 9, case 10, case 25: after a rough day each dossier that was told as kept is in the commune’s database exactly once', async () => {
  const told: Told = new Set();
  const { page: one, context } = await at('s20116', 'lan.vinhhung', '/dossiers/new', undefined, 'allow');
  await isAppKept(one);
  const two = await context.newPage();
  await scannerAndInputMethod(one, two, told);
  await withoutLineAndDisk(one, two, told);

  // The computer starts again without a line.
  const restarted = await context.newPage();
  await Promise.all([one.close(), two.close()]);
  await restarted.goto('/dossiers/new');
  await unsent(restarted, 3);
  for (const name of [`Sau Khi Bật ${word}`, `Lỗi Máy Chủ ${word}`, `Bỏ Đi ${word}`]) {
    await typeIn(restarted, name);
    await handIn(restarted, told, name);
  }
  await unsent(restarted, 6);
  await failingServer(restarted, told);

  // The session ends under the form.
  await typeIn(restarted, `Hết Phiên ${word}`);
  await context.clearCookies();
  await handIn(restarted, told, `Hết Phiên ${word}`);
  await restarted
    .getByRole('alert')
    .filter({ hasText: 'Phiên làm việc đã hết' })
    .waitFor({ timeout: 60_000 });
  const again = await context.newPage();
  await signIn(again, 'lan.vinhhung', passwordAt('s20116'), '/dossiers');
  // The window shows nothing unsent before it has looked: what counts is what the device holds.
  await eventually(async () => (await storeOf(again, 'commands')) === '[]');

  expect(told.size).toBe(8);
  expect(await countInDatabase(word)).toEqual(Object.fromEntries([...told].map((name) => [name, 1])));
});
