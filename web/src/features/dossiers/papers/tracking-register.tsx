import type { Dossier } from '../../../api/onestop.ts';
import { formatDay, localDayOf } from '../../../format/dates.ts';
import { dueTime } from '../due/due-time.ts';
import { say } from './official.ts';
import { Rows, Sheet, Signatures } from './sheet.tsx';
import styles from './sheet.module.css';

/** What a unit received over a span of days, the first day first. */
export interface RegisterPages {
  unitName: string;
  /** Local days. */
  from: string;
  to: string;
  at: string;
  by: string;
  dossiers: readonly Dossier[];
}

/** Sổ theo dõi hồ sơ (form 06 of TT 01/2018, 07 of TT 03/2025), on A4. */
export function TrackingRegister({ of: { unitName, from, to, at, by, dossiers } }: { of: RegisterPages }) {
  const span = { from: formatDay(from), to: formatDay(to) };
  return (
    <Sheet title={say('register.title')} unitName={unitName} at={at} size="A4-landscape" about={from}>
      <p className={styles.number}>{say(from === to ? 'register.oneDay' : 'register.days', span)}</p>
      <Rows
        columns={[
          { name: 'table.ordinal', width: '3.5%' },
          { name: 'table.code', width: '11%' },
          { name: 'table.procedure', width: '11%' },
          { name: 'register.sets', width: '3.5%' },
          { name: 'register.person', width: '11%' },
          { name: 'register.where', width: '11%' },
          { name: 'register.solver', width: '7%' },
          { name: 'register.received', width: '7.5%' },
          { name: 'table.due', width: '7.5%' },
          { name: 'register.returned', width: '7.5%' },
          { name: 'register.how', width: '6%' },
          { name: 'register.signed', width: '5%' },
          { name: 'control.note' },
        ]}
        rows={dossiers.map((dossier, index) => ({
          key: dossier.id,
          cells: [`${index + 1}`, ...cellsOf(dossier)],
        }))}
      />
      <Signatures of={[{ role: 'register.signs', name: by }]} />
    </Sheet>
  );
}

const cellsOf = (dossier: Dossier): string[] => [
  dossier.code,
  dossier.procedureName,
  dossier.sets > 0 ? `${dossier.sets}` : '',
  [dossier.applicant?.name, dossier.owner && `${say('owner')}: ${dossier.owner.name}`]
    .filter(Boolean)
    .join('; '),
  [dossier.applicant?.address, dossier.applicant?.phone].filter(Boolean).join('; '),
  dossier.unitName,
  dayOf(dossier.receivedAt),
  dossier.due?.day ? dueTime(dossier.due, formatDay(dossier.due.day)) : '',
  dossier.state === 'DOSSIER_STATE_RETURNED' ? dayOf(dossier.closedAt) : '',
  '',
  '',
  noteOf(dossier),
];

function noteOf({ state, closedAt }: Dossier): string {
  if (state === 'DOSSIER_STATE_WITHDRAWN') return say('register.withdrawn', { day: dayOf(closedAt) });
  if (state === 'DOSSIER_STATE_VOIDED') return say('register.voided', { day: dayOf(closedAt) });
  return state === 'DOSSIER_STATE_WAITING_SUPPLEMENT' ? say('register.suspended') : '';
}

const dayOf = (at: string | undefined): string => (at ? formatDay(localDayOf(at)) : '');
