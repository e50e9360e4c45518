import { encode } from 'uqr';
import type { Dossier } from '../../../api/onestop.ts';
import { useSession } from '../../../shared/session-context.tsx';
import { formatDay, formatTime, localDayOf } from '../../../format/dates.ts';
import { fill } from '../../../i18n/translate.ts';
import { termWords, type Translate } from '../due/due-words.ts';
import { vi } from '../vi.ts';
import styles from './receipt.module.css';

/**
 * Form 01, Giấy tiếp nhận hồ sơ và hẹn trả kết quả (TT 03/2025/TT-VPCP), on A5: always in Vietnamese, as an official paper is.
 */
export function Receipt({ of: dossier }: { of: Dossier }) {
  const session = useSession();
  const { applicant, due, receivedAt } = dossier;
  // The day and the signatures stand on the first sheet, however much is asked for.
  const isAtEnd = linesOf(dossier.summary) > mostLines;
  return (
    <div
      className={styles.sheet}
      lang="vi"
      data-print
      data-long={isLong(dossier.summary, applicant?.address) || undefined}
    >
      <header className={styles.heading}>
        <div>
          <p>ỦY BAN NHÂN DÂN</p>
          <p>{dossier.unitName.toLocaleUpperCase('vi')}</p>
          <p className={styles.office}>BỘ PHẬN TIẾP NHẬN VÀ TRẢ KẾT QUẢ</p>
          <p>Số: ……/TNHS</p>
        </div>
        <div>
          <p className={styles.strong}>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</p>
          <p className={styles.motto}>Độc lập - Tự do - Hạnh phúc</p>
          <p className={styles.date}>
            {receivedAt ? `${placeOf(dossier.unitName)}, ${longDay(receivedAt)}` : ''}
          </p>
        </div>
      </header>
      <h1>GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ</h1>
      <div className={styles.top}>
        <dl>
          <Line name="Mã hồ sơ" value={dossier.code} strong />
          <Line name="Tiếp nhận hồ sơ của" value={applicant?.name ?? ''} strong />
          <Line name="Địa chỉ" value={applicant?.address ?? ''} />
          <Line name="Số điện thoại" value={applicant?.phone ?? ''} />
        </dl>
        <QrCode text={dossier.code} />
      </div>
      <dl>
        <Line
          name="Nội dung yêu cầu giải quyết"
          value={[dossier.procedureName, isAtEnd ? '(viết đầy đủ ở cuối giấy này)' : dossier.summary]
            .filter(Boolean)
            .join('. ')}
        />
      </dl>
      <p>Thành phần hồ sơ nộp gồm:</p>
      <table className={styles.papers}>
        <thead>
          <tr>
            <th>STT</th>
            <th>Tên giấy tờ</th>
            <th>Số lượng</th>
            <th>Bản chính, bản sao</th>
          </tr>
        </thead>
        <tbody>
          {[1, 2, 3].map((row) => (
            <tr key={row}>
              <td>{row}</td>
              <td />
              <td />
              <td />
            </tr>
          ))}
        </tbody>
      </table>
      <dl>
        <Line name="Số lượng hồ sơ" value="……… bộ" />
        <Line
          name="Thời gian giải quyết theo quy định"
          value={due?.term ? termWords(vietnamese, due.term) : ''}
        />
        <Line name="Thời gian nhận hồ sơ" value={receivedAt ? moment(receivedAt) : ''} />
        <Line name="Thời gian trả kết quả" value={promised(due)} strong />
        <Line name="Đăng ký nhận kết quả tại" value="Bộ phận Tiếp nhận và Trả kết quả" />
        <Line name="Vào Sổ theo dõi hồ sơ, quyển số" value="………  Số thứ tự ………" />
      </dl>
      <Signatures receivedBy={receivedBy(dossier) || session.name} />
      {dossier.applicantCorrectedAt ? (
        <p className={styles.corrected}>
          Đã sửa thông tin người nộp lúc {moment(dossier.applicantCorrectedAt)}.
        </p>
      ) : null}
      {isAtEnd ? <p className={styles.rest}>Nội dung yêu cầu giải quyết: {dossier.summary}</p> : null}
      {session.demonstration ? (
        <p className={styles.demo}>Dữ liệu trình diễn, không có giá trị pháp lý.</p>
      ) : null}
    </div>
  );
}

export function Signatures({ receivedBy }: { receivedBy: string }) {
  return (
    <footer className={styles.signatures}>
      <div>
        <p className={styles.strong}>NGƯỜI NỘP HỒ SƠ</p>
        <p>(Ký và ghi rõ họ tên)</p>
      </div>
      <div>
        <p className={styles.strong}>NGƯỜI TIẾP NHẬN HỒ SƠ</p>
        <p>(Ký và ghi rõ họ tên)</p>
        <p className={styles.name}>{receivedBy}</p>
      </div>
    </footer>
  );
}

export function Line({ name, value, strong = false }: { name: string; value: string; strong?: boolean }) {
  return (
    <div className={styles.line}>
      <dt>{name}: </dt>
      <dd className={strong ? styles.strong : undefined}>{value || '………………………………'}</dd>
    </div>
  );
}

/** The dossier code for a scanner: dark modules as one path, so that it prints sharp in black and white. */
export function QrCode({ text }: { text: string }) {
  const { data, size } = encode(text, { border: 2 });
  const path = data
    .flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : '')))
    .filter(Boolean)
    .join('');
  return (
    <svg className={styles.code} viewBox={`0 0 ${size} ${size}`} role="img" aria-label={`Mã QR ${text}`}>
      <path d={path} />
    </svg>
  );
}

/** Whoever received it, also when somebody else prints it again. */
const receivedBy = ({ history }: Dossier): string => history[0]?.actorName ?? '';

const mostLines = 8;
const perLine = 70;
const linesOf = (text: string): number =>
  text.split('\n').reduce((lines, { length }) => lines + Math.max(1, Math.ceil(length / perLine)), 0);

const isLong = (summary: string, address = ''): boolean =>
  summary.length + address.length > 200 || summary.includes('\n');

const vietnamese: Translate = (key, params) => fill('vi', vi[key], params);

/** `Vinh Hưng` of `Xã Vinh Hưng`: letters are dated at a place, not at an office. */
const placeOf = (unitName: string): string => unitName.replace(/^(Xã|Phường|Thị trấn)\s+/u, '');
export const moment = (instant: string): string => {
  const [hour, minute] = formatTime(instant).split(':');
  return `${hour} giờ ${minute} phút, ngày ${formatDay(localDayOf(instant))}`;
};
const longDay = (instant: string): string => {
  const [date, month = '', year] = formatDay(localDayOf(instant)).split('/');
  // NĐ 30/2020: a nought before days below ten and before the months 1 and 2 only.
  return `ngày ${date} tháng ${Number(month) > 2 ? Number(month) : month} năm ${year}`;
};
const promised = (due: Dossier['due']): string => {
  if (due?.state === 'DUE_STATE_SUSPENDED') return 'hẹn lại khi nhận đủ giấy tờ bổ sung';
  if (due?.at) return moment(due.at);
  return due?.day ? `ngày ${formatDay(due.day)}` : '';
};
