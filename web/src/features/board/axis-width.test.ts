import { expect, test } from '@jest/globals';
import { axisWidth } from './axis-width.ts';

test('U7, case 13: the axis has room for its widest figure', () => {
  expect(axisWidth(['0', '500', '1.000'], 7)).toBe(35);
  expect(axisWidth(['0', '5', '10'], 7)).toBe(14);
});
