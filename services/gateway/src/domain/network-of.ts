/**
 * The network that an address belongs to, as far as one caller may choose among its addresses: an IPv4 address by itself, of IPv6 the first
 * 64 bits, of which a household has all others.
 */
export function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
  if (!/^[\da-f:.]*:[\da-f:.]*(%.*)?$/i.test(plain)) return plain;
  const [head = '', tail] = (plain.split('%')[0] ?? '').toLowerCase().split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: tail === undefined ? 0 : 8 - before.length - after.length }, () => '0');
  const groups = [...before, ...zeros, ...after]
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16));
  return `${groups.join(':')}::/64`;
}

/** Scripts and services beside the gateway are no strangers. */
export const isOwnMachine = (address: string): boolean => /^(::ffff:)?127\.|^::1$/.test(address);
