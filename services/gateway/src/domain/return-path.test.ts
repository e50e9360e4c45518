import { returnPathOf } from './return-path.ts';

test.each(['/', '/ho-so?loc=tre&x=1', '/a/b#c', '/%E1%BB%93'])('a path of the site is kept: %s', (path) => {
  expect(returnPathOf(path)).toBe(path);
});

test.each([
  '//evil.example',
  '/\\evil.example',
  'https://evil.example',
  'javascript:alert(1)',
  '/a\tb',
  '/a\n/evil',
  '/\\/evil.example',
  '/x\\y',
  '',
  undefined,
  ['/a'],
  `/${'a'.repeat(2_001)}`,
])('anything else becomes the first page: %j', (asked) => {
  expect(returnPathOf(asked)).toBe('/');
});
