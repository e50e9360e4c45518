import { expect, test } from '@jest/globals';
import { eventually } from '@lienthong/testkit';
import type { Page } from 'playwright-core';
import { accessibilityFaults } from './browser.ts';
import { storeOf } from './device.ts';
import { card, scan } from './scanner.ts';
import { register, startScreens } from './screens.ts';

const { at } = startScreens('s20116');

const procedureOf = (page: Page) => page.getByRole('combobox', { name: 'Thủ tục' });
const identityOf = (page: Page) => page.getByLabel('Số định danh cá nhân');
const nameOf = (page: Page) => page.getByLabel('Họ và tên người nộp');
const saved = (page: Page) => page.getByRole('heading', { level: 2, name: /^H57\.48\.16-/ });
const focused = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute('name'));

/** Until the app hears scans outside its fields. */
const isListening = (page: Page) =>
  eventually(async () => {
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await scan(page, 'H57.48.16-250630-9998');
    return (await page.getByText(/Không có hồ sơ này/).count()) > 0;
  });

async function choose(page: Page): Promise<void> {
  await procedureOf(page).fill('hon nhan');
  await page.getByRole('option', { name: /tình trạng hôn nhân/ }).waitFor();
  await page.keyboard.press('Enter');
}

/** Whether the words stand in a draft on this device. */
const isKept = async (page: Page, words: string) => (await storeOf(page, 'drafts')).includes(words);

async function expectPerson(page: Page, name: string): Promise<void> {
  await eventually(async () => (await nameOf(page).inputValue()) === name);
  expect(await identityOf(page).inputValue()).toBe('046085001234');
  expect(await page.getByLabel('Địa chỉ').inputValue()).toBe('Thôn 2, Vinh Hưng, Phú Lộc');
  await eventually(async () => (await focused(page)) === 'phone');
  expect(await page.getByLabel('Điện thoại').inputValue()).toBe('');
  expect(await page.locator('[aria-invalid=true]').count()).toBe(0);
}

test.each([
  ['identityNumber', 'Enter'],
  ['identityNumber', 'Tab'],
  ['name', 'Enter'],
  ['address', 'Tab'],
  ['summary', 'Enter'],
  ['procedureCode', 'Enter'],
  ['phone', 'nothing'],
] as const)(
  'case 10, U3: a card scanned into %s, ended by %s, fills the person and nothing else',
  async (field, end) => {
    const { page } = await at('s20116', 'lan.vinhhung', '/dossiers/new');
    await page.locator(`[name=${field}]`).waitFor();
    await isListening(page);
    await page.locator(`[name=${field}]`).focus();
    await scan(page, card('Nguyễn Văn Quét Thử'), end);
    await expectPerson(page, 'Nguyễn Văn Quét Thử');
    expect(await page.locator('[name=summary]').inputValue()).toBe('');
    expect(page.url()).not.toMatch(/0460|Qu/);
    expect(await saved(page).count()).toBe(0);
  },
);

test('case 10: a card that came in slowly is recognised on leaving the field, and of a birth the year is enough', async () => {
  const { page } = await at('s20116', 'lan.vinhhung', '/dossiers/new');
  await nameOf(page).fill(card('Nguyễn Thị Chậm', '1945'));
  await page.getByLabel('Điện thoại').click();
  await expectPerson(page, 'Nguyễn Thị Chậm');
});

