import { createKnownDevices } from './known-devices.ts';

const devices = createKnownDevices('the-secret-of-the-site');

test('S7: a device is known for who has signed in on it, and for nobody else', () => {
  const cookie = devices.remember(undefined, 'p-1');
  const id = devices.find(cookie, 'p-1');
  expect(id).toMatch(/^[\w-]{22}$/);
  expect(devices.find(cookie, 'p-2')).toBeUndefined();
  const both = devices.remember(cookie, 'p-2');
  expect(devices.find(both, 'p-1')).toBe(id);
  expect(devices.find(devices.remember(both, 'p-1'), 'p-1')).toBe(id);
});

test('S7: nobody but the site can say so', () => {
  const cookie = devices.remember(undefined, 'p-1');
  expect(createKnownDevices('another').find(cookie, 'p-1')).toBeUndefined();
  for (const made of [undefined, '', '~', 'a.b', `x${cookie}`, cookie.slice(0, -1)])
    expect(devices.find(made, 'p-1')).toBeUndefined();
});

test('a machine of many people remembers the last eight', () => {
  let cookie: string | undefined;
  for (let person = 0; person < 12; person += 1) cookie = devices.remember(cookie, `p-${person}`);
  expect(devices.find(cookie, 'p-3')).toBeUndefined();
  expect(devices.find(cookie, 'p-4')).toBeDefined();
});
