import { eventually } from '@lienthong/testkit';
import { type GatewaySite, startGatewaySite } from './gateway-site.ts';

let it: GatewaySite;

beforeAll(async () => {
  it = await startGatewaySite();
});
afterAll(() => it?.stop());

test('a person signs in through the form and comes back to the page asked for', async () => {
  const browser = it.browser();
  const end = await browser.signIn('can.bo', 'mat-khau-1', '/ho-so?loc=tre');
  expect(end.status).toBe(200);
  expect(end.text).toContain('content="0;url=/ho-so?loc=tre"');
  const me = await eventually(async () => {
    const answer = (await (await browser.get('/auth/me')).json()) as { homeUnit: { name: string } };
    return answer.homeUnit.name === '' ? undefined : answer;
  });
  expect(me).toMatchObject({
    subject: 'p-1',
    name: 'Nguyễn Thị Bình',
    title: 'Công chức một cửa',
    roles: ['clerk'],
    units: [{ key: '20116@0', code: '20116', level: 'commune' }],
    site: { id: 's20116', level: 'commune' },
    demonstration: true,
  });
});

test('a call goes through with the token of the person', async () => {
  const browser = it.browser();
  await browser.signIn('chu.tich', 'mat-khau-2');
  const answer = await eventually(async () => {
    const found = await browser.call<{ unit: { name: string } }>(
      'lienthong.directory.v1.DirectoryService/GetUnit',
      {
        unit: '20116@0',
      },
    );
    return found.status === 200 ? found : undefined;
  });
  expect(answer.body.unit).toMatchObject({
    key: '20116@0',
    name: 'Xã Vinh Hưng',
    validTo: expect.any(String),
  });
});

test('signing in anew needs neither the uplink nor the stream of events', async () => {
  await it.site.nats.kill();
  const browser = it.browser();
  expect((await browser.signIn('chu.tich', 'mat-khau-2')).status).toBe(200);
  const answer = await browser.call('lienthong.directory.v1.DirectoryService/GetUnit', { unit: '46@0' });
  expect(answer.status).toBe(200);
});
