import { readFile, writeFile } from 'node:fs/promises';
import { eventually } from '@lienthong/testkit';
import { MongoClient } from 'mongodb';
import { type GatewaySite, startGatewaySite } from './gateway-site.ts';

let it: GatewaySite;
const hour = 3_600_000;

beforeAll(async () => {
  it = await startGatewaySite({ site: { services: ['directory', 'gateway'] } });
});
afterEach(() => it.ahead(0));
afterAll(() => it?.stop());

/** What the gateway's database holds, as text. */
async function storedAsText(): Promise<string> {
  const client = await MongoClient.connect(it.site.config.database.uri);
  const db = client.db(`${it.site.config.database.prefix}_gateway`);
  const all = [];
  for (const { name } of await db.listCollections().toArray())
    all.push(...(await db.collection(name).find().toArray()));
  await client.close();
  return JSON.stringify(all);
}

/** The people file is looked at once a second: waits until the chairman is known by this subject. */
async function signsInAs(subject: string): Promise<void> {
  await eventually(async () => {
    const browser = it.browser();
    await browser.signIn('chu.tich', 'mat-khau-2');
    return (await (await browser.get('/auth/me')).text()).includes(`"${subject}"`);
  });
}

/** The first half of a sign-in: returns where the browser is sent after the password. */
async function givePassword(
  browser: ReturnType<GatewaySite['browser']>,
  username: string,
  password: string,
): Promise<string> {
  const page = await browser.visit('/auth/sign-in');
  const [, action = ''] = /<form method="post" action="([^"]+)"/.exec(page.text) ?? [];
  const answer = await browser.post(action, new URLSearchParams({ username, password }).toString(), {
    'content-type': 'application/x-www-form-urlencoded',
  });
  return answer.headers.get('location') ?? '';
}

const me = async (browser: ReturnType<GatewaySite['browser']>): Promise<number> =>
  (await browser.get('/auth/me')).status;

