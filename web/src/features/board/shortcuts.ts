import type { Shortcut } from '../../shared/feature.ts';

export const shortcuts: readonly Shortcut[] = [
  {
    keys: ['↑', '↓'],
    does: {
      vi: 'Chọn dòng, khi xem một con số từ đâu ra',
      en: 'Choose a line, when looking where a number comes from',
    },
  },
  { keys: ['Enter'], does: { vi: 'Mở dòng đang chọn', en: 'Open that line' } },
  {
    keys: ['← →'],
    does: {
      vi: 'Sang ô bên cạnh; trên màn hình lớn: đổi màn',
      en: 'To the tile beside; on the wall: another scene',
    },
  },
  { keys: ['Space'], does: { vi: 'Dừng, chạy tiếp màn hình lớn', en: 'Stop the wall, go on' } },
  {
    keys: ['Esc'],
    does: { vi: 'Lùi một bước; ở bước đầu thì đóng', en: 'Go back one step; at the first, close' },
  },
];
