import { expect, test } from '@jest/globals';
import { eventually } from '@lienthong/testkit';
import type { Page } from 'playwright-core';
import { accessibilityFaults } from './browser.ts';
import { register, startScreens } from './screens.ts';

const { at } = startScreens('s20116');
const [a5, a4, a4Landscape] = [420, 595, 842];

/** What would be printed: sheets, and the width of the first in points. */
async function printed(page: Page): Promise<{ sheets: number; width: number }> {
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
  return {
    sheets: pdf.match(/\/Type \/Page\b/g)?.length ?? 0,
    width: Math.round(Number(/MediaBox \[0 0 ([\d.]+)/.exec(pdf)?.[1])),
  };
}

const sheet = (page: Page) => page.locator('body > [data-print]');

/** The paper that a deed prints: what it says, and on what. */
async function paper(page: Page, deed: () => Promise<void>) {
  await page.evaluate(() => {
    window.print = () => undefined;
  });
  await deed();
  await sheet(page).waitFor({ state: 'attached' });
  const text = (await sheet(page).textContent()) ?? '';
  const title = await page.title();
  const pages = await printed(page);
  await sheet(page).waitFor({ state: 'detached' });
  return { text, title, ...pages };
}
const press = (page: Page, name: string) => () =>
  page.getByRole('button', { name, exact: false }).first().click();

async function choose(page: Page, words = 'hon nhan'): Promise<void> {
  await page.getByRole('combobox', { name: 'Thủ tục' }).fill(words);
  await page.getByRole('option').first().waitFor();
  await page.keyboard.press('Enter');
}

test('U20: what is handed in, in how many sets and for whom is ticked off at intake, and stands on the receipt', async () => {
  const { page } = await at('s20116', 'lan.vinhhung', '/dossiers/new');
  await choose(page);
  await page.getByLabel('Họ và tên người nộp').fill('Lê Thị Nộp Hộ');
  await page.getByRole('button', { name: 'Nộp thay người khác' }).click();
  await page.getByLabel('Họ và tên chủ hồ sơ').fill('Trần Văn Chủ Nhân');
  await page.getByRole('button', { name: 'Đủ giấy tờ bắt buộc' }).click();
  const components = page.getByRole('group', { name: 'Thành phần hồ sơ' });
  await components.getByRole('checkbox', { name: /Văn bản ủy quyền/ }).check();
  await components.getByRole('textbox', { name: 'Số bản Văn bản ủy quyền' }).fill('2');
  await components
    .getByRole('combobox', { name: 'Loại bản Văn bản ủy quyền' })
    .selectOption({ label: 'Bản sao' });
  await components.getByLabel('Số bộ hồ sơ').fill('3');
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.keyboard.press('Control+Enter');
  await page.getByRole('heading', { level: 2, name: /^H57/ }).waitFor();
  const { text, title, ...pages } = await paper(page, () => page.keyboard.press('p'));
  expect(pages).toEqual({ sheets: 1, width: a5 });
  expect(title).toMatch(/^GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ H57/);
  expect(text).toContain('Chủ hồ sơ: Trần Văn Chủ Nhân');
  expect(text).toContain('1Tờ khai cấp Giấy xác nhận tình trạng hôn nhân1Bản chính');
  expect(text).toContain('2Văn bản ủy quyền2Bản sao');
  expect(text).toContain('Số lượng hồ sơ: 3 bộ');
  await page.getByRole('link', { name: 'Mở hồ sơ này' }).click();
  await page.getByRole('definition').filter({ hasText: 'Trần Văn Chủ Nhân' }).waitFor();
  await page.getByText('Thành phần hồ sơ (3 bộ)').waitFor();
});

test('U20, case 14: the slip that asks for a supplement is at the step that calls for it, and the same from the history later', async () => {
  const { page } = await at('s20116', 'lan.vinhhung', '/dossiers');
  await register(page, 'Ngô Thị Thiếu Giấy');
  await page.getByRole('link', { name: 'Mở hồ sơ này' }).click();
  await page.getByRole('button', { name: 'Yêu cầu bổ sung' }).click();
  await page.getByRole('dialog').getByRole('textbox').fill('1. Tờ khai chưa ký\n2. Thiếu trích lục ly hôn');
  await page.keyboard.press('Control+Enter');
  await page
    .getByRole('button', { name: /^In phiếu bổ sung/ })
    .first()
    .waitFor();
  const first = await paper(page, () => page.keyboard.press('p'));
  expect(first).toMatchObject({ sheets: 1, width: a5 });
  expect(first.text).toContain('PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ');
  expect(first.text).toContain('2. Thiếu trích lục ly hôn');
  await page.getByRole('button', { name: 'Đã bổ sung, tiếp tục' }).click();
  await page.keyboard.press('Control+Enter');
  await page
    .getByRole('button', { name: /^In giấy hẹn/ })
    .first()
    .waitFor();
  const { page: leader } = await at('s20116', 'phuoc.vinhhung', '/dossiers');
  await leader.getByText('Ngô Thị Thiếu Giấy').first().click();
  const later = await paper(leader, press(leader, 'In phiếu bổ sung'));
  expect(later.text).toBe(first.text);

  const control = await paper(leader, press(leader, 'In phiếu kiểm soát'));
  expect(control).toMatchObject({ sheets: 1, width: a5 });
  expect(control.text).toContain('Nhận: Bộ phận Tiếp nhận và Trả kết quả');
});

test('U20: whoever cannot be received goes home with a slip of what was typed, and nothing is registered', async () => {
  const { page } = await at('s20116', 'lan.vinhhung', '/dossiers/new');
  const sent: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('ReceiveDossier')) sent.push(request.url());
  });
  await choose(page, 'giam ho');
  await page.getByLabel('Họ và tên người nộp').fill('Phan Thị Chưa Nhận');
  await page.getByRole('checkbox', { name: /Tờ khai đăng ký giám hộ/ }).check();
  await page.getByRole('button', { name: 'Chưa nhận được hồ sơ này?' }).click();
  const told = page.getByRole('dialog').getByRole('textbox');
  expect(await told.inputValue()).toMatch(/^Thiếu: Văn bản cử người giám hộ/);
  expect(await accessibilityFaults(page)).toEqual([]);
  const asked = await paper(page, () => page.keyboard.press('Control+Enter'));
  expect(asked).toMatchObject({ sheets: 1, width: a5 });
  expect(asked.text).toContain('Hồ sơ của: Phan Thị Chưa Nhận');
  await page.getByRole('radio', { name: 'Từ chối tiếp nhận' }).check();
  await told.fill('Không thuộc thẩm quyền của xã.\n'.repeat(12));
  const refused = await paper(page, press(page, 'In phiếu từ chối'));
  expect(refused).toMatchObject({ sheets: 1, width: a5 });
  expect(refused.text).toContain('PHIẾU TỪ CHỐI TIẾP NHẬN GIẢI QUYẾT HỒ SƠ');
  expect(sent).toEqual([]);
});

