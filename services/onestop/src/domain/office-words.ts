import type { Desk, Dossier } from './dossier.ts';

const atDesk: Record<Desk, string> = {
  intake: 'Kiểm tra lại hồ sơ và chuyển xử lý',
  specialist: 'Thẩm định, giải quyết hồ sơ',
  chair: 'Phê duyệt, ký kết quả',
  clerical: 'Vào số, đóng dấu, phát hành kết quả',
};

/** What has to happen next and by whom; empty only for a closed dossier. */
export function nextAction({ status, holder, due }: Pick<Dossier, 'status' | 'holder' | 'due'>): string {
  switch (status) {
    case 'received':
      return 'Chuyển hồ sơ cho chuyên viên thụ lý';
    case 'processing':
      return atDesk[holder];
    case 'waiting_supplement':
      return due.closes
        ? 'Nhận bổ sung của công dân; hết hạn thì đóng hồ sơ'
        : 'Nhận bổ sung của công dân; đến ngày hẹn thì nhắc';
    case 'finished':
      return 'Trả kết quả cho công dân';
    case 'returned':
    case 'withdrawn':
    case 'voided':
      return '';
    default: {
      const never: never = status;
      return never;
    }
  }
}
