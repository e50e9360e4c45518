import { findTextProblem } from './hostile-text.ts';

test.each([
  ['NFC', 'Nguyễn Thị Hoà'],
  ['NFD', 'Nguyễn Thị Hoà'.normalize('NFD')],
  ['several lines', 'một\n\thai\r\nba'],
  ['an emoji of several code points', '👩🏽‍⚖️'],
  ['nothing', ''],
])('honest text passes: %s', (_name, text) => {
  expect(findTextProblem(text)).toBeUndefined();
});

test.each([
  ['half a surrogate pair', 'a\ud800b', 'NOT_TEXT'],
  ['NUL', 'a\u0000b', 'CONTROL_CHARACTER'],
  ['escape', '\u001b[31m', 'CONTROL_CHARACTER'],
  ['C1', 'a\u0085b', 'CONTROL_CHARACTER'],
  ['turned reading order', 'Bình\u202egnp.exe', 'BIDI_CONTROL'],
  ['isolate', '\u2066x', 'BIDI_CONTROL'],
  ['no character', 'a\ufdd0', 'NOT_TEXT'],
  ['no character of a far plane', 'a\u{1fffe}', 'NOT_TEXT'],
  ['a pile of marks', `e${'\u0301'.repeat(7)}`, 'TOO_MANY_MARKS'],
])('hostile text is named: %s', (_name, text, rule) => {
  expect(findTextProblem(text)?.rule).toBe(rule);
});