test('case 10: the card of another person leaves nothing of the one before, who comes back whole', async () => {
  const { page } = await at('s20116', 'lan.vinhhung', '/dossiers/new');
  await identityOf(page).waitFor();
  await isListening(page);
  const fields = ['identityNumber', 'name', 'phone', 'address', 'summary'];
  const away = () => page.evaluate(() => (document.activeElement as HTMLElement).blur());
  const typed = () => Promise.all(fields.map((name) => page.locator(`[name=${name}]`).inputValue()));
  const before = ['046085009999', 'Đỗ Văn Trước', '0905123456', 'Thôn 7', 'Vay vốn'];
  for (const [index, name] of fields.entries())
    await page.locator(`[name=${name}]`).fill(before[index] ?? '');
  await away();
  await scan(page, card('Nguyễn Thị Sau'));
  await expectPerson(page, 'Nguyễn Thị Sau');
  expect((await typed())[4]).toBe('');
  await page.getByRole('button', { name: 'Lấy lại người trước' }).click();
  await eventually(async () => (await typed()).join() === before.join());
  // Of the same person, whose name was typed without its marks, the card only completes what stands there.
  await identityOf(page).fill('');
  await nameOf(page).fill('nguyen thi sau');
  await away();
  await scan(page, card('Nguyễn Thị Sau'));
  await eventually(async () => (await nameOf(page).inputValue()) === 'Nguyễn Thị Sau');
  expect(await typed()).toEqual([
    '046085001234',
    'Nguyễn Thị Sau',
    '0905123456',
    'Thôn 2, Vinh Hưng, Phú Lộc',
    'Vay vốn',
  ]);
});

test("U3: a card scanned into the list's search begins a dossier, in the search window it finds", async () => {
  const { page } = await at('s20116', 'lan.vinhhung', '/dossiers');
  await register(page, 'Võ Thị Có Thẻ');
  await page.goto('/dossiers');
  const search = page.getByRole('searchbox');
  await search.fill('không ai cả');
  await page.getByText(/Muốn tìm bằng thẻ căn cước: nhấn Ctrl\+K rồi quét/).waitFor();
  await search.focus();
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').getByRole('combobox').waitFor();
  await scan(page, card('VÕ THỊ CÓ THẺ').replace('046085001234', '046185001234'), 'nothing');
  await page.getByRole('option', { name: /Võ Thị Có Thẻ/ }).waitFor();
  await page.keyboard.press('Escape');
  await isListening(page);
  await search.focus();
  await scan(page, card('Hồ Thị Mới'));
  await expectPerson(page, 'Hồ Thị Mới');
});

test('U3: a card is heard wherever the focus is, and a letter of its name is no shortcut', async () => {
  const { page } = await at('s20116', 'lan.vinhhung', '/dossiers');
  await page
    .getByRole('link', { name: /Tiếp nhận hồ sơ/ })
    .first()
    .waitFor();
  await isListening(page);
  await scan(page, card('NGUYỄN AN PHÁP'));
  await expectPerson(page, 'NGUYỄN AN PHÁP');
  // The next citizen's card takes the place of the one before, who can be had back.
  await scan(page, card('TRẦN THỊ KHÁC'));
  await expectPerson(page, 'TRẦN THỊ KHÁC');
  await page.getByRole('button', { name: 'Lấy lại người trước' }).click();
  expect(await nameOf(page).inputValue()).toBe('NGUYỄN AN PHÁP');
});

test('U3: a card that is scanned before the app hears scans is not lost, and its letters press nothing', async () => {
  const { page } = await at('s20116', 'lan.vinhhung', '/dossiers');
  const hearing = Promise.withResolvers<void>();
  await page.route(/scanning-[^/]+\.js$/, async (route) => {
    await hearing.promise;
    await route.continue();
  });
  await page.reload();
  await page.getByRole('searchbox').waitFor();
  await scan(page, card('nguyễn an xin'));
  expect(new URL(page.url()).pathname).toBe('/dossiers');
  expect(await page.getByRole('dialog').count()).toBe(0);
  hearing.resolve();
  await expectPerson(page, 'nguyễn an xin');
});

test('U3: a card that is scanned while a dossier is being sent waits for the next form', async () => {
  const { page } = await at('s20116', 'lan.vinhhung', '/dossiers/new');
  await identityOf(page).waitFor();
  await isListening(page);
  await choose(page);
  await nameOf(page).fill('Đang Gửi Đi');
  let answer: (() => void) | undefined;
  await page.route('**/*OneStopService/ReceiveDossier', async (route) => {
    await new Promise<void>((resolve) => {
      answer = resolve;
    });
    await route.continue();
  });
  await page.keyboard.press('Control+Enter');
  await eventually(() => answer !== undefined);
  await scan(page, card('TRẦN THỊ KẾ TIẾP'));
  expect(await nameOf(page).inputValue()).toBe('Đang Gửi Đi');
  answer?.();
  await saved(page).waitFor();
  await page.keyboard.press('n');
  await eventually(async () => (await nameOf(page).inputValue()) === 'TRẦN THỊ KẾ TIẾP');
});

