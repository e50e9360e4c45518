import type { HistoryAction, UndecidedUnit } from '../../api/reporting.ts';
import { Badge, Button } from '../../design/index.ts';
import { formatDay } from '../../format/dates.ts';
import { formatCount } from '../../format/numbers.ts';
import { useT } from './words.ts';
import { GuideLink } from '../../shared/operating/guide-link.tsx';
import { sourceName } from './incident-looks.ts';
import { undecidedId } from './queries.ts';
import { useUnitNames } from '../../shared/operating/unit-names.ts';
import styles from '../../shared/operating/operating.module.css';

export type UndecidedAction = HistoryAction | 'lost_facts';

/** What a person has to decide of a unit's numbers and dossiers: a line for its missing history, one for its lost facts. */
export function UndecidedRow({
  undecided,
  onAct,
}: {
  undecided: UndecidedUnit;
  onAct: (action: UndecidedAction) => void;
}) {
  const t = useT();
  const unitName = useUnitNames();
  const { unit, channel, missingDays, missingTotal, lostFacts } = undecided;
  const [first = '', last = first] = [missingDays[0], missingDays.at(-1)];
  const line = (
    kind: 'history_missing' | 'lost_facts',
    { name, count, actions }: { name: string; count: string; actions: readonly UndecidedAction[] },
  ) => (
    <li key={kind} id={undecidedId(undecided, kind)} tabIndex={-1}>
      <p className={styles.name}>
        {name}
        <span className={styles.quiet}>
          {unitName(unit)} · {sourceName(t, channel)} · {count}
        </span>
      </p>
      <div>
        <Badge tone="late" icon="alert" wrap>
          {t(`incident.${kind}`)}
        </Badge>
      </div>
      <div className={styles.words}>
        <p>{t(`advice.${kind}`)}</p>
        <p className={styles.quiet}>
          <GuideLink part={kind} of={t(`incident.${kind}`)} />
        </p>
      </div>
      <div className={styles.buttons}>
        {actions.map((action) => (
          <Button
            key={action}
            small
            look={action === 'start_anew' ? 'danger' : 'secondary'}
            onClick={() => onAct(action)}
          >
            {t(`resolve.${action}`)}
          </Button>
        ))}
      </div>
    </li>
  );
  const days = [...new Set([first, last])].filter(Boolean).map(formatDay).join(' – ');
  return (
    <>
      {missingTotal > 0
        ? line('history_missing', {
            name: `${t('recordChannel.tally')} ${days}`,
            count: t('history.count', { n: formatCount(missingTotal) }),
            actions: ['inherit', 'start_anew'],
          })
        : null}
      {lostFacts > 0
        ? line('lost_facts', {
            name: t('lost.name'),
            count: t('lost.count', { n: formatCount(lostFacts) }),
            actions: ['lost_facts'],
          })
        : null}
    </>
  );
}
