import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { restoreDatabase } from '@lienthong/devtools/database-copy';
import { eventually } from '@lienthong/testkit';
import type { Page } from 'playwright-core';
import { accessibilityFaults } from './browser.ts';
import { storeOf } from './device.ts';
import { register, startScreens } from './screens.ts';
import { speakingClock } from './speaking-clock.ts';

const { at, outside, passwordAt, province } = startScreens();

const statButton = (page: Page, label: string) =>
  page
    .getByRole('region', { name: 'Số liệu chính hôm nay' })
    .getByRole('button', { name: new RegExp(`^${label}: .*Xem con số này từ đâu ra`) });

const figure = async (page: Page, label: string): Promise<string> =>
  (await statButton(page, label).textContent()) ?? '';

test('a dossier registered by keyboard is on the province’s board without reloading, and the number leads back to its code', async () => {
  const { page: board } = await at('s46', 'huong.ioc');
  await board.getByRole('cell').first().waitFor();
  await board.evaluate(() => {
    document.body.dataset.sameDocument = 'yes';
  });
  const { page: counter } = await at('s20116', 'lan.vinhhung');
  const code = await register(counter, 'Công Tằng Tôn Nữ Nguyệt Ánh');

  await eventually(async () => (await figure(board, 'Tiếp nhận')).includes(': 1 '));
  expect(await board.evaluate(() => document.body.dataset.sameDocument)).toBe('yes');
  await counter.getByText(/Huyện Phú Lộc đã nhận số liệu/).waitFor();
  await counter.getByText(/Thành phố Huế đã nhận số liệu/).waitFor();

  await statButton(board, 'Tiếp nhận').click();
  const panel = board.getByRole('dialog');
  for (const unit of [/Huyện Phú Lộc/, /Xã Vinh Hưng/])
    await panel.getByRole('button', { name: unit }).click();
  await panel.getByRole('cell', { name: code }).waitFor();
  await panel.getByText('Khớp với con số đã nhận').waitFor();
  expect(await panel.textContent()).not.toContain('Nguyệt Ánh');
  expect(await accessibilityFaults(board)).toEqual([]);

  // Down to the day and back, hands on the keyboard: each step up stands where it was left, the last one closes.
  const crumb = panel.getByRole('navigation').locator('[aria-current=step]');
  const lineInFocus = () => board.evaluate(() => (document.activeElement as HTMLElement).dataset.line);
  await board.keyboard.press('Enter');
  await panel.getByRole('heading', { name: 'Xã Vinh Hưng, ngày 30/06/2025' }).waitFor();
  await panel.getByText('Khớp với con số đã nhận').waitFor();
  for (const [key, name, line] of [
    ['Escape', 'Xã Vinh Hưng', 'LINE_KIND_DAY 20116@0 2025-06-30'],
    ['Backspace', 'Huyện Phú Lộc', 'LINE_KIND_COUNTING_UNIT 20116@0 '],
    ['Escape', 'Thành phố Huế', 'LINE_KIND_UNIT 482@0 '],
  ] as const) {
    await board.keyboard.press(key);
    await eventually(async () => (await crumb.textContent()) === name && (await lineInFocus()) === line);
  }
  await board.keyboard.press('Escape');
  await panel.waitFor({ state: 'detached' });
});

test('a share that nobody can compute yet is unknown, and is explained by its parts down to the units', async () => {
  const { page: board } = await at('s46', 'huong.ioc');
  await board.getByRole('cell').first().waitFor();
  await eventually(async () => (await figure(board, 'Trả đúng và trước hạn')).includes(': –'));
  await board.getByText('chưa hồ sơ nào có kết quả').waitFor();
  await statButton(board, 'Trả đúng và trước hạn').click();
  const panel = board.getByRole('dialog');
  await panel.getByText('Chi tiết kỹ thuật').click();
  await panel.getByText('100.0 * finished_in_time / finished').waitFor();
  const crumb = panel.getByRole('navigation').locator('[aria-current=step]');
  for (const part of ['Xử lý xong', 'Xong trước hạn']) {
    await panel.getByRole('heading', { name: 'Tính từ các chỉ tiêu' }).waitFor();
    expect(await accessibilityFaults(board)).toEqual([]);
    await panel.getByRole('button', { name: part }).click();
    await eventually(async () => (await crumb.textContent()) === part);
  }
  await panel.getByRole('heading', { name: 'Cộng từ các đơn vị' }).waitFor();
  await panel.getByRole('button', { name: /Huyện Phú Lộc/ }).click();
  await panel.getByRole('button', { name: /Xã Vinh Hưng/ }).waitFor();
  for (const name of ['Xong trước hạn', 'Xử lý xong']) {
    await board.keyboard.press('Escape');
    await eventually(async () => (await crumb.textContent()) === name);
  }
});

