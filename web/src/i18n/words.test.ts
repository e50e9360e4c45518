import { expect, test } from '@jest/globals';
import { addWords, wantLanguage, wordsFetched } from './words.ts';

test('a dictionary that comes later is fetched in the language that is wanted, and says Vietnamese until then', async () => {
  const common = addWords({ close: 'Đóng' }, async () => ({ close: 'Close' }));
  await wantLanguage('en');
  const fetched: string[] = [];
  const own = addWords(
    { lent: 'Đã mượn {n} quyển' },
    async () => {
      fetched.push('own');
      return { lent: '{n} book lent|{n} books lent' };
    },
    common,
  );
  const t = own.in('en');
  expect([t('close'), t('lent', { n: 1 })]).toEqual(['Close', 'Đã mượn 1 quyển']);
  await wordsFetched();
  await wordsFetched();
  expect([t('close'), t('lent', { n: 1 }), own.in('vi')('lent', { n: 1 })]).toEqual([
    'Close',
    '1 book lent',
    'Đã mượn 1 quyển',
  ]);
  expect(fetched).toEqual(['own']);
  expect([own.has('close'), own.has('lent'), own.has('other')]).toEqual([true, true, false]);
});

test('a dictionary that cannot be fetched is told, asked for again, and takes none of the others with it', async () => {
  const answers = [() => Promise.reject(new Error('no line')), () => Promise.resolve({ a: 'A' })];
  const broken = addWords(
    { a: 'Á' },
    () => answers.shift()?.() ?? Promise.reject(new Error('asked too often')),
  );
  const whole = addWords({ b: 'Bê' }, async () => ({ b: 'B' }));
  await expect(wantLanguage('en')).rejects.toThrow('no line');
  expect([broken.in('en')('a'), whole.in('en')('b')]).toEqual(['Á', 'B']);
  await wordsFetched();
  expect(broken.in('en')('a')).toBe('A');
});