test('the session cookie never leaves the pages of the site, and no script can read it', async () => {
  const browser = it.browser();
  await browser.signIn('can.bo', 'mat-khau-1');
  const cookie = browser.setCookies.find((line) => line.startsWith('lienthong-s20116='));
  expect(cookie).toMatch(/; HttpOnly/i);
  expect(cookie).toMatch(/; SameSite=Strict/i);
  expect(cookie).toMatch(/; Path=\//i);
  expect(cookie).not.toMatch(/Domain/i);
});

test('S1: neither a session secret nor a token nor a name nor a key of the issuer stands readable in the database', async () => {
  const browser = it.browser();
  await browser.signIn('can.bo', 'mat-khau-1');
  const stored = await storedAsText();
  const secret = browser.cookies.get('lienthong-s20116') ?? '';
  expect(secret).toHaveLength(43);
  for (const what of [secret, 'Nguyễn Thị Bình', 'eyJ', 'can.bo', '"RS256"', '"d":'])
    expect(stored).not.toContain(what);
});

test('a session outlives a restart of the gateway', async () => {
  const browser = it.browser();
  await browser.signIn('can.bo', 'mat-khau-1');
  await it.restart();
  expect(await me(browser)).toBe(200);
});

test('an access token is renewed before it ends, once for many calls, also after a restart', async () => {
  const browser = it.browser();
  await browser.signIn('can.bo', 'mat-khau-1');
  await it.restart();
  it.ahead(9.5 * 60_000);
  const answers = await Promise.all(Array.from({ length: 8 }, () => me(browser)));
  expect(answers).toEqual(Array.from({ length: 8 }, () => 200));
  it.ahead(60 * 60_000);
  expect(await me(browser)).toBe(200);
});

test('S13: a session ends after 8 hours without a person, and after 12 in any case', async () => {
  const idle = it.browser();
  const busy = it.browser();
  await idle.signIn('can.bo', 'mat-khau-1');
  await busy.signIn('can.bo', 'mat-khau-1');
  for (const at of [4, 7.9, 11.9]) {
    it.ahead(at * hour);
    expect(
      (await busy.call('lienthong.directory.v1.DirectoryService/GetUnit', { unit: '46@0' })).status,
    ).not.toBe(401);
  }
  it.ahead(8 * hour);
  expect(await me(idle)).toBe(401);
  it.ahead(12 * hour);
  expect(await me(busy)).toBe(401);
});

test('S13: a page that asks by itself keeps no session open: the eight hours are those without a person', async () => {
  const left = it.browser();
  await left.signIn('can.bo', 'mat-khau-1');
  const nobody = { 'lienthong-attended': 'no' };
  const getUnit = 'lienthong.directory.v1.DirectoryService/GetUnit';
  for (const at of [4, 7.9]) {
    it.ahead(at * hour);
    expect((await left.call(getUnit, { unit: '46@0' }, nobody)).status).not.toBe(401);
    const stream = await left.get('/api/lienthong.operations.v1.OperationsService/WatchRollup', nobody);
    expect(stream.status).not.toBe(401);
  }
  it.ahead(8 * hour);
  expect(await me(left)).toBe(401);
});

test('a call refused as another person’s keeps no session open', async () => {
  const browser = it.browser();
  await browser.signIn('can.bo', 'mat-khau-1');
  const list = 'lienthong.directory.v1.DirectoryService/ListSites';
  for (const at of [4, 7.9]) {
    it.ahead(at * hour);
    expect((await browser.call(list, {}, { 'lienthong-person': 'somebody-else' })).status).toBe(401);
  }
  it.ahead(7.95 * hour);
  expect(await me(browser)).toBe(200);
  it.ahead(8 * hour);
  expect(await me(browser)).toBe(401);
});

test('S2: signing out ends the session here and its grant at the issuer', async () => {
  const browser = it.browser();
  await browser.signIn('can.bo', 'mat-khau-1');
  const kept = new Map(browser.cookies);
  const answer = await browser.post('/auth/sign-out', '{}');
  expect(answer.status).toBe(200);
  const { next } = (await answer.json()) as { next: string };
  expect(next).toContain('/realms/lienthong/protocol/openid-connect/logout');
  // Invariant 5: an id token names the person, and addresses stand in logs.
  expect(next).not.toMatch(/eyJ/);
  expect(await me(browser)).toBe(401);
  // Whoever copied the cookie before has nothing either.
  for (const [name, value] of kept) browser.cookies.set(name, value);
  expect(await me(browser)).toBe(401);
  // The issuer asks for nothing more and comes back.
  const page = await browser.visit(next);
  const [, action = '', xsrf = ''] = /action="([^"]+)".*value="([^"]+)"/.exec(page.text) ?? [];
  const back = await browser.post(action, new URLSearchParams({ xsrf, logout: 'yes' }).toString(), {
    'content-type': 'application/x-www-form-urlencoded',
  });
  expect(back.headers.get('location')).toBe(`${it.origin}/`);
});

test('signing out needs a page of the site', async () => {
  const browser = it.browser();
  await browser.signIn('can.bo', 'mat-khau-1');
  expect((await browser.post('/auth/sign-out', '{}', { origin: 'https://evil.example' })).status).toBe(403);
  expect((await browser.post('/auth/sign-out', '{}', { 'content-type': 'text/plain' })).status).toBe(415);
  expect(await me(browser)).toBe(200);
  expect((await it.browser().post('/auth/sign-out', '{}')).status).toBe(200);
});

test('S13: somebody who is no longer in the people file loses the session with the next renewal', async () => {
  const file = it.site.config.identity.peopleFile;
  const before = await readFile(file, 'utf8');
  const browser = it.browser();
  await browser.signIn('chu.tich', 'mat-khau-2');
  await writeFile(file, before.replace('"p-2"', '"p-other"'));
  let minutes = 0;
  await eventually(
    async () => {
      minutes += 10;
      it.ahead(minutes * 60_000);
      return (await me(browser)) === 401;
    },
    { everyMs: 400 },
  );
  it.ahead(0);
  await writeFile(file, before);
  await signsInAs('p-2');
});

test('somebody who leaves the people file between password and return is asked again who they are', async () => {
  const file = it.site.config.identity.peopleFile;
  const before = await readFile(file, 'utf8');
  const browser = it.browser();
  const back = await givePassword(browser, 'chu.tich', 'mat-khau-2');
  await writeFile(file, before.replace('"p-2"', '"p-other"'));
  await signsInAs('p-other');
  const end = await browser.visit(back);
  await writeFile(file, before);
  await signsInAs('p-2');
  expect(end.response.status).toBe(200);
  expect(end.text).toMatch(/<form method="post" action="[^"]+"/);
  expect(end.text).toContain('name="password"');
  expect(await me(browser)).toBe(401);
});

test('one sign-in can be finished once, and only by the browser that began it', async () => {
  const browser = it.browser();
  const back = await givePassword(browser, 'can.bo', 'mat-khau-1');
  const resumed = await browser.get(back);
  const callback = resumed.headers.get('location') ?? '';
  expect(callback).toContain('/auth/callback?code=');
  const thief = it.browser();
  expect((await thief.get(callback)).status).toBe(400);
  expect(await me(thief)).toBe(401);
  expect((await browser.get(callback)).status).toBe(200);
  const again = await browser.get(callback);
  expect([again.status, again.headers.getSetCookie()]).toEqual([200, []]);
  expect(await me(browser)).toBe(200);
});

/** The form of the page that a way leads to, as it is sent. */
const formOf = (text: string): string => /<form method="post" action="([^"]+)"/.exec(text)?.[1] ?? '';
const typed = new URLSearchParams({ username: 'can.bo', password: 'mat-khau-1' }).toString();
const asForm = { 'content-type': 'application/x-www-form-urlencoded' };