test('U24: what was handed over in one go has one slip for both sides to sign, until it is taken back', async () => {
  const { page } = await at('s20116', 'lan.vinhhung', '/dossiers');
  for (const name of ['Đỗ Thị Giao Một', 'Đỗ Thị Giao Hai']) {
    await register(page, name);
    await page.goto('/dossiers');
  }
  await page.getByRole('searchbox').fill('do thi giao');
  await eventually(async () => (await page.locator('li a').count()) === 2);
  await page.getByRole('searchbox').press('Enter');
  await page.locator('li a:focus').waitFor();
  await page.keyboard.press('x');
  await page.keyboard.press('Shift+ArrowDown');
  await page.getByText('Đã chọn 2 hồ sơ').waitFor();
  await page.keyboard.press('a');
  await page.getByRole('dialog').getByText('Sẽ chuyển 2 hồ sơ').waitFor();
  await page.keyboard.press('Control+Enter');
  // It stays while the pointer is on it.
  await page.getByText('Vừa chuyển 2 hồ sơ cho Chuyên viên thụ lý').hover();
  expect(await accessibilityFaults(page)).toEqual([]);
  const { text, ...pages } = await paper(page, press(page, 'In phiếu bàn giao'));
  expect(pages).toMatchObject({ sheets: 1, width: a4 });
  expect(text).toContain('Bên giao: Bộ phận Tiếp nhận và Trả kết quả');
  expect(text).toContain('Đỗ Thị Giao Một');
  expect(text).toContain('Đỗ Thị Giao Hai');
  await page.getByRole('button', { name: 'Hoàn tác' }).click();
  await page.getByText('Vừa chuyển 2 hồ sơ').waitFor({ state: 'detached' });
});