test('the counter’s screens can be used by everybody', async () => {
  const { page: signedOut } = await outside('s20116');
  await signedOut.goto('/dossiers');
  await signedOut.getByLabel('Tên đăng nhập').waitFor();

  const { page } = await at('s20116', 'lan.vinhhung');
  await register(page, 'Trần Thị Ước');
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.getByRole('button', { name: 'Vì sao?' }).click();
  await page
    .getByText(/NĐ 118\/2025|Bộ luật Dân sự/)
    .first()
    .waitFor();

  // What opened last closes first: the reasons, then the form.
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.waitForURL('**/dossiers');
  const row = page.getByRole('link', { name: /Trần Thị Ước/ });
  await row.waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);

  await page.keyboard.press('/');
  await page.keyboard.type('tran thi uoc');
  await eventually(async () => (await page.locator('li a').count()) === 1);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 2, name: 'Trần Thị Ước' }).waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);

  await page.keyboard.press('a');
  await page.getByRole('dialog').waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Chuyển xử lý' }).click();
  await page.getByRole('button', { name: 'Chuyển', exact: true }).click();
  await page.getByText('Đã chuyển hồ sơ.').waitFor();
  // Whoever works by keyboard stands at the head of the dossier, where its new state is.
  await eventually(() => page.evaluate(() => document.activeElement?.id === 'dossier-name'));
  await page.getByRole('article').getByText('Đang giải quyết').waitFor();
  // The step just taken stands below what was there before, long before the next refresh.
  const steps = page.getByRole('region', { name: 'Quá trình giải quyết' });
  await steps.getByText('Tiếp nhận', { exact: true }).waitFor({ timeout: 10_000 });
  await steps.getByText('Chuyển xử lý', { exact: true }).waitFor({ timeout: 10_000 });

  await page.keyboard.press('?');
  await page.getByRole('heading', { name: 'Phím tắt' }).waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);

  // On a phone the bar leaves the unit its name.
  const { page: phone } = await at('s20116', 'lan.vinhhung', '/', { width: 390, height: 844 });
  await phone.getByText('Đã gửi hết lên Huyện Phú Lộc').first().waitFor();
  const place = phone.getByRole('banner').getByText('Xã Vinh Hưng', { exact: true });
  expect((await place.boundingBox())?.width).toBeGreaterThan(60);
});

test('E clock: a clerk is told that the clock is in doubt before a dossier is dated, and can go on', async () => {
  const { page } = await at('s20116', 'lan.vinhhung', '/dossiers/new');
  const sent: string[] = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/ReceiveDossier')) sent.push(request.url());
  });
  const procedure = page.getByRole('combobox', { name: 'Thủ tục' });
  await procedure.fill('hon nhan');
  await page.getByRole('option', { name: /tình trạng hôn nhân/ }).click();
  await page.getByLabel('Họ và tên người nộp').fill('Đặng Thị Giờ');
  const district = await speakingClock(province(), 's482', 's20116');
  district.say(Date.now() - 3 * 86_400_000);
  const warning = page.getByText('Đồng hồ máy chủ ở đây và ở Huyện Phú Lộc lệch nhau quá 5 phút.');
  await eventually(() =>
    page.evaluate(async () => {
      const path = '/api/lienthong.exchange.v1.ExchangeService/CheckClock';
      const headers = { 'content-type': 'application/json' };
      return (await (await fetch(path, { method: 'POST', headers, body: '{}' })).text()).includes('differs');
    }),
  );
  // The form had its last answer before that: it asks when the clerk sends.
  await page.keyboard.press('Control+Enter');
  await warning.waitFor();
  expect(sent).toEqual([]);
  expect(await accessibilityFaults(page)).toEqual([]);

  await page.getByRole('button', { name: 'Giờ ở đây đúng, tiếp tục' }).click();
  await page.keyboard.press('Control+Enter');
  await page.getByRole('heading', { level: 2, name: /^H57\.48\.16-/ }).waitFor();
  district.say(Date.now());
  await page.keyboard.press('n');
  await page.getByLabel('Họ và tên người nộp').waitFor();
  await eventually(async () => (await page.getByText('Đang tiếp nhận theo giờ ở đây').count()) === 0);
  await district.stop();
});

