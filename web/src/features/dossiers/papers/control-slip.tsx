import type { Dossier, Timeliness } from '../../../api/onestop.ts';
import { type HandOver, handOversOf, type Holder } from './hand-overs.ts';
import { moment, officeAt } from './official-dates.ts';
import { say } from './official.ts';
import { Corrected, Owner } from './person-lines.tsx';
import { Line, QrCode, Rows, Sheet } from './sheet.tsx';
import styles from './sheet.module.css';

/** Phiếu kiểm soát quá trình giải quyết hồ sơ (form 05 of TT 01/2018, 06 of TT 03/2025): a row for each hand-over, to be signed. */
export function ControlSlip({ of: dossier }: { of: Dossier }) {
  const { receivedAt = '', unitName } = dossier;
  const promised = dossier.due?.at ? moment(dossier.due.at) : '';
  return (
    <Sheet title={say('control.title')} unitName={unitName} at={receivedAt} about={dossier.code}>
      <div className={styles.top}>
        <dl>
          <Line name={say('code')} value={dossier.code} strong />
          <Line name={say('dossierOf')} value={dossier.applicant?.name ?? ''} strong />
          <Owner of={dossier} />
          <Line name={say('requested')} value={dossier.procedureName} />
          <Line name={say('receipt.promised')} value={promised} />
          <Line name={say('control.solver')} value={unitName} />
          <Line name={say('control.others')} value="" />
        </dl>
        <QrCode text={dossier.code} />
      </div>
      <Rows
        columns={[
          { name: 'control.handed', width: '38%' },
          { name: 'control.when' },
          { name: 'control.result', width: '18%' },
          { name: 'control.note', width: '18%' },
        ]}
        rows={handOversOf(dossier).map((row) => ({ key: row.id, cells: cellsOf(row, dossier) }))}
      />
      <Corrected of={dossier} />
    </Sheet>
  );
}

const cellsOf = ({ from, to, at, note, isResult }: HandOver, dossier: Dossier) => [
  <>
    <p>{say('control.given', { desk: holderName(from, dossier) })}</p>
    <p>{say('control.taken', { desk: holderName(to, dossier) })}</p>
  </>,
  <>
    <p>{at ? moment(at) : say('dots')}</p>
    <p className={styles.sign}>{say('control.giver')}</p>
    <p className={styles.sign}>{say('control.taker')}</p>
  </>,
  isResult ? resultWords[dossier.timeliness] : '',
  note,
];

const resultWords: Record<Timeliness, string> = {
  TIMELINESS_UNSPECIFIED: '',
  TIMELINESS_EARLY: say('result.early'),
  TIMELINESS_ON_TIME: say('result.onTime'),
  TIMELINESS_LATE: say('result.late'),
};

function holderName(holder: Holder | undefined, { receivedAt = '' }: Dossier): string {
  return holder ? deskName(holder, receivedAt) : say('dots');
}

/** What a paper of a day calls a desk. */
export function deskName(holder: Holder, at: string): string {
  switch (holder) {
    case 'CITIZEN':
      return say('citizen');
    case 'DESK_INTAKE':
      return officeAt(at);
    case 'DESK_SPECIALIST':
      return say('desk.specialist');
    case 'DESK_CHAIR':
      return say('desk.chair');
    case 'DESK_CLERICAL':
      return say('desk.clerical');
    default:
      return holder satisfies never;
  }
}