test('case 25: Back after signing in goes on to where the person was going', async () => {
  const browser = it.browser();
  const page = await browser.visit('/auth/sign-in?return=/dossiers/new');
  const sent = await browser.post(formOf(page.text), typed, asForm);
  const end = await browser.visit(sent.headers.get('location') ?? '');
  for (const before of [formOf(page.text), new URL(end.url).pathname + new URL(end.url).search]) {
    const { response, text } = await browser.visit(before);
    expect(response.status).toBe(200);
    expect(text).toContain('/dossiers/new');
  }
});

test('case 25: of two sign-in tabs the slower goes on with its own way, and without a session begins anew', async () => {
  const browser = it.browser();
  const [one, other] = [
    await browser.visit('/auth/sign-in?return=/dossiers/new'),
    await browser.visit('/auth/sign-in?return=/board'),
  ];
  const sent = await browser.post(formOf(other.text), typed, asForm);
  await browser.visit(sent.headers.get('location') ?? '');
  const late = await browser.post(formOf(one.text), typed, asForm);
  const end = await browser.visit(late.headers.get('location') ?? '');
  expect(end.response.status).toBe(200);
  expect(end.text).toContain('/dossiers/new');
  expect(await me(browser)).toBe(200);

  const outside = it.browser();
  const begun = await outside.visit('/auth/sign-in?return=/dossiers/new');
  await outside.visit('/auth/sign-in?return=/board');
  const anew = await outside.visit(formOf(begun.text));
  const finished = await outside.post(formOf(anew.text), typed, asForm);
  const there = await outside.visit(finished.headers.get('location') ?? '');
  expect(there.text).toContain('/dossiers/new');
});

test('what somebody else left unsent is not taken in this session', async () => {
  const browser = it.browser();
  await browser.signIn('can.bo', 'mat-khau-1');
  const { subject } = (await (await browser.get('/auth/me')).json()) as { subject: string };
  const list = 'lienthong.directory.v1.DirectoryService/ListSites';
  const as = (person: string) => browser.call(list, {}, { 'lienthong-person': encodeURIComponent(person) });
  expect((await as(subject)).status).toBe(200);
  const refused = await as('somebody-else');
  expect([refused.status, JSON.stringify(refused.body)]).toEqual([
    401,
    expect.stringContaining('SESSION_OF_ANOTHER'),
  ]);
});

test('a page may not send a person elsewhere after signing in', async () => {
  const browser = it.browser();
  const end = await browser.signIn('can.bo', 'mat-khau-1', '//evil.example');
  expect(end.text).toContain('content="0;url=/"');
});

test('wrong passwords are told in words, count, and then have to wait; others are not concerned', async () => {
  const browser = it.browser();
  const wrong = await browser.signIn('van.hanh', 'sai');
  expect(wrong.status).toBe(401);
  expect(wrong.text).toContain('Tên đăng nhập hoặc mật khẩu chưa đúng');
  expect(wrong.text).toContain('value="van.hanh"');
  const nobody = await browser.signIn('khong.co', 'sai');
  expect(nobody.text.replaceAll('khong.co', 'van.hanh').length).toBe(
    wrong.text.replaceAll(/[\w-]{21}/g, (m) => m).length,
  );
  for (let tries = 0; tries < 4; tries += 1) await browser.signIn('van.hanh', 'sai');
  const waiting = await browser.signIn('VAN.HANH', 'mat-khau-3');
  expect(waiting.status).toBe(429);
  expect(waiting.text).toMatch(/đợi \d+ giây/);
  expect((await it.browser().signIn('can.bo', 'mat-khau-1')).status).toBe(200);
  it.ahead(31_000);
  expect((await browser.signIn('van.hanh', 'mat-khau-3')).status).toBe(200);
});

test('right passwords at the same time do not count as wrong ones', async () => {
  const ends = await Promise.all(
    Array.from({ length: 10 }, () => it.browser().signIn('chu.tich', 'mat-khau-2')),
  );
  expect(ends.map(({ status }) => status)).toEqual(ends.map(() => 200));
});

test('hostile text in the form is shown harmlessly', async () => {
  const browser = it.browser();
  const end = await browser.signIn('"><script>alert(1)</script>', 'x');
  expect(end.status).toBe(401);
  expect(end.text).not.toContain('<script>alert');
});

test('S2: nobody goes on as the person before by changing the address', async () => {
  const browser = it.browser();
  await browser.signIn('can.bo', 'mat-khau-1');
  await browser.post('/auth/sign-out', '{}');
  const begun = await browser.get('/auth/sign-in');
  const address = new URL(begun.headers.get('location') ?? '');
  address.searchParams.delete('prompt');
  address.searchParams.delete('max_age');
  const end = await browser.visit(address.href);
  expect(end.text).not.toContain('http-equiv="refresh"');
  expect((await browser.get('/auth/me')).status).toBe(401);
});

test('S2: another person at the same machine is asked who they are and gets their own session', async () => {
  const browser = it.browser();
  await browser.signIn('can.bo', 'mat-khau-1');
  const page = await browser.visit('/auth/sign-in');
  expect(page.text).toContain('name="password"');
});
