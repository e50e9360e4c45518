import { AxeBuilder } from '@axe-core/playwright';
import { ensureTool } from '@lienthong/devtools/toolbox/ensure-tool';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export async function startBrowser(): Promise<Browser> {
  const { path } = await ensureTool('chromium');
  return chromium.launch({ executablePath: path, args: flags });
}

/** A person's window at a site, and what went wrong in it. */
export interface Window {
  page: Page;
  context: BrowserContext;
  /** Errors that the page threw, refused by the content policy, or asked of another address. */
  faults: string[];
}

/**
 * @param origin the site's address
 * @param serviceWorkers blocked where a test answers in place of the site: what passes a worker cannot be answered
 */
export async function openWindow(
  browser: Browser,
  origin: string,
  size = { width: 1366, height: 768 },
  serviceWorkers: 'allow' | 'block' = 'block',
): Promise<Window> {
  const context = await browser.newContext({
    viewport: size,
    hasTouch: size.width < 600,
    serviceWorkers,
    baseURL: origin,
    locale: 'vi-VN',
    // Not where the office is: times must be told in Vietnam all the same.
    timezoneId: 'America/New_York',
  });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) faults.push(message.text());
  });
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.origin !== origin && url.protocol !== 'blob:') faults.push(`asked ${url.origin}`);
  });
  return { page, context, faults };
}

/** Through the sign-in page of the site, as a person does it. */
export async function signIn(page: Page, username: string, password: string, path = '/'): Promise<void> {
  await page.goto(path);
  await page.getByLabel('Tên đăng nhập').fill(username);
  await page.getByLabel('Mật khẩu', { exact: true }).fill(password);
  await page.keyboard.press('Enter');
  await page.getByRole('banner').waitFor();
}

export const wcagTags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** What WCAG 2.2 A and AA complain about on the screen as it stands. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(wcagTags).analyze();
  return faultLines(violations);
}

type Violations = Awaited<ReturnType<AxeBuilder['analyze']>>['violations'];

/** A line for each element that a rule complains about. */
export const faultLines = (violations: Violations): string[] =>
  violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.any[0]?.message ?? ''}`.trim()),
  );
