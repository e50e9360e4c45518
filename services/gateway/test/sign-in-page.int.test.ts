import { eventually } from '@lienthong/testkit';
import { ensureTool } from '@lienthong/devtools/toolbox/ensure-tool';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { type GatewaySite, startGatewaySite } from './gateway-site.ts';

let it: GatewaySite;
let browser: Browser;
/** What a browser complained about, and what it asked for elsewhere. */
let complaints: string[];

beforeAll(async () => {
  const { path } = await ensureTool('chromium');
  it = await startGatewaySite({ site: { services: ['directory', 'gateway'] } });
  browser = await chromium.launch({ executablePath: path, args: ['--no-sandbox'] });
});
beforeEach(() => {
  complaints = [];
});
afterAll(async () => {
  await browser?.close();
  await it?.stop();
});

async function newPage(options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, ...options });
  const page = await context.newPage();
  page.on('console', (message) => {
    if (/Content.Security.Policy|Refused to/i.test(message.text())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => {
    if (!request.url().startsWith(it.origin)) complaints.push(`elsewhere: ${request.url()}`);
  });
  return page;
}

async function signIn(page: Page, username: string, password: string): Promise<void> {
  await page.goto(`${it.origin}/auth/sign-in?return=/healthz`);
  await page.fill('#username', username);
  await page.fill('#password', password);
  await page.keyboard.press('Enter');
}

/** Who the session of the page belongs to; the request carries the cookie only if the browser thinks it may. */
const subjectOf = (page: Page): Promise<unknown> =>
  page.evaluate(async () => {
    const answer = (await (await fetch('/auth/me')).json()) as { subject?: string };
    return answer.subject;
  });

test('a person signs in by keyboard and the session is there at once', async () => {
  const page = await newPage();
  await signIn(page, 'can.bo', 'mat-khau-1');
  await page.waitForURL(`${it.origin}/healthz`);
  expect(await subjectOf(page)).toBe('p-1');
  expect(complaints).toEqual([]);
});

test('a style that a script sets is shown, as React does it; one that stands in markup is not', async () => {
  const page = await newPage();
  await page.goto(`${it.origin}/auth/sign-in`);
  const widths = await page.evaluate<string[]>(`
    const [set, written] = [document.createElement('p'), document.createElement('div')];
    written.innerHTML = '<p style="width: 7px"></p>';
    document.body.append(set, written);
    set.style.width = '7px';
    [set, written.firstElementChild].map((one) => getComputedStyle(one).width);
  `);
  expect(widths).toEqual(['7px', expect.not.stringMatching('^7px$')]);
  await eventually(() => complaints.length > 0);
  expect(complaints).toEqual([expect.stringMatching(/inline style.*style-src 'self'/is)]);
});

test('it works without a script', async () => {
  const page = await newPage({ javaScriptEnabled: false });
  await signIn(page, 'can.bo', 'mat-khau-1');
  await page.waitForURL(`${it.origin}/healthz`);
});

test('S2: the next person at the same machine gets a session of their own, and the one before ends, wherever its cookie still is', async () => {
  const page = await newPage();
  await signIn(page, 'can.bo', 'mat-khau-1');
  await page.waitForURL(`${it.origin}/healthz`);
  const cookies = await page.context().cookies();
  const copied = cookies.find(({ name }) => name === 'lienthong-s20116');
  const before = async (): Promise<number> =>
    (await fetch(`${it.origin}/auth/me`, { headers: { cookie: `${copied?.name}=${copied?.value}` } })).status;
  await signIn(page, 'chu.tich', 'sai');
  await page.getByRole('alert').waitFor();
  expect(await before()).toBe(200);
  await signIn(page, 'chu.tich', 'mat-khau-2');
  await page.waitForURL(`${it.origin}/healthz`);
  expect(await subjectOf(page)).toBe('p-2');
  expect(await before()).toBe(401);
  expect(complaints).toEqual([]);
});

test('signing out at the issuer asks for nothing and comes back to the site', async () => {
  const page = await newPage();
  await signIn(page, 'can.bo', 'mat-khau-1');
  await page.waitForURL(`${it.origin}/healthz`);
  const next = await page.evaluate(async () => {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch('/auth/sign-out', { method: 'POST', headers, body: '{}' });
    return ((await answer.json()) as { next: string }).next;
  });
  await page.goto(next);
  await page.waitForURL(`${it.origin}/`);
  // The page there may still be on its way to the sign-in.
  expect(await eventually(async () => [await subjectOf(page)])).toEqual([undefined]);
  expect(complaints).toEqual([]);
});

test.each([
  [390, 844],
  [320, 640],
  [1366, 768],
])(
  'a wrong password is told beside the form, and nothing runs out of a screen of %i×%i',
  async (width, height) => {
    const page = await newPage({ viewport: { width, height } });
    await signIn(page, 'can.bo', 'sai');
    const problem = page.getByRole('alert');
    await problem.waitFor();
    expect(await problem.innerText()).toContain('mật khẩu chưa đúng');
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    await page.locator('#password:focus').waitFor();
  },
);
