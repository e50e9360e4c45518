import type { Unit } from '../../api/directory.ts';
import { Icon, LiveNumber } from '../../design/index.ts';
import { inWords } from '../../i18n/in-words.ts';
import { fill } from '../../i18n/translate.ts';
import { figureWords } from '../../shared/figure-words.ts';
import { basisShort } from './basis.ts';
import type { Question } from './explain-panel.tsx';
import { type Place, type Tone, toneOf } from './layout.ts';
import { dailyValues, type Figure, findFigure, type Group } from './rollup.ts';
import { SparkBars } from './spark-bars.tsx';
import styles from './unit-table.module.css';
import { type Board, useDaily } from './use-board.ts';
import { useLanguage, useT } from './words.ts';

interface RowProps {
  board: Board;
  onExplain: (question: Question) => void;
  group: Group;
  below?: boolean;
  open?: boolean;
  onToggle?: () => void;
}

/** A unit with its numbers; what stands behind them is said at the end. */
export function UnitRow({ group, board, onExplain, below = false, open, onToggle }: RowProps) {
  const { t, language } = useLanguage();
  const { live, layout, days } = board;
  const { unit } = group;
  const groupBy = below ? 'GROUP_BY_COUNTING_UNIT' : 'GROUP_BY_CHILDREN';
  const figureOf = (code: string): Figure => findFigure(live, { groupBy, unit: unit.key }, code);
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
      <td className={styles.basis} title={known ? basisShort(t, basis, board.day).join(' · ') : undefined}>
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
