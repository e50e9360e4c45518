import { expect, test } from '@jest/globals';
import { eventually } from '@lienthong/testkit';
import { accessibilityFaults } from './browser.ts';
import { register, startScreens } from './screens.ts';

const { at } = startScreens('s20116');

test('U26: the head of a commune has its own numbers on a board, live', async () => {
  const { page: chair } = await at('s20116', 'phuoc.vinhhung');
  await chair.getByRole('navigation').getByRole('link', { name: 'Điều hành' }).click();
  const received = chair.getByRole('button', { name: /^Tiếp nhận: .* hồ sơ/ });
  await chair
    .getByText(/đơn vị đã nối báo cáo/)
    .first()
    .waitFor();
  const { page: counter } = await at('s20116', 'lan.vinhhung');
  await register(counter, 'Lê Thị Bảng Xã');
  await eventually(async () => /: 1 /.test((await received.textContent()) ?? ''));
  // Nobody is below it, and it is not held against itself.
  expect(await chair.locator('[data-tile]').count()).toBe(0);
  expect(await chair.getByText('mất liên lạc').count()).toBe(0);
  // Down to what was registered.
  await received.click();
  await chair.getByRole('dialog').getByText('Khớp với con số đã nhận').waitFor();
  expect(await accessibilityFaults(chair)).toEqual([]);
  await chair.keyboard.press('Escape');
  await chair.setViewportSize({ width: 390, height: 844 });
  expect(await chair.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
});