test('U3: the code on a receipt opens its dossier, also out of a form and a search', async () => {
  const { page } = await at('s20116', 'lan.vinhhung', '/dossiers');
  const code = await register(page, 'Lê Thị Biên Nhận');
  await page.goto('/dossiers/new');
  await nameOf(page).fill('Đang gõ dở');
  await eventually(() => isKept(page, 'Đang gõ dở'));
  await scan(page, code);
  await page.getByRole('heading', { level: 2, name: 'Lê Thị Biên Nhận' }).waitFor();
  await page.goto('/dossiers/new');
  await eventually(async () => (await nameOf(page).inputValue()) === 'Đang gõ dở');
  await page.getByRole('button', { name: 'Bắt đầu lại' }).click();
  await scan(page, 'H57.48.16-250630-9999');
  await page.getByText(/Không có hồ sơ này/).waitFor();
});

test('U11, U16: Enter in the procedures goes on to the card, Esc leaves the form and loses nothing', async () => {
  const { page } = await at('s20116', 'lan.vinhhung', '/dossiers/new');
  await eventually(async () => (await focused(page)) === 'procedureCode');
  await page.keyboard.type('hon nhan');
  await page.getByRole('option', { name: /tình trạng hôn nhân/ }).waitFor();
  await page.keyboard.press('Enter');
  expect(await focused(page)).toBe('identityNumber');
  expect(await procedureOf(page).inputValue()).toMatch(/tình trạng hôn nhân/);
  await nameOf(page).fill('Nguyễn Thị Dở');
  await page.keyboard.press('Escape');
  await page
    .getByRole('link', { name: /Tiếp nhận hồ sơ/ })
    .first()
    .waitFor();
  await eventually(() => isKept(page, 'Nguyễn Thị Dở'));
  await page.keyboard.press('n');
  await eventually(async () => (await nameOf(page).inputValue()) === 'Nguyễn Thị Dở');
  expect(await accessibilityFaults(page)).toEqual([]);
});

test('U23, U37: nothing is chosen by itself; with a scan a dossier takes at most 15 keys, and its code is spoken', async () => {
  const { page } = await at('s20116', 'lan.vinhhung', '/dossiers/new');
  await choose(page);
  await nameOf(page).fill('Phan Thị Trước');
  await page.keyboard.press('Control+Enter');
  await saved(page).waitFor();
  let keys = 0;
  const press = async (...pressed: string[]): Promise<void> => {
    for (const key of pressed) await page.keyboard.press(key);
    keys += pressed.length;
  };
  await press('n');
  await eventually(async () => (await focused(page)) === 'procedureCode');
  expect(await procedureOf(page).inputValue()).toBe('');
  await page.getByRole('button', { name: /tình trạng hôn nhân/ }).waitFor();
  await press('1');
  expect(await procedureOf(page).inputValue()).toMatch(/tình trạng hôn nhân/);
  await scan(page, card('Nguyễn Văn Quét Nhanh'));
  await eventually(async () => (await focused(page)) === 'phone');
  await press(...Array.from('0905123456'), 'Control+Enter');
  await saved(page).waitFor();
  expect(keys).toBeLessThanOrEqual(15);
  // Whoever listens hears the code.
  const code = (await saved(page).textContent()) ?? '?';
  await page.getByRole('status').filter({ hasText: code }).waitFor();
});

