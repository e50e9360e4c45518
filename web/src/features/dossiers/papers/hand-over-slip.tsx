import type { Dossier } from '../../../api/onestop.ts';
import { formatDay } from '../../../format/dates.ts';
import { deskName } from './control-slip.tsx';
import type { Holder } from './hand-overs.ts';
import { moment } from './official-dates.ts';
import { dueTime } from '../due/due-time.ts';
import { say } from './official.ts';
import { Line, Rows, Sheet, Signatures } from './sheet.tsx';
import styles from './sheet.module.css';

/** What went over in one go. */
export interface HandedOverTogether {
  unitName: string;
  at: string;
  by: string;
  to: Holder;
  /** As they were before. */
  dossiers: readonly Dossier[];
}

/** Phiếu bàn giao hồ sơ: the rows of many control slips on one list, signed once by each side. */
export function HandOverSlip({ of: { unitName, at, by, to, dossiers } }: { of: HandedOverTogether }) {
  const from = [...new Set(dossiers.map(({ holder }) => holder))];
  const names = from.flatMap((desk) => (desk === 'DESK_UNSPECIFIED' ? [] : [deskName(desk, at)]));
  return (
    <Sheet title={say('handOver.title')} unitName={unitName} at={at} size="A4">
      <dl>
        <Line name={say('handOver.from')} value={names.join(', ')} />
        <Line name={say('handOver.to')} value={deskName(to, at)} />
        <Line name={say('handOver.at')} value={moment(at)} />
        <Line name={say('handOver.count')} value={`${dossiers.length}`} strong />
      </dl>
      <Rows
        columns={[
          { name: 'table.ordinal', width: '7%' },
          { name: 'table.code', width: '27%' },
          { name: 'table.person' },
          { name: 'table.procedure', width: '24%' },
          { name: 'table.due', width: '17%' },
        ]}
        rows={dossiers.map(({ id, code, applicant, procedureName, due }, index) => ({
          key: id,
          cells: [
            <div key="n" className={styles.number}>
              {index + 1}
            </div>,
            code,
            applicant?.name,
            procedureName,
            due?.day ? dueTime(due, formatDay(due.day)) : '',
          ],
        }))}
      />
      <p>{say('handOver.all')}</p>
      <Signatures of={[{ role: 'sign.giver', name: by }, { role: 'sign.taker' }]} />
    </Sheet>
  );
}
