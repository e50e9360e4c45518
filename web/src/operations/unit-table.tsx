import { useState } from 'react';
import type { Unit } from '../api/directory.ts';
import { Icon, LiveNumber } from '../design/index.ts';
import { formatCount, formatPercent } from '../format/numbers.ts';
import { useT } from '../i18n/language.tsx';
import { basisShort, basisWords } from './basis.ts';
import type { Question } from './explain-panel.tsx';
import { dailyValues, doReport, foldFigure, foldOnTime, type Group } from './rollup.ts';
import { SparkBars } from './spark-bars.tsx';
import styles from './unit-table.module.css';
import { type Board, useDaily } from './use-board.ts';

interface Props {
  board: Board;
  onExplain: (question: Question) => void;
}

/** Every unit below with its numbers; those that report first, the silent ones together at the end. */
export function UnitTable({ board, onExplain }: Props) {
  const t = useT();
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const [silentShown, setSilentShown] = useState(false);
  const { rows } = board.live;
  const speaking = board.groups.filter(({ communes }) => doReport(rows, communes));
  const silent = board.groups.filter(({ communes }) => !doReport(rows, communes));
  const shown = silentShown ? [...speaking, ...silent] : speaking;
  // One or two districts fit on the screen with their communes.
  const isOpen = (group: Group): boolean => opened.has(group.unit.key) !== speaking.length <= 2;
  const toggle = (key: string): void => {
    const next = new Set(opened);
    if (!next.delete(key)) next.add(key);
    setOpened(next);
  };

  return (
    <section className={styles.card} aria-labelledby="unit-table-title">
      <h2 id="unit-table-title" className={styles.title}>
        {t('units.title')}
      </h2>
      <div className={styles.scroll}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">{t('units.unit')}</th>
              <th scope="col" className={styles.figure}>
                {t('units.received')}
              </th>
              <th scope="col" className={styles.figure}>
                {t('units.pending')}
              </th>
              <th scope="col" className={styles.figure}>
                {t('units.overdue')}
              </th>
              <th scope="col" className={styles.figure}>
                {t('units.onTime')}
              </th>
              <th scope="col" className={styles.spark}>
                {t('units.days', { n: board.days.length })}
              </th>
              <th scope="col">{t('units.basis')}</th>
            </tr>
          </thead>
          <tbody>
            {shown.flatMap((group) => {
              const parent = group.unit.level !== 'commune';
              const open = parent && isOpen(group);
              const reporting = group.communes.filter((unit) => doReport(rows, [unit]));
              const quiet = group.communes.length - reporting.length;
              return [
                <Row
                  key={group.unit.key}
                  group={group}
                  board={board}
                  onExplain={onExplain}
                  {...(parent ? { open, onToggle: () => toggle(group.unit.key) } : {})}
                />,
                ...(open
                  ? reporting.map((unit) => (
                      <Row
                        key={unit.key}
                        group={{ unit, communes: [unit] }}
                        board={board}
                        onExplain={onExplain}
                        below
                      />
                    ))
                  : []),
                ...(open && quiet > 0
                  ? [
                      <tr key={`${group.unit.key}-quiet`} className={styles.quiet}>
                        <td colSpan={7}>{t('units.quietBelow', { n: quiet })}</td>
                      </tr>,
                    ]
                  : []),
              ];
            })}
          </tbody>
        </table>
      </div>
      {silent.length > 0 ? (
        <button
          type="button"
          className={styles.silent}
          aria-expanded={silentShown}
          onClick={() => setSilentShown(!silentShown)}
        >
          <Icon name={silentShown ? 'down' : 'chevron'} />
          {t('units.silent', { n: silent.length })}
        </button>
      ) : null}
    </section>
  );
}

interface RowProps extends Props {
  group: Group;
  below?: boolean;
  open?: boolean;
  onToggle?: () => void;
}

function Row({ group, board, onExplain, below = false, open, onToggle }: RowProps) {
  const t = useT();
  const { rows } = board.live;
  const { unit, communes } = group;
  const received = foldFigure(rows, communes, 'received');
  const onTime = foldOnTime(rows, communes);
  const overdue = foldFigure(rows, communes, 'overdue');
  const { known } = received;
  const before = board.days.slice(0, -1);
  const daily = dailyValues(useDaily(unit.parent, board.days), unit.key, ['received'], before);
  const ask = (label: string, indicators: string[]) => () =>
    onExplain({ unit: unit.key, unitName: unit.name, label, indicators });
  return (
    <tr
      data-stale={received.stale || undefined}
      data-below={below || undefined}
      data-unknown={!known || undefined}
    >
      <th scope="row">
        <UnitName unit={unit} {...(onToggle ? { open: open ?? false, onToggle } : {})} />
      </th>
      <Cell
        text={known ? formatCount(received.value) : '–'}
        label={t('units.received')}
        onClick={ask(t('tiles.received'), ['received'])}
      />
      <Cell
        text={known ? formatCount(foldFigure(rows, communes, 'pending').value) : '–'}
        label={t('units.pending')}
        onClick={ask(t('tiles.pending'), ['pending'])}
      />
      <Cell
        text={known ? formatCount(overdue.value) : '–'}
        label={t('units.overdue')}
        late={overdue.value > 0}
        onClick={ask(t('tiles.overdue'), ['overdue'])}
      />
      <Cell
        text={known ? formatPercent(onTime.inTime, onTime.value) : '–'}
        label={t('units.onTime')}
        onClick={ask(t('tiles.onTime'), ['finished_early', 'finished_on_time', 'finished_late'])}
      />
      <td className={styles.spark}>
        {known ? <SparkBars values={[...daily, received.value]} label={unit.name} /> : null}
      </td>
      <td className={styles.basis} title={known ? basisWords(t, received, board.day) : undefined}>
        {/* The place of the mark is kept: nothing moves when a unit falls silent. */}
        <span className={styles.state}>
          {(received.total > 0 ? basisShort(t, received, board.day) : [t('basis.none')]).map((part) => (
            <span key={part}>{part}</span>
          ))}
          <strong>
            {received.stale ? (
              <>
                <Icon name="clock" size={14} /> {t('basis.staleShort')}
              </>
            ) : null}
          </strong>
        </span>
      </td>
    </tr>
  );
}

function UnitName({ unit, open, onToggle }: { unit: Unit; open?: boolean; onToggle?: () => void }) {
  if (!onToggle) return <span className={styles.name}>{unit.name}</span>;
  return (
    <button type="button" className={styles.toggle} aria-expanded={open} onClick={onToggle}>
      <Icon name={open ? 'down' : 'chevron'} />
      {unit.name}
    </button>
  );
}

function Cell({
  text,
  label,
  late = false,
  onClick,
}: {
  text: string;
  label: string;
  late?: boolean;
  onClick: () => void;
}) {
  const t = useT();
  return (
    <td className={styles.figure}>
      <button
        type="button"
        className={styles.value}
        data-late={late || undefined}
        onClick={onClick}
        aria-label={`${label}: ${text}. ${t('explain.open')}`}
      >
        {late ? <Icon name="alert" size={14} /> : null}
        <LiveNumber text={text} />
      </button>
    </td>
  );
}