test('U43: the gaps between the fields of the form are even, and the name stands before the phone', async () => {
  const { page } = await at('s20116', 'lan.vinhhung', '/dossiers/new');
  await identityOf(page).waitFor();
  const names = await page
    .locator('form :is(input:not([type=radio]), textarea)')
    .evaluateAll((all) => all.map((one) => one.getAttribute('name')));
  expect(names).toEqual(['procedureCode', 'identityNumber', 'name', 'phone', 'address', 'summary']);
  const gaps = await page.evaluate(() => {
    const fields = document.querySelector('form > div')?.children ?? [];
    const rows = [...fields].map((one) => one.getBoundingClientRect()).filter(({ height }) => height > 0);
    return rows.slice(1).flatMap(({ top }, index) => {
      const above = Math.max(...rows.slice(0, index + 1).map(({ bottom }) => bottom));
      return top >= above ? [Math.round(top - above)] : [];
    });
  });
  expect(new Set(gaps)).toEqual(new Set([12]));
});

test('U37: the ring of a wrong field leaves its red border to be seen', async () => {
  const { page } = await at('s20116', 'lan.vinhhung', '/dossiers/new');
  await identityOf(page).fill('123');
  await page.getByLabel('Điện thoại').focus();
  await identityOf(page).focus();
  const { border, late, offset } = await identityOf(page).evaluate((field) => {
    const probe = document.createElement('i');
    probe.style.color = 'var(--late)';
    field.after(probe);
    const found = {
      border: getComputedStyle(field).borderTopColor,
      late: getComputedStyle(probe).color,
      offset: getComputedStyle(field).outlineOffset,
    };
    probe.remove();
    return found;
  });
  expect(border).toBe(late);
  expect(offset).toBe('1px');
});

test('U22: the day and why are there as soon as a procedure is chosen, and are those of the saved dossier', async () => {
  const { page } = await at('s20116', 'lan.vinhhung', '/dossiers/new');
  await choose(page);
  const guide = page.getByRole('complementary', { name: 'Hướng dẫn' });
  const promised = (await guide.getByText(/^\d{2}\/\d{2}\/\d{4}/).textContent())?.slice(0, 10) ?? '?';
  await guide.getByRole('button', { name: 'Vì sao?' }).click();
  await guide
    .getByText(/NĐ 118\/2025|NĐ 61\/2018|Bộ luật Dân sự/)
    .first()
    .waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await nameOf(page).fill('Hồ Thị Hẹn');
  await page.keyboard.press('Control+Enter');
  await saved(page).waitFor();
  await page.getByRole('region', { name: 'Hẹn trả kết quả' }).getByText(promised).first().waitFor();
});

test('U41, case 21: a name in small letters and an old number are offered as they are written now', async () => {
  const { page } = await at('s20116', 'lan.vinhhung', '/dossiers/new');
  await nameOf(page).fill('nguyễn văn bình');
  await page.getByLabel('Điện thoại').fill('0168 200 0346');
  await page.getByLabel('Địa chỉ').focus();
  await page.getByText(/Số di động có 10 chữ số/).waitFor();
  await page.getByRole('button', { name: 'Viết thành “Nguyễn Văn Bình”' }).click();
  await page.getByRole('button', { name: /dùng 0382000346/ }).click();
  expect(await nameOf(page).inputValue()).toBe('Nguyễn Văn Bình');
  expect(await page.getByLabel('Điện thoại').inputValue()).toBe('0382000346');
  expect(await page.locator('[aria-invalid=true]').count()).toBe(0);
  // What is no name is said with its place.
  await nameOf(page).fill('Nguyễn Văn A 😀');
  await page.getByLabel('Địa chỉ').focus();
  await page.getByText('Họ và tên người nộp: ký tự thứ 14 không dùng được ở đây.').waitFor();
});

