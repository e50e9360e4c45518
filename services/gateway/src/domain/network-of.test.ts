import { networkOf } from './network-of.ts';

test.each([
  ['10.46.0.7', '10.46.0.7'],
  ['::ffff:10.46.0.7', '10.46.0.7'],
  ['2001:ee0:4f8b:12::1', '2001:ee0:4f8b:12::/64'],
  ['2001:EE0:4f8b:0012:aa:bb:cc:dd', '2001:ee0:4f8b:12::/64'],
  ['2001:ee0::1', '2001:ee0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['', ''],
])('S7: %s is of %s: who has a network has all of its addresses', (address, network) => {
  expect(networkOf(address)).toBe(network);
});
