import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { searchWords, wordsOf } from '../src/domain/search-words.ts';

const seed = Number(process.env['LT_SEED'] ?? Date.now() % 2 ** 31);
const numRuns = Number(process.env['RUNS'] ?? 300);
// The seed stands in the output, so that a failure can be run again: LT_SEED=… npm test
console.info(`search: LT_SEED=${seed}`);

interface Held {
  name: string;
  phone: string;
  identityNumber: string;
  code: string;
}

/** As the index does: each word of the search begins one of the dossier's. */
function finds(search: string, { code, ...applicant }: Held): boolean {
  const words = wordsOf(applicant, code);
  const sought = searchWords(search);
  return sought.length > 0 && sought.every((word) => words.some((own) => own.startsWith(word)));
}

const kinh = 'Nguyễn Trần Đặng Ðặng Phạm Lê Võ Công Tằng Tôn Nữ Thị Văn Ước Mơ Bưởi Hoà Thuý Ánh A Ô'.split(
  ' ',
);
const others =
  "H'Hen Y Ƀlik Êban Niê K'Brôih K’Sor Ksor H Bia Đinh Rơ Châm Kpă Siu Mlô H\u02bcLinh Čil Ñông".split(' ');
const digits = (length: number): fc.Arbitrary<string> =>
  fc
    .array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length })
    .map((all) => all.join(''));

const anyName = fc
  .tuple(fc.constantFrom(kinh, others), fc.array(fc.nat(30), { minLength: 1, maxLength: 5 }))
  .map(([from, at]) => at.map((index) => from[index % from.length]).join(' '));
const anyHeld: fc.Arbitrary<Held> = fc.record({
  name: anyName,
  phone: fc.oneof(
    digits(8).map((rest) => `09${rest}`),
    digits(9).map((rest) => `02${rest}`),
  ),
  identityNumber: digits(12),
  code: fc
    .tuple(fc.integer({ min: 1, max: 99 }), fc.integer({ min: 1, max: 12_345 }))
    .map(
      ([office, number]) =>
        `H57.48.${String(office).padStart(2, '0')}-250630-${String(number).padStart(4, '0')}`,
    ),
});

const plain = (text: string): string =>
  text.normalize('NFD').replace(/\p{M}/gu, '').replace(/[đĐÐ]/g, 'd').replace(/[ƀɃ]/g, 'b');
const spellingsOfName: ((name: string) => string)[] = [
  (name) => name,
  (name) => name.normalize('NFD'),
  plain,
  (name) => name.toUpperCase(),
  (name) => name.replace(/['’\u02bc]/gu, ''),
  (name) => plain(name).replace(/['’\u02bc]/gu, ' '),
  (name) => name.replace(/['’\u02bc]/gu, '’'),
  (name) => name.replace(/Đ/gu, '\u00d0'),
  (name) => name.split(' ').reverse().join(' '),
  (name) => name.replaceAll(' ', '\u00a0').replace(/$/u, '\u200b'),
];
const spellingsOfPhone: ((phone: string) => string)[] = [
  (phone) => phone,
  (phone) => phone.replace(/^0/, ''),
  (phone) => phone.replace(/^0/, '+84'),
  (phone) => phone.replace(/^0/, '84'),
  (phone) => phone.replace(/^0/, '(+84) '),
  (phone) => `${phone.slice(0, 4)} ${phone.slice(4, 7)} ${phone.slice(7)}`,
  (phone) => `${phone.slice(0, 4)}.${phone.slice(4)}`,
  (phone) => `${phone.slice(0, 3)}\u2011${phone.slice(3, 6)}\u2011${phone.slice(6)}`,
  (phone) => `\u202a${phone}\u202c`,
  (phone) => phone.slice(-4),
  (phone) => `${phone.slice(-6, -3)} ${phone.slice(-3)}`,
];
const spellingsOfNumber: ((number: string) => string)[] = [
  (number) => number,
  (number) => number.match(/.{3}/g)?.join(' ') ?? '',
  (number) => number.match(/.{4}/g)?.join('.') ?? '',
  (number) => `${number.slice(0, 6)} ${number.slice(6)}`,
];
const spellingsOfCode: ((code: string) => string)[] = [
  (code) => code,
  (code) => code.toLowerCase(),
  ...['-', ' ', '.', '/', '', '\u2011'].map((between) => (code: string) => code.replace(/[.-]/g, between)),
  (code) => code.slice(code.indexOf('-') + 1),
  (code) => code.slice(code.indexOf('-') - 2),
  (code) => code.slice(4),
  (code) => code.split('-').slice(1).reverse().join(' '),
  (code) => `${code.split('-')[1]}-${Number(code.split('-')[2])}`,
];

test('U12, case 17, case 18, case 19, case 20: typing on, in any spelling of name, phone, number or code, never loses a hit', () => {
  fc.assert(
    fc.property(anyHeld, fc.nat(), (held, pick) => {
      const spelled = <T>(all: readonly ((text: T) => string)[], text: T): string =>
        all[pick % all.length]?.(text) ?? '';
      const searches = [
        spelled(spellingsOfName, held.name),
        spelled(spellingsOfPhone, held.phone),
        spelled(spellingsOfNumber, held.identityNumber),
        spelled(spellingsOfCode, held.code),
      ];
      for (const search of searches)
        for (let typed = 1; typed <= search.length; typed += 1) {
          const text = search.slice(0, typed);
          // An apostrophe, a bracket or a direction mark alone says nothing yet.
          if (!/[\p{L}\p{N}]/u.test(text)) continue;
          if (!finds(text, held))
            throw new Error(`${JSON.stringify(text)} does not find ${JSON.stringify(held)}`);
        }
    }),
    { seed, numRuns },
  );
});

const held: Held = {
  name: "H'Hen Thử Niê",
  phone: '0912000345',
  identityNumber: '046090007788',
  code: 'H57.48.25-250630-0007',
};

test.each([
  '250630-0007',
  '0007 250630',
  '25-250630-0007',
  '48.25-250630-0007',
  'hhen',
  '0912 000',
  '84912000345',
  '912000345',
  '000 345',
])('U12, case 18, case 19: "%s" finds the dossier', (search) => {
  expect(finds(search, held)).toBe(true);
});

test('U13: the number of an identity card and the scan of its QR code find what its holder handed in', () => {
  const card = '046090007788||Hoàng Thị Khác|01021985|Nữ|Thôn 2, Vinh Hưng, Phú Lộc|10052021';
  expect(finds('046090007788', held)).toBe(true);
  expect(finds(card, held)).toBe(true);
  expect(finds(card.replace('046', '047'), held)).toBe(false);
});

test.each(['%', '-', '.*', '…', '\u200b'])('"%s" finds nothing, rather than everything', (search) => {
  expect(searchWords(search)).toEqual([]);
});

test('case 22: of a long search the words count that tell most apart', () => {
  const long =
    'a b c d e f g h i k l m công ty trách nhiệm hữu hạn một thành viên xây dựng thương mại dịch vụ';
  expect(searchWords(long)).toHaveLength(10);
  expect(searchWords(long)).toContain('thuong');
});
