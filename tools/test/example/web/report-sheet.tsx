import type { Report } from '../../gen/floods.ts';
import { useSession } from '../../shared/session-context.tsx';
import styles from './floods.module.css';

/** What hangs on the board of the office. */
export function ReportSheet({ of: { code } }: { of: Report }) {
  return (
    <div className={styles.sheet} lang="vi" data-print>
      <h1>PHIẾU BÁO ĐIỂM NGẬP</h1>
      <p>{useSession().homeUnit.name}</p>
      <p>Số: {code}</p>
    </div>
  );
}