test('wrong input gets an error that names the field, and sends nothing', async () => {
  const { page } = await at('s20116', 'lan.vinhhung', '/dossiers/new');
  const sent: string[] = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/ReceiveDossier')) sent.push(request.url());
  });
  await page.getByLabel('Số định danh cá nhân').fill('123');
  await page.getByLabel('Điện thoại').focus();
  await page.getByText('Số định danh có 12 chữ số. Hãy xem lại trên thẻ căn cước.').waitFor();
  await page.keyboard.press('Control+Enter');
  await page.getByText('Ô “Họ và tên người nộp” còn trống. Hãy điền vào.').waitFor();
  expect(sent).toEqual([]);
  expect(await accessibilityFaults(page)).toEqual([]);

  // A procedure chosen before does not come back under words that mean none.
  const procedure = page.getByRole('combobox', { name: 'Thủ tục' });
  await procedure.fill('giam ho');
  await page.getByRole('option', { name: /giám hộ/ }).waitFor();
  await page.keyboard.press('Enter');
  await procedure.fill('giấy phép tàu cá');
  await page.keyboard.press('Tab');
  await page.getByText('Chưa chọn thủ tục. Hãy gõ vài chữ rồi chọn trong danh sách.').waitFor();
  expect(await procedure.inputValue()).toBe('giấy phép tàu cá');
  await page.getByText('Bắt đầu từ thủ tục').waitFor();
});

