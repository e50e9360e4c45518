import { expect, test } from '@jest/globals';
import { apologyTitleAt, officeAt } from './official-dates.ts';

test.each([
  ['2025-06-30T16:59:59Z', 'Bộ phận Tiếp nhận và Trả kết quả', 'PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ'],
  [
    '2025-06-30T17:00:00Z',
    'Trung tâm Phục vụ hành chính công',
    'VĂN BẢN XIN LỖI VÀ ĐỀ NGHỊ GIA HẠN THỜI GIAN GIẢI QUYẾT',
  ],
])('clock data: a paper of %s names its office and form as on that day', (instant, office, title) => {
  expect(officeAt(instant)).toBe(office);
  expect(apologyTitleAt(instant)).toBe(title);
});
