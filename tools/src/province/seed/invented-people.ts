import type { Random } from './random.ts';

/** Somebody who does not exist. */
export type InventedPerson = { name: string; identityNumber: string; phone: string; address: string };

const surnames = [
  'Nguyễn',
  'Nguyễn',
  'Nguyễn',
  'Trần',
  'Trần',
  'Lê',
  'Lê',
  'Phạm',
  'Hoàng',
  'Huỳnh',
  'Phan',
  'Võ',
  'Đặng',
  'Bùi',
  'Đỗ',
  'Hồ',
  'Ngô',
  'Dương',
  'Lý',
  'Tôn Nữ',
  'Tôn Thất',
  'Trương',
  'Cao',
  'Đoàn',
];
const women = {
  middle: ['Thị', 'Thị Ngọc', 'Thị Thu', 'Thị Mỹ', 'Thùy', 'Diệu', 'Khánh', 'Thị Hoài'],
  given: [
    'An',
    'Hằng',
    'Hiền',
    'Hương',
    'Lan',
    'Loan',
    'Mai',
    'Nga',
    'Nhung',
    'Oanh',
    'Phượng',
    'Quyên',
    'Thảo',
    'Thủy',
    'Trâm',
    'Uyên',
    'Vân',
    'Yến',
    'Ý Nhi',
    'Đài Trang',
  ],
};
const men = {
  middle: ['Văn', 'Đức', 'Hữu', 'Quang', 'Minh', 'Công', 'Đăng', 'Xuân', 'Ngọc'],
  given: [
    'Anh',
    'Bảo',
    'Chiến',
    'Dũng',
    'Đạt',
    'Hải',
    'Hùng',
    'Khánh',
    'Lộc',
    'Nam',
    'Phúc',
    'Quý',
    'Sơn',
    'Thắng',
    'Tín',
    'Trường',
    'Tuấn',
    'Việt',
    'Vũ',
    'Ưng',
  ],
};
const hamlets = [
  'Thôn Diêm Trường',
  'Thôn Phụng Chánh',
  'Thôn Trung Hưng',
  'Thôn Đông Dương',
  'Thôn Hiền An',
  'Thôn Linh Thái',
  'Thôn Tân Lập',
  'Thôn Hiền Vân',
];

/** Names as they are common around Huế; numbers in the right form that belong to nobody on purpose. */
export const inventPerson = (random: Random, place: string): InventedPerson => {
  const isWoman = random.chance(0.5);
  const { middle, given } = isWoman ? women : men;
  const surname = random.pick(surnames);
  // "Tôn Nữ" is a woman's, "Tôn Thất" a man's name.
  const family =
    surname === 'Tôn Nữ' && !isWoman ? 'Tôn Thất' : surname === 'Tôn Thất' && isWoman ? 'Tôn Nữ' : surname;
  const year = random.between(1950, 2005);
  const century = (year >= 2000 ? 2 : 0) + (isWoman ? 1 : 0);
  const digits = (count: number): string => String(random.between(0, 10 ** count - 1)).padStart(count, '0');
  return {
    name: `${family} ${random.pick(middle)} ${random.pick(given)}`.normalize('NFC'),
    identityNumber: `046${century}${String(year).slice(2)}${digits(6)}`,
    phone: `0${random.pick(['905', '914', '935', '973', '986'])}${digits(6)}`,
    address: `${random.pick(hamlets)}, ${place}`.normalize('NFC'),
  };
};