test('a lost connection loses nothing: the dossier is kept, sent by itself, and counted once', async () => {
  const { page, context } = await at('s20116', 'lan.vinhhung', '/dossiers/new');
  await page.getByRole('combobox', { name: 'Thủ tục' }).fill('giam ho');
  await page.getByRole('option', { name: /giám hộ/ }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByLabel('Họ và tên người nộp').fill('Lê Văn Mất Mạng');
  // What is unsent can be looked at once its window is here.
  await page.waitForFunction(() =>
    performance.getEntriesByType('resource').some(({ name }) => name.includes('unsent-sheet')),
  );
  await context.setOffline(true);
  await page.keyboard.press('Control+Enter');
  await page.getByText(/Chưa gửi được hồ sơ của Lê Văn Mất Mạng/).waitFor();
  await page.getByRole('button', { name: '1 việc chưa gửi' }).click();
  await page
    .getByRole('dialog')
    .getByText(/Lê Văn Mất Mạng/)
    .waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await context.setOffline(false);
  await page.getByText(/^Đã gửi: .*Lê Văn Mất Mạng/).waitFor();

  await page.goto('/dossiers');
  await page.getByRole('searchbox').fill('mat mang');
  await eventually(async () => (await page.locator('li a').count()) === 1);
});

test('a server that fails at one dossier holds up no other, and the clerk can put it by or send it again', async () => {
  const { page } = await at('s20116', 'lan.vinhhung');
  const receive = '**/*OneStopService/ReceiveDossier';
  await page.route(receive, (route) => route.abort());
  for (const name of ['Lê Độc Thử', 'Phan Lành Thử']) {
    await page.goto('/dossiers/new');
    await page.getByRole('combobox', { name: 'Thủ tục' }).fill('giam ho');
    await page.getByRole('option', { name: /giám hộ/ }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByLabel('Họ và tên người nộp').fill(name);
    await page.keyboard.press('Control+Enter');
    await page.getByText(`Chưa gửi được hồ sơ của ${name}`).waitFor();
  }
  await page.unroute(receive);
  let faults = 0;
  await page.route(receive, async (route) => {
    if (!route.request().postData()?.includes('Lê Độc')) return route.continue();
    faults += 1;
    return route.fulfill({ status: 500, json: { code: 'internal', message: 'a fault' } });
  });
  await page.getByText(/^Đã gửi: .*Phan Lành Thử/).waitFor();

  await page.getByRole('button', { name: '1 việc chưa gửi' }).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByText(/Máy chủ gặp lỗi với việc này lúc \d\d:\d\d.*SERVER_FAULT/).waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await sheet.getByRole('button', { name: 'Để riêng' }).click();
  await sheet.getByText(/đã để riêng/).waitFor();
  const before = faults;
  await sheet.getByRole('button', { name: 'Gửi ngay' }).click();
  await page.reload();
  await page.getByRole('button', { name: '1 việc chưa gửi' }).click();
  await sheet.getByText(/đã để riêng/).waitFor();
  expect(faults).toBe(before);

  await page.unroute(receive);
  await sheet.getByRole('button', { name: 'Gửi lại' }).click();
  await page.getByText(/^Đã gửi: .*Lê Độc Thử/).waitFor();
  await page.goto('/dossiers');
  for (const name of ['le doc thu', 'phan lanh thu']) {
    await page.getByRole('searchbox').fill(name);
    await eventually(async () => (await page.locator('li a').count()) === 1);
  }
});

test('an ended session is said at once, and what was kept is sent after signing in again', async () => {
  const { page, context } = await at('s20116', 'lan.vinhhung', '/dossiers/new');
  await page.getByRole('combobox', { name: 'Thủ tục' }).fill('giam ho');
  await page.getByRole('option', { name: /giám hộ/ }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByLabel('Họ và tên người nộp').fill('Trần Thị Hết Phiên');
  await context.clearCookies();
  await page.keyboard.press('Control+Enter');
  const ended = page.getByRole('alert').filter({ hasText: 'Phiên làm việc đã hết' });
  await ended.waitFor({ timeout: 5_000 });
  expect(await accessibilityFaults(page)).toEqual([]);
  await ended.getByRole('link', { name: 'Đăng nhập' }).click();
  await page.getByLabel('Tên đăng nhập').fill('lan.vinhhung');
  await page.getByLabel('Mật khẩu', { exact: true }).fill(passwordAt('s20116'));
  await page.keyboard.press('Enter');
  await page.getByText(/^Đã gửi: .*Trần Thị Hết Phiên/).waitFor();
});

test('what is being typed survives a reload, and so does the language, in which each screen comes', async () => {
  const { page } = await at('s20116', 'lan.vinhhung', '/dossiers/new');
  await page.getByLabel('Họ và tên người nộp').fill('Nguyễn Văn Dở Dang');
  await eventually(async () => (await storeOf(page, 'drafts')).includes('Dở Dang'));
  await page.reload();
  await page.getByText('Đây là nội dung đang gõ dở lần trước.').waitFor();
  expect(await page.getByLabel('Họ và tên người nộp').inputValue()).toBe('Nguyễn Văn Dở Dang');
  await page.getByRole('button', { name: /tài khoản, giao diện, đăng xuất$/ }).click();
  await page.getByRole('radio', { name: 'English' }).click();
  await page.getByLabel('Full name of the applicant').waitFor();
  await page.reload();
  await page.getByLabel('Full name of the applicant').waitFor();
});

test('a person sees the screens of their role and is told so at the others', async () => {
  const { page: clerk } = await at('s20116', 'lan.vinhhung', '/operator');
  await clerk.getByText('Chưa được giao phần việc nào ở đây').waitFor();
  await clerk.goto('/board');
  await clerk.getByText('Chưa được giao phần việc nào ở đây').waitFor();
  await clerk.goto('/no-such-page');
  await clerk.getByText('Không có trang này').waitFor();
  expect(await accessibilityFaults(clerk)).toEqual([]);

  const { page: leader } = await at('s20116', 'phuoc.vinhhung', '/dossiers');
  await leader.getByRole('link', { name: /Trần Thị Ước/ }).click();
  await leader.getByRole('button', { name: 'Hủy đăng ký nhầm' }).waitFor();
  expect(await leader.getByRole('link', { name: /Tiếp nhận hồ sơ/ }).count()).toBe(0);
  expect(await leader.getByRole('button', { name: /Đã có kết quả/ }).count()).toBe(0);
});

test('one search over all that a person has opens what was meant, by keyboard alone', async () => {
  const { page } = await at('s20116', 'lan.vinhhung', '/dossiers');
  const code = await register(page, 'Phan Thị Tìm Thử');
  await page.goto('/no-such-page');
  await page.getByText(/tìm được: hồ sơ theo tên, mã, số điện thoại/).waitFor();
  await page.getByRole('link', { name: /Hồ sơ [1-9]\d* hồ sơ đang giải quyết/ }).waitFor();
  await page.keyboard.press('Control+k');
  const field = page.getByRole('combobox', { name: 'Tìm kiếm' });
  await field.waitFor();
  await page.keyboard.type('phan thi tim');
  await page
    .getByRole('group', { name: 'Hồ sơ' })
    .getByRole('option', { name: /^Phan Thị Tìm Thử/ })
    .waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Phan Thị Tìm Thử' }).waitFor();
  expect(page.url()).not.toMatch(/phan|tim/i);

  // As a scanner types: Enter is pressed before anything was found, and means just this code.
  await page.goto('/dossiers/new');
  await page.getByRole('combobox', { name: 'Thủ tục' }).waitFor();
  await page.keyboard.press('Control+k');
  await field.waitFor();
  await page.keyboard.type(code);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Phan Thị Tìm Thử' }).waitFor();

  const { page: board } = await at('s46', 'huong.ioc');
  await board.getByRole('cell').first().waitFor();
  await board.keyboard.press('/');
  await board.getByRole('combobox', { name: 'Tìm kiếm' }).waitFor();
  await board.keyboard.type('20125');
  await board.getByRole('option', { name: /Xã Vinh Hiền/ }).waitFor();
  await board.keyboard.press('Enter');
  await board.locator('tr:focus').getByText('Xã Vinh Hiền').waitFor();

  const { page: operator } = await at('s46', 'dung.vanhanh', '/no-such-page');
  await operator.getByText(/tìm được: việc cần quyết định, đường liên lạc, hướng dẫn; điểm nút/).waitFor();
  await operator.keyboard.press('Control+k');
  await operator.getByRole('combobox', { name: 'Tìm kiếm' }).waitFor();
  await operator.keyboard.type('phu loc');
  await operator.getByRole('group', { name: 'Vận hành' }).getByRole('option').waitFor();
  await operator.getByRole('group', { name: 'Điểm nút' }).getByRole('option').waitFor();
  await operator.keyboard.press('ArrowDown');
  await operator.keyboard.press('Enter');
  await operator.locator('li:focus').getByText('Huyện Phú Lộc').first().waitFor();
  expect(new URL(operator.url()).pathname).toBe('/sites');
});

test('the boards and the operator’s page can be used by everybody, in the dark and on a phone', async () => {
  const { page: operator } = await at('s20116', 'khoa.vinhhung');
  await operator.getByText('Mọi bản ghi đã được xác nhận').first().waitFor();
  await operator.getByText('Không có gì bị giữ lại').waitFor();
  expect(await accessibilityFaults(operator)).toEqual([]);

  const { page: wall } = await at('s46', 'huong.ioc', '/', { width: 1920, height: 1080 });
  await wall.goto('/board?wall=1');
  await wall.getByText(/xã, phường đã nối/).waitFor();
  expect(await wall.evaluate(() => document.documentElement.dataset.theme)).toBe('dark');
  expect(await accessibilityFaults(wall)).toEqual([]);

  const { page: phone, context } = await at('s482', 'binh.phuloc', '/board', { width: 390, height: 844 });
  await phone.getByRole('cell').first().waitFor();
  expect(await phone.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  expect(await accessibilityFaults(phone)).toEqual([]);
  await context.setOffline(true);
  await phone
    .getByText(/Mất luồng trực tiếp, số liệu lúc/)
    .first()
    .waitFor();
});

test('a machine that lost its history takes it back by one decision of its operator, and the province’s number stays', async () => {
  const { page: board } = await at('s46', 'huong.ioc');
  await board.getByRole('cell').first().waitFor();
  const before = await figure(board, 'Tiếp nhận');
  const site = province().site('s20116');
  await site.process.kill();
  const nothing = mkdtempSync(join(tmpdir(), 'lien-thong-nothing-'));
  for (const service of ['onestop', 'reporting'] as const)
    await restoreDatabase(site.database.uri, site.database.nameOf(service), nothing);
  await site.process.start();

  const { page } = await at('s20116', 'khoa.vinhhung', '/operator');
  await page.getByRole('link', { name: /^Vận hành [1-9]\d* việc cần quyết định$/ }).waitFor();
  const offer = page.getByRole('button', { name: 'Lấy lại số liệu' });
  await offer.click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText(/Xem trước cho \d+ ngày/).waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  const decide = dialog.getByRole('button', { name: 'Lấy lại số liệu' });
  await decide.click();
  await dialog.getByText('Ô “Lý do” còn trống. Hãy điền vào.').waitFor();
  await page.keyboard.type('máy mới thay máy hỏng');
  for (const key of ['Tab', 'Tab', 'Enter']) await page.keyboard.press(key);
  await page.getByText(/Đã ghi quyết định cho \d+ ngày/).waitFor();
  await offer.waitFor({ state: 'detached' });
  await eventually(async () => (await figure(board, 'Tiếp nhận')) === before);
});

test('the province’s operator hands a unit over upon a dry run, with a reason; a site that writes units is not retired', async () => {
  const { page: clerk } = await at('s20125', 'mai.vinhhien', '/dossiers');
  await register(clerk, 'Lê Thị Bàn Giao');
  const { page } = await at('s46', 'dung.vanhanh', '/operator');
  await page.getByRole('link', { name: 'Điểm nút' }).click();
  await page.getByRole('button', { name: 'Ngừng điểm nút: Xã Vinh Hiền' }).click();
  await page.getByRole('dialog').getByText('còn phụ trách đơn vị: bàn giao trước').waitFor();
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: 'Bàn giao đơn vị: Xã Vinh Hiền' }).click();
  const dialog = page.getByRole('dialog');
  const heading = dialog.getByRole('heading', { name: 'Bàn giao đơn vị: Xã Vinh Hiền' });
  // Read first: Enter must not close what has just opened.
  expect(await heading.evaluate((one) => one === document.activeElement)).toBe(true);
  await dialog.getByLabel('Nơi nhận').selectOption('s20116');
  await dialog.getByText(/chuyển từ Xã Vinh Hiền \(s20125\) sang Xã Vinh Hưng \(s20116\)/).waitFor();
  await dialog.getByText(/^Đang giải quyết: [1-9]\d* hồ sơ$/).waitFor();
  await dialog.getByText(/^Việc chưa xong không chuyển theo đơn vị/).waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await dialog.getByLabel(/^Lý do/).fill('sáp nhập từ 01/07/2025');
  await dialog.getByRole('button', { name: 'Bàn giao đơn vị' }).click();
  await page.getByText(/^Đã bàn giao\./).waitFor();
  await page.getByRole('listitem').filter({ hasText: 's20125' }).getByText('không phụ trách').waitFor();

  await clerk.goto(new URL('/dossiers/new', clerk.url()).href);
  await clerk.getByText('Xã Vinh Hiền đã bàn giao cho Xã Vinh Hưng (s20116) từ ngày 30/06/2025').waitFor();
  await clerk.getByRole('link', { name: 'Hồ sơ' }).first().click();
  await clerk.getByText(/tiếp nhận hồ sơ ở nơi đó/).waitFor();
  expect(await clerk.getByRole('link', { name: /Tiếp nhận hồ sơ/ }).count()).toBe(0);
  expect(await accessibilityFaults(clerk)).toEqual([]);

  await page.getByRole('button', { name: 'Ngừng điểm nút: Xã Vinh Hiền' }).click();
  await page.getByRole('dialog').getByText('Không có bản ghi nào mắc kẹt ở đó.').waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.keyboard.press('Escape');

  // Read back, and found without diacritics.
  await page.goto('/operator/decisions');
  const kept = page.getByRole('row').filter({ hasText: 'sáp nhập từ 01/07/2025' });
  await kept.getByText('Xã Vinh Hiền').waitFor();
  await page.getByRole('searchbox').fill('sap nhap vinh hien');
  await kept.getByText('Bàn giao đơn vị').waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);

  const { page: commune } = await at('s20116', 'khoa.vinhhung', '/sites');
  await commune.getByText('Chưa được giao phần việc nào ở đây').waitFor();
});
