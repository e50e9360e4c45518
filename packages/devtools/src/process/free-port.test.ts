import { expect, test } from '@jest/globals';
import { findFreePort, portRange } from './free-port.ts';

test('two workers of a test run never draw the same port', async () => {
  const ranges = ['1', '2', '3', '4'].map((worker) => portRange(worker));
  for (const [index, { from, to }] of ranges.entries()) {
    expect(from).toBeLessThan(to);
    expect(from).toBeGreaterThanOrEqual(ranges[index - 1]?.to ?? 20_000);
    expect(to).toBeLessThanOrEqual(32_000);
  }
  const { from, to } = portRange();
  for (let draw = 0; draw < 50; draw += 1) {
    const port = await findFreePort();
    expect(port >= from && port < to).toBe(true);
  }
});