test('U18, case 23: the leader puts a person right, and the history says who changed which fields', async () => {
  const { page: clerk } = await at('s20116', 'lan.vinhhung', '/dossiers/new');
  await choose(clerk);
  await nameOf(clerk).fill('Trần Thị Nghe Nhầm');
  await clerk.locator('[name=summary]').fill('1. Kết hôn\n2. Vay vốn');
  await clerk.keyboard.press('Control+Enter');
  const code = (await saved(clerk).textContent()) ?? '?';

  const { page } = await at('s20116', 'phuoc.vinhhung', '/dossiers');
  await isListening(page);
  await scan(page, code);
  await page.getByRole('heading', { level: 2, name: 'Trần Thị Nghe Nhầm' }).waitFor();
  await page.getByRole('button', { name: 'Sửa thông tin người nộp' }).click();
  const dialog = page.getByRole('dialog');
  expect(await accessibilityFaults(page)).toEqual([]);
  await dialog.getByLabel('Họ và tên người nộp').fill('Trần Thị Nghe Đúng');
  let sent = 0;
  page.on('request', (request) => {
    if (request.url().endsWith('/CorrectApplicant')) sent += 1;
  });
  await page.keyboard.press('Control+Enter');
  await page.getByRole('heading', { level: 2, name: 'Trần Thị Nghe Đúng' }).waitFor();
  const steps = page.getByRole('region', { name: 'Quá trình' });
  await steps.getByText('Sửa thông tin người nộp', { exact: true }).waitFor();
  await steps.getByText('Đã sửa: Họ và tên người nộp').waitFor();
  expect(sent).toBe(1);
  // What was asked for in two lines stands in two.
  const asked = page.getByRole('definition').filter({ hasText: '1. Kết hôn' });
  expect(await asked.evaluate((one) => (one as HTMLElement).innerText)).toBe('1. Kết hôn\n2. Vay vốn');
});

test('U18: a correction leaves what somebody else corrected meanwhile, and asks where both corrected the same', async () => {
  const { page: clerk } = await at('s20116', 'lan.vinhhung', '/dossiers');
  const code = await register(clerk, 'Phạm Thị Hai Tay');
  const leaderAt = async () => {
    const { page } = await at('s20116', 'phuoc.vinhhung', '/dossiers');
    await isListening(page);
    await scan(page, code);
    await page.getByRole('heading', { level: 2, name: 'Phạm Thị Hai Tay' }).waitFor();
    await page.getByRole('button', { name: 'Sửa thông tin người nộp' }).click();
    const field = (label: string) => page.getByRole('dialog').getByLabel(label);
    return { page, field };
  };
  const [first, second] = [await leaderAt(), await leaderAt()];
  await second.field('Họ và tên người nộp').fill('Phạm Thị Một');
  await second.field('Địa chỉ').fill('Thôn 5');
  await eventually(() => isKept(second.page, 'Phạm Thị Một'));
  // What was typed is found again, and said to be.
  await second.page.keyboard.press('Escape');
  await first.field('Họ và tên người nộp').fill('Phạm Thị Hai');
  await first.field('Điện thoại').fill('0905999888');
  await first.page.keyboard.press('Control+Enter');
  await first.page.getByRole('heading', { level: 2, name: 'Phạm Thị Hai', exact: true }).waitFor();

  const { page, field } = second;
  await page.getByRole('heading', { level: 2, name: 'Phạm Thị Hai', exact: true }).waitFor();
  await page.getByRole('button', { name: 'Sửa thông tin người nộp' }).click();
  await page.getByText('Đây là nội dung đang gõ dở lần trước.').waitFor();
  await page.getByText(/Họ và tên người nộp nay là “Phạm Thị Hai”/).waitFor();
  expect(await field('Họ và tên người nộp').inputValue()).toBe('Phạm Thị Một');
  expect(await field('Điện thoại').inputValue()).toBe('0905999888');
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.keyboard.press('Control+Enter');
  await eventually(() =>
    page.evaluate(() => document.activeElement?.textContent?.includes('Lấy nội dung mới') ?? false),
  );
  await page.keyboard.press('Enter');
  expect(await field('Họ và tên người nộp').inputValue()).toBe('Phạm Thị Hai');
  await page.keyboard.press('Control+Enter');
  await page.getByText('Đã sửa: Địa chỉ').waitFor();
  await page.getByRole('definition').filter({ hasText: '0905999888' }).waitFor();
  await page.getByRole('definition').filter({ hasText: 'Thôn 5' }).waitFor();
});

