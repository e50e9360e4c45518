import type { Dossier } from '../../../api/onestop.ts';
import { formatDay, localDayOf } from '../../../format/dates.ts';
import { apologyTitleAt, madeAt, moment } from './official-dates.ts';
import { say } from './official.ts';
import { Dots, Line, Sheet, Signatures } from './sheet.tsx';
import styles from './sheet.module.css';

/**
 * Form 04: Phiếu xin lỗi và hẹn lại ngày trả kết quả; since 2025 Văn bản xin lỗi và đề nghị gia hạn. It is called by the day on which it is
 * made, not by that of receipt. Why it is late, the new day and when
 * it is signed are the head's to write.
 */
export function Apology({ of: dossier }: { of: Dossier }) {
  const { applicant, unitName, due, receivedAt = '' } = dossier;
  const promised = due?.at
    ? moment(due.at)
    : due?.day
      ? say('day', { day: formatDay(due.day) })
      : say('dots');
  return (
    <Sheet
      title={apologyTitleAt(madeAt(dossier))}
      unitName={unitName}
      at={madeAt(dossier)}
      number={say('apology.number')}
      isDayOpen
      about={dossier.code}
    >
      <p className={styles.addressee}>{say('apology.to', { name: applicant?.name ?? '' })}</p>
      <p>
        {say('apology.received', {
          received: formatDay(localDayOf(receivedAt)),
          unit: unitName,
          procedure: dossier.procedureName,
          code: dossier.code,
        })}
      </p>
      <p>{say('apology.promised', { promised })}</p>
      <p>{say('apology.late', { unit: unitName })}</p>
      <Dots lines={3} />
      <p>{say('apology.sorry', { unit: unitName })}</p>
      <p>{say('apology.end')}</p>
      <Signatures of={[{ role: 'sign.head', isStamped: true }]} />
      <dl>
        <Line name={say('address')} value={applicant?.address ?? ''} />
        <Line name={say('phone')} value={applicant?.phone ?? ''} />
      </dl>
    </Sheet>
  );
}
