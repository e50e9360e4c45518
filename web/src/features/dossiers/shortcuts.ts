import type { Shortcut } from '../../shared/feature.ts';
import { registering } from './needs.ts';

export const shortcuts: readonly Shortcut[] = [
  { keys: ['/'], does: { vi: 'Tìm hồ sơ', en: 'Search dossiers' } },
  { keys: ['N'], does: { vi: 'Tiếp nhận hồ sơ mới', en: 'Register a dossier' }, needs: registering },
  {
    keys: ['↑', '↓', 'J', 'K'],
    does: {
      vi: 'Đi trong danh sách; đang mở một hồ sơ thì mở hồ sơ kế bên',
      en: 'Walk the list; with a dossier open, open the one beside it',
    },
  },
  {
    keys: ['X'],
    does: {
      vi: 'Chọn hồ sơ; Shift + ↓ ↑ chọn liền nhau, rồi A chuyển tất cả',
      en: 'Select a dossier; Shift + ↓ ↑ selects a range, then A hands all over',
    },
    needs: registering,
  },
  {
    keys: ['Enter'],
    does: { vi: 'Mở hồ sơ; sang ô tiếp theo của biểu mẫu', en: 'Open the dossier; next field of a form' },
  },
  {
    keys: ['A'],
    does: { vi: 'Làm bước tiếp theo của hồ sơ đang mở', en: 'Next step of the open dossier' },
    needs: registering,
  },
  {
    keys: ['1–5'],
    does: {
      vi: 'Chọn thủ tục vừa dùng khi ô thủ tục còn trống',
      en: 'A procedure used last, in the empty field',
    },
    needs: registering,
  },
  { keys: ['P'], does: { vi: 'In giấy tiếp nhận và hẹn trả', en: 'Print the receipt and appointment' } },
  {
    keys: ['Ctrl', 'Enter'],
    does: { vi: 'Gửi biểu mẫu từ bất cứ ô nào', en: 'Send the form from any field' },
  },
];
