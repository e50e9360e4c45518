import { createAttendance } from './attendance.ts';

test('after five minutes without a sign of a person calls say so, until the next sign', () => {
  let now = 0;
  const page = new EventTarget();
  const attendance = createAttendance(page, () => now);
  expect(attendance()).toEqual({});
  now = 5 * 60_000;
  expect(attendance()).toEqual({ 'lienthong-attended': 'no' });
  page.dispatchEvent(new Event('keydown'));
  expect(attendance()).toEqual({});
  now = 20 * 60_000;
  page.dispatchEvent(new Event('scroll'));
  expect(attendance()).toEqual({ 'lienthong-attended': 'no' });
});
