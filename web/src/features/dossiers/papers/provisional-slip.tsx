import { useSession } from '../../../shared/session-context.tsx';
import { type Provisional, provisionalNumber, receptionOf } from '../intake/provisional.ts';
import { Line, moment, QrCode, Signatures } from './receipt.tsx';
import styles from './receipt.module.css';

/** Given while the site is away: that the dossier was handed in, when, and by which number it is asked for. It promises no day. */
export function ProvisionalSlip({ of: { kept, procedureName } }: { of: Provisional }) {
  const session = useSession();
  const { applicant, summary, handedInAt } = receptionOf(kept);
  const number = provisionalNumber(kept.id);
  return (
    <div className={styles.sheet} lang="vi" data-print>
      <header className={styles.heading}>
        <div>
          <p>ỦY BAN NHÂN DÂN</p>
          <p>{session.homeUnit.name.toLocaleUpperCase('vi')}</p>
          <p className={styles.office}>BỘ PHẬN TIẾP NHẬN VÀ TRẢ KẾT QUẢ</p>
        </div>
        <div>
          <p className={styles.strong}>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</p>
          <p className={styles.motto}>Độc lập - Tự do - Hạnh phúc</p>
        </div>
      </header>
      <h1>PHIẾU NHẬN HỒ SƠ TẠM</h1>
      <div className={styles.top}>
        <dl>
          <Line name="Số tạm" value={number} strong />
          <Line name="Tiếp nhận hồ sơ của" value={applicant.name} strong />
          <Line name="Địa chỉ" value={applicant.address} />
          <Line name="Số điện thoại" value={applicant.phone} />
          <Line
            name="Nội dung yêu cầu giải quyết"
            value={[procedureName, summary].filter(Boolean).join('. ')}
          />
          <Line name="Thời gian nhận hồ sơ" value={handedInAt ? moment(handedInAt) : ''} />
        </dl>
        <QrCode text={number} />
      </div>
      <p>
        Máy chủ đang mất kết nối nên chưa cấp được mã hồ sơ và ngày hẹn trả. Khi nối lại được, đơn vị cấp mã
        hồ sơ và Giấy tiếp nhận hồ sơ và hẹn trả kết quả thay cho phiếu này.
      </p>
      <Signatures receivedBy={session.name} />
      {session.demonstration ? (
        <p className={styles.demo}>Dữ liệu trình diễn, không có giá trị pháp lý.</p>
      ) : null}
    </div>
  );
}