test('U20: what is due is apologised for, with the reason and the new day left to the head of the office', async () => {
  const { page } = await at('s20116', 'lan.vinhhung', '/dossiers/new');
  await choose(page, 'ban sao tu ban chinh');
  await page.getByLabel('Họ và tên người nộp').fill('Võ Thị Xin Lỗi');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('link', { name: 'Mở hồ sơ này' }).click();
  const apology = await paper(page, press(page, 'In phiếu xin lỗi'));
  expect(apology).toMatchObject({ sheets: 1, width: a5 });
  expect(apology.text).toContain('Kính gửi: Võ Thị Xin Lỗi');
  expect(apology.text).toContain('ngày …… tháng …… năm ………');
});

test('U20: the register of a day has each dossier of the day in its order, on A4 across', async () => {
  const { page } = await at('s20116', 'lan.vinhhung', '/dossiers');
  const code = await register(page, 'Bùi Thị Vào Sổ');
  await page.goto('/dossiers');
  await page.getByRole('button', { name: 'In sổ theo dõi hồ sơ' }).click();
  await page.getByRole('dialog').getByLabel('Từ ngày').waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  const { text, ...pages } = await paper(page, () => page.keyboard.press('Control+Enter'));
  expect(pages).toMatchObject({ width: a4Landscape });
  expect(text).toContain('Hồ sơ tiếp nhận ngày 30/06/2025');
  expect(text).toContain(code);
  const codes = [...text.matchAll(/H57\.48\.16-250630-\d{4}/g)].map(([one]) => one);
  expect(codes).toEqual(codes.toSorted());
});

/** Vietnamese letters on the screen that do not say that they are, without what people are called and where they live. */
async function vietnameseOn(page: Page, data: readonly string[]): Promise<string[]> {
  const texts = await page.evaluate(() => {
    const found: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node instanceof Element ? node : node.parentElement;
      if (!element || element.closest('[lang=vi], script, style, noscript')) continue;
      if (node instanceof Element)
        for (const name of ['title', 'aria-label', 'placeholder', 'aria-description'])
          found.push(node.getAttribute(name) ?? '');
      else found.push(node.textContent ?? '');
    }
    return found;
  });
  const known = (text: string): string => data.reduce((left, one) => left.replaceAll(one, ''), text);
  return [...new Set(texts.map(known).filter((text) => /[À-ỹĐđ]/u.test(text.normalize('NFC'))))];
}

test('U39: in English the counter’s screens are English; what has no English says that it is Vietnamese', async () => {
  const { page } = await at('s20116', 'lan.vinhhung', '/dossiers');
  await register(page, 'Hà Thị Nước Ngoài');
  const session = (await page.evaluate(async () => (await fetch('/auth/me')).json())) as {
    name: string;
    title: string;
    site: { name: string };
    homeUnit: { name: string };
  };
  const { dossiers } = await page.evaluate(async () => {
    const response = await fetch('/api/lienthong.onestop.v1.OneStopService/ListDossiers', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'connect-protocol-version': '1' },
      body: JSON.stringify({ unit: '20116@0', filter: 'DOSSIER_FILTER_ALL', pageSize: 200 }),
    });
    return (await response.json()) as { dossiers: { applicant: { name: string; address?: string } }[] };
  });
  const data = [
    ...dossiers.flatMap(({ applicant: { name, address = '' } }) => [name, address]),
    session.name,
    session.title,
    session.site.name,
    session.homeUnit.name,
    'Huyện Phú Lộc',
    'Thành phố Huế',
    'Liên Thông',
    'Tiếng Việt',
  ].filter(Boolean);
  await page.evaluate(() => localStorage.setItem('lien-thong.language', 'en'));
  const expectEnglish = async (where: string): Promise<void> => {
    expect([where, await vietnameseOn(page, data)]).toEqual([where, []]);
  };

  await page.goto('/dossiers/new');
  const procedure = page.getByRole('combobox', { name: 'Procedure' });
  await procedure.fill('marital');
  await page.getByRole('option', { name: /Marital status certificate/ }).waitFor();
  await expectEnglish('options');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Why?' }).click();
  await expectEnglish('form');

  await page.goto('/dossiers');
  await page.getByRole('searchbox').fill('ha thi nuoc ngoai');
  await eventually(async () => (await page.locator('li a').count()) === 1);
  await expectEnglish('list');
  await page.getByRole('searchbox').press('Enter');
  await page.getByRole('heading', { level: 2, name: 'Hà Thị Nước Ngoài' }).waitFor();
  await page.getByText('Civil status', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Why?' }).click();
  await expectEnglish('record');
  await page.keyboard.press('Escape');
  await page.keyboard.press('a');
  await page.getByRole('dialog').waitFor();
  await expectEnglish('hand-over');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.getByText('Handed over', { exact: true }).first().waitFor();
  await expectEnglish('history');
});