/** What would be printed: sheets, and the width of the first in points. */
async function printed(page: Page): Promise<{ sheets: number; width: number }> {
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
  return {
    sheets: pdf.match(/\/Type \/Page\b/g)?.length ?? 0,
    width: Math.round(Number(/MediaBox \[0 0 ([\d.]+)/.exec(pdf)?.[1])),
  };
}

/** The paper while it is being printed. */
async function paperOf(page: Page): Promise<string> {
  await page.evaluate(() => {
    window.print = () => undefined;
  });
  await page.keyboard.press('p');
  const sheet = page.locator('body > [data-print]');
  await sheet.waitFor({ state: 'attached' });
  return (await sheet.textContent()) ?? '';
}
const a5 = 420;

test('U4: a screen is printed as it stands, dark on white; a paper is printed alone on its own format', async () => {
  const { page } = await at('s20116', 'lan.vinhhung', '/dossiers');
  await page.evaluate(() => localStorage.setItem('lien-thong.theme', 'dark'));
  await page.reload();
  const code = await register(page, 'Lê Thị In Giấy');
  // The receipt's own styles are here by now, and rule nothing else.
  await paperOf(page);
  expect(await printed(page)).toEqual({ sheets: 1, width: a5 });
  await page.locator('body > [data-print]').waitFor({ state: 'detached' });
  expect((await printed(page)).width).toBeGreaterThan(a5);
  await page.emulateMedia({ media: 'print' });
  await page.getByRole('heading', { name: code }).waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
});

test('case 14, U18: a receipt printed again is the same, whoever prints it and whatever the catalogue says', async () => {
  const { page } = await at('s20116', 'lan.vinhhung', '/dossiers');
  const code = await register(page, 'Trần Thị In Lại');
  const first = await paperOf(page);
  const { page: leader } = await at('s20116', 'phuoc.vinhhung', '/dossiers');
  await leader.route('**/ListProcedures', (route) => route.fulfill({ status: 503, json: {} }));
  await leader.getByText('Trần Thị In Lại').click();
  await leader.getByRole('region', { name: 'Quá trình' }).getByText('Tiếp nhận', { exact: true }).waitFor();
  expect(await paperOf(leader)).toBe(first);
  await leader.pdf();
  await leader.locator('body > [data-print]').waitFor({ state: 'detached' });

  await leader.getByRole('button', { name: 'Sửa thông tin người nộp' }).click();
  await leader.getByRole('dialog').getByLabel('Họ và tên người nộp').fill('Trần Thị In Đúng');
  await leader.keyboard.press('Control+Enter');
  await leader.getByRole('heading', { level: 2, name: 'Trần Thị In Đúng' }).waitFor();
  const corrected = await paperOf(leader);
  expect(corrected).toContain('Đã sửa thông tin người nộp lúc');
  expect(corrected).toContain(code);
  expect(corrected).toContain('Trần Thị In Đúng');
});

test.each([
  ['as long as they may be', 'Nội dung đề nghị rất dài để thử giấy hẹn khổ A5. '.repeat(11).slice(0, 499), 1],
  ['of many lines', Array.from({ length: 40 }, (_, index) => `${index + 1}. giấy`).join('\n'), 2],
])(
  'case 24: with texts %s code, name, day and signatures stand on the first sheet of the receipt',
  async (_what, summary, sheets) => {
    const { page } = await at('s20116', 'lan.vinhhung', '/dossiers/new');
    await choose(page);
    await nameOf(page).fill('Công Tằng Tôn Nữ Nguyệt Ánh Thử Giấy Hẹn');
    await page.getByLabel('Địa chỉ').fill('Thôn Diêm Trường, xã Vinh Hưng, '.repeat(10).slice(0, 299));
    await page.locator('[name=summary]').fill(summary);
    await page.keyboard.press('Control+Enter');
    await saved(page).waitFor();
    await paperOf(page);
    await page.emulateMedia({ media: 'print' });
    // The sheet without its margins, in the pixels of CSS.
    await page.setViewportSize({ width: Math.floor((123 / 25.4) * 96), height: 700 });
    const { bottom } = await page
      .locator('[data-print] footer')
      .evaluate((one) => one.getBoundingClientRect().toJSON());
    expect(bottom).toBeLessThan((190 / 25.4) * 96);
    await page.emulateMedia({ media: null });
    expect(await printed(page)).toEqual({ sheets, width: a5 });
  },
);
