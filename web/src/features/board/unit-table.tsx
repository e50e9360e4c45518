import { useLocation } from '@tanstack/react-router';
import { useState } from 'react';
import type { Unit } from '../../api/directory.ts';
import { Icon, LiveNumber } from '../../design/index.ts';
import { useLanguage, useT } from './words.ts';
import { fill } from '../../i18n/translate.ts';
import { inWords } from '../../i18n/in-words.ts';
import { basisShort, basisWords } from './basis.ts';
import type { Question } from './explain-panel.tsx';
import { figureWords } from '../../shared/figure-words.ts';
import { useHashFocus } from '../../shared/hash-focus.ts';
import { type Place, type Tone, toneOf } from './layout.ts';
import { dailyValues, doesReport, type Figure, findFigure, type Group } from './rollup.ts';
import { SparkBars } from './spark-bars.tsx';
import styles from './unit-table.module.css';
import { type Board, useDaily } from './use-board.ts';

interface Props {
  board: Board;
  onExplain: (question: Question) => void;
}

/** Every unit below with its numbers; those that report first, the silent ones together at the end. */
export function UnitTable({ board, onExplain }: Props) {
  const { t, language } = useLanguage();
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const [silentOpened, setSilentShown] = useState(false);
  // A unit that the address names is shown, until its district is closed by hand.
  const { hash } = useLocation();
  const [left, setLeft] = useState('');
  const named = hash === left ? '' : hash;
  const holds = ({ unit, communes }: Group, key: string): boolean =>
    unit.key === key || communes.some((one) => one.key === key);
  const { reporting, layout } = board;
  const speaking = board.groups.filter((group) => doesReport(reporting, group));
  const silent = board.groups.filter((group) => !doesReport(reporting, group));
  const silentShown = silentOpened || silent.some((group) => holds(group, named));
  const shown = silentShown ? [...speaking, ...silent] : speaking;
  const width = layout.columns.length + (layout.daily ? 3 : 2);
  // One or two districts fit on the screen with their communes.
  const isOpened = (group: Group): boolean => opened.has(group.unit.key) !== speaking.length <= 2;
  const isOpen = (group: Group): boolean => isOpened(group) || holds(group, named);
  const toggle = (group: Group): void => {
    const wasOpen = isOpen(group);
    if (holds(group, named)) setLeft(hash);
    if (isOpened(group) !== wasOpen) return;
    const next = new Set(opened);
    if (!next.delete(group.unit.key)) next.add(group.unit.key);
    setOpened(next);
  };
  useHashFocus(shown.some((group) => holds(group, named)));

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
              {layout.columns.map(({ indicator, label }) => (
                <th key={indicator.code} scope="col" className={styles.figure}>
                  {inWords(language, label)}
                </th>
              ))}
              {layout.daily ? (
                <th scope="col" className={styles.spark}>
                  {fill(language, inWords(language, layout.daily.label), { n: board.days.length })}
                </th>
              ) : null}
              <th scope="col">{t('units.basis')}</th>
            </tr>
          </thead>
          <tbody>
            {shown.flatMap((group) => {
              const parent = group.unit.level !== 'UNIT_LEVEL_COMMUNE';
              const open = parent && isOpen(group);
              const heard = group.communes.filter(({ key }) => reporting.has(key) || key === named);
              const quiet = group.communes.length - heard.length;
              return [
                <Row
                  key={group.unit.key}
                  group={group}
                  board={board}
                  onExplain={onExplain}
                  {...(parent ? { open, onToggle: () => toggle(group) } : {})}
                />,
                ...(open
                  ? heard.map((unit) => (
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
                        <td colSpan={width}>{t('units.quietBelow', { n: quiet })}</td>
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
          onClick={() => {
            setLeft(hash);
            setSilentShown(!silentShown);
          }}
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
  const { t, language } = useLanguage();
  const { live, layout, days } = board;
  const { unit, communes } = group;
  const groupBy = below ? 'GROUP_BY_COUNTING_UNIT' : 'GROUP_BY_CHILDREN';
  const figureOf = (code: string): Figure =>
    findFigure(live.rows, { groupBy, unit: unit.key }, code, communes);
  // What stands behind the numbers is said once, by the first of them.
  const basis = figureOf(layout.columns[0]?.indicator.code ?? '');
  const known = basis.value !== undefined;
  return (
    <tr
      id={unit.key}
      tabIndex={-1}
      data-stale={basis.stale || undefined}
      data-below={below || undefined}
      data-unknown={!known || undefined}
    >
      <th scope="row">
        <UnitName unit={unit} {...(onToggle ? { open: open ?? false, onToggle } : {})} />
      </th>
      {layout.columns.map(({ indicator, label, colour }) => {
        const { value } = figureOf(indicator.code);
        const words = inWords(language, label);
        return (
          <Cell
            key={indicator.code}
            text={figureWords(language, value, indicator).text}
            label={words}
            tone={toneOf(value, colour)}
            onClick={() =>
              onExplain({ unit: unit.key, unitName: unit.name, label: words, indicator: indicator.code })
            }
          />
        );
      })}
      {layout.daily ? (
        <td className={styles.spark}>
          {known ? (
            <Daily
              unit={unit}
              place={layout.daily}
              days={days}
              today={figureOf(layout.daily.indicator.code)}
            />
          ) : null}
        </td>
      ) : null}
      <td className={styles.basis} title={known ? basisWords(t, basis, board.day) : undefined}>
        {/* The place of the mark is kept: nothing moves when a unit falls silent. */}
        <span className={styles.state}>
          {(basis.total > 0 ? basisShort(t, basis, board.day) : [t('basis.none')]).map((part) => (
            <span key={part}>{part}</span>
          ))}
          <strong>
            {basis.stale ? (
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

function Daily({
  unit,
  place,
  days,
  today,
}: {
  unit: Unit;
  place: Place;
  days: readonly string[];
  today: Figure;
}) {
  const { t, language } = useLanguage();
  const { indicator, label } = place;
  const rows = useDaily(unit.parent, days, indicator.code);
  const values = [...dailyValues(rows, unit.key, indicator.code, days.slice(0, -1)), today.value];
  return (
    <SparkBars
      values={values}
      label={t('spark.label', {
        name: unit.name,
        what: fill(language, inWords(language, label), { n: days.length }),
        values: values.map((value) => figureWords(language, value, indicator).text).join(', '),
      })}
    />
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
  tone,
  onClick,
}: {
  text: string;
  label: string;
  tone: Tone | undefined;
  onClick: () => void;
}) {
  const t = useT();
  return (
    <td className={styles.figure}>
      <button
        type="button"
        className={styles.value}
        data-tone={tone}
        onClick={onClick}
        aria-label={`${label}: ${text}. ${t('explain.open')}`}
      >
        {tone === 'late' ? <Icon name="alert" size={14} /> : null}
        <LiveNumber text={text} />
      </button>
    </td>
  );
}
