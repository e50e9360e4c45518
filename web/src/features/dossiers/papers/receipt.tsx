import type { Dossier } from '../../../api/onestop.ts';
import { formatDay } from '../../../format/dates.ts';
import { useSession } from '../../../shared/session-context.tsx';
import { fill } from '../../../i18n/translate.ts';
import { termWords, type Translate } from '../due/term-words.ts';
import { vi } from '../due/vi.ts';
import { moment, officeAt } from './official-dates.ts';
import { say } from './official.ts';
import { Corrected, Owner } from './person-lines.tsx';
import { atEnd, Line, QrCode, Rows, Sheet, Signatures } from './sheet.tsx';
import styles from './sheet.module.css';

const mostLines = 8;
/** Rows for the pen, where nobody wrote down what was handed in. */
const openRows = 3;

/** Form 01: Giấy tiếp nhận hồ sơ và hẹn trả kết quả. */
export function Receipt({ of: dossier }: { of: Dossier }) {
  const session = useSession();
  const { applicant, due, receivedAt = '', components, sets } = dossier;
  // The day and the signatures stand on the first sheet, however much is asked for.
  const asked = atEnd(
    say('requested'),
    dossier.summary,
    mostLines - Math.max(0, components.length - openRows),
  );
  const isLong =
    isLongText(dossier.summary, applicant?.address) ||
    components.length > openRows + 1 ||
    components.some(({ name }) => name.length > 90);
  return (
    <Sheet
      title={say('receipt.title')}
      unitName={dossier.unitName}
      at={receivedAt}
      number={say('receipt.number')}
      isLong={isLong}
      about={dossier.code}
    >
      <div className={styles.top}>
        <dl>
          <Line name={say('code')} value={dossier.code} strong />
          <Line name={say('applicant')} value={applicant?.name ?? ''} strong />
          <Owner of={dossier} />
          <Line name={say('address')} value={applicant?.address ?? ''} />
          <Line name={say('phone')} value={applicant?.phone ?? ''} />
        </dl>
        <QrCode text={dossier.code} />
      </div>
      <dl>
        <Line
          name={say('requested')}
          value={[dossier.procedureName, asked.shown].filter(Boolean).join('. ')}
        />
      </dl>
      <p>{say('receipt.components')}</p>
      <Rows
        columns={[
          { name: 'table.ordinal', width: '9%' },
          { name: 'table.component' },
          { name: 'table.count', width: '14%' },
          { name: 'table.kind', width: '19%' },
        ]}
        rows={
          components.length > 0
            ? components.map(({ name, count, kind }, index) => ({
                key: `${index}`,
                cells: [centred(index + 1), name, centred(count), kindWords[kind]],
              }))
            : Array.from({ length: openRows }, (_, index) => ({
                key: `${index}`,
                cells: [centred(index + 1), '', '', ''],
              }))
        }
      />
      <dl>
        <Line name={say('receipt.sets')} value={say('receipt.setsOf', { n: sets || '………' })} />
        <Line name={say('receipt.term')} value={due?.term ? termWords(vietnamese, due.term) : ''} />
        <Line name={say('receipt.received')} value={receivedAt ? moment(receivedAt) : ''} />
        <Line name={say('receipt.promised')} value={promised(due)} strong />
        <Line name={say('receipt.collect')} value={officeAt(receivedAt)} />
        <Line name={say('receipt.book')} value={say('receipt.bookAndOrdinal')} />
      </dl>
      <Signatures
        of={[
          { role: 'sign.submitter' },
          { role: 'sign.receiver', name: receivedBy(dossier) || session.name },
        ]}
      />
      <Corrected of={dossier} />
      {asked.rest}
    </Sheet>
  );
}

const centred = (value: number) => <div className={styles.number}>{value}</div>;

const kindWords: Record<Dossier['components'][number]['kind'], string> = {
  COPY_KIND_UNSPECIFIED: '',
  COPY_KIND_ORIGINAL: say('kind.original'),
  COPY_KIND_COPY: say('kind.copy'),
  COPY_KIND_ELECTRONIC: say('kind.electronic'),
};

/** Whoever received it, also when somebody else prints it again. */
const receivedBy = ({ history }: Dossier): string => history[0]?.actorName ?? '';

const isLongText = (summary: string, address = ''): boolean =>
  summary.length + address.length > 200 || summary.includes('\n');

const vietnamese: Translate = (key, params) => fill('vi', vi[key], params);

const promised = (due: Dossier['due']): string => {
  if (due?.state === 'DUE_STATE_SUSPENDED') return say('receipt.suspended');
  if (due?.at) return moment(due.at);
  return due?.day ? say('day', { day: formatDay(due.day) }) : '';
};
