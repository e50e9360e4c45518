import { useSession } from '../../../shared/session-context.tsx';
import { type Provisional, provisionalNumber, receptionOf } from '../intake/provisional.ts';
import { moment } from './official-dates.ts';
import { say } from './official.ts';
import { Owner } from './person-lines.tsx';
import { Line, QrCode, Sheet, Signatures } from './sheet.tsx';
import styles from './sheet.module.css';

/** Given while the site is away: that the dossier was handed in, when, and by which number it is asked for. It promises no day. */
export function ProvisionalSlip({ of: { kept, procedureName } }: { of: Provisional }) {
  const session = useSession();
  const { applicant, owner, summary, handedInAt } = receptionOf(kept);
  const number = provisionalNumber(kept.id);
  return (
    <Sheet
      title={say('provisional.title')}
      unitName={session.homeUnit.name}
      at={handedInAt ?? session.businessNow}
      isDayOpen={!handedInAt}
      about={number}
    >
      <div className={styles.top}>
        <dl>
          <Line name={say('provisional.number')} value={number} strong />
          <Line name={say('applicant')} value={applicant.name} strong />
          <Owner of={{ owner }} />
          <Line name={say('address')} value={applicant.address} />
          <Line name={say('phone')} value={applicant.phone} />
          <Line name={say('requested')} value={[procedureName, summary].filter(Boolean).join('. ')} />
          <Line name={say('receipt.received')} value={handedInAt ? moment(handedInAt) : ''} />
        </dl>
        <QrCode text={number} />
      </div>
      <p>{say('provisional.why')}</p>
      <Signatures of={[{ role: 'sign.submitter' }, { role: 'sign.receiver', name: session.name }]} />
    </Sheet>
  );
}
