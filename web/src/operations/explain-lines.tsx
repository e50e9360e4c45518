import { useState } from 'react';
import { Badge, Button, Icon } from '../design/index.ts';
import { formatDay, formatMoment } from '../format/dates.ts';
import { formatCount } from '../format/numbers.ts';
import { type Translate, useT } from '../i18n/language.tsx';
import styles from './explain-lines.module.css';
import { inReadingOrder, isPlainZero, type Line, lineKey, openingYear } from './explain-steps.ts';

/** How many days are in sight at first: what stands behind them follows below. */
const firstDays = 10;

/** The parts of a number, which are opened one by one, and their sum. */
export function Lines({
  lines,
  value,
  today,
  onOpen,
}: {
  lines: readonly Line[];
  value: number;
  today: string;
  onOpen: (line: Line) => void;
}) {
  const t = useT();
  const [all, setAll] = useState(false);
  const ordered = inReadingOrder(lines);
  const days = ordered.filter(({ kind }) => kind === 'LINE_KIND_DAY');
  const late = new Set([...ordered.filter(isPlainZero), ...days.slice(firstDays)]);
  if (late.size === ordered.length) late.clear();
  const shown = [...ordered.filter((line) => !late.has(line)), ...ordered.filter((line) => late.has(line))];
  return (
    <>
      <ul className={styles.lines}>
        {shown.map((line) => (
          // What is put aside on the screen is on paper, where nobody can ask for it.
          <li key={lineKey(line)} data-aside={(!all && late.has(line)) || undefined}>
            <button
              type="button"
              className={styles.line}
              data-line={lineKey(line)}
              onClick={() => onOpen(line)}
            >
              <span className={styles.name}>
                {lineName(t, line)}
                <LineBasis line={line} today={today} />
              </span>
              <span className={styles.value}>{formatCount(Number(line.value))}</span>
              <Icon name="chevron" />
            </button>
          </li>
        ))}
        <li className={styles.sum}>
          <span>{t('explain.sum')}</span>
          <span className={styles.value}>{formatCount(value)}</span>
        </li>
      </ul>
      {late.size > 0 && !all ? (
        <Button small look="quiet" icon="down" onClick={() => setAll(true)}>
          {t(days.length > 0 ? 'explain.moreDays' : 'explain.zeroUnits', { n: formatCount(late.size) })}
        </Button>
      ) : null}
    </>
  );
}

/** A line in words; also the crumb of the step that it opens. */
export function lineName(t: Translate, line: Line): string {
  if (line.kind === 'LINE_KIND_OPENING') return t('explain.opening', { year: openingYear(line) });
  if (line.kind === 'LINE_KIND_DAY') return t('explain.day', { day: formatDay(line.day) });
  return line.unitName;
}

function LineBasis({ line, today }: { line: Line; today: string }) {
  const t = useT();
  const code = line.unit.split('@')[0] ?? '';
  const words = {
    LINE_KIND_OPENING: () => t('explain.upTo', { day: formatDay(line.day) }),
    LINE_KIND_DAY: () => evidence(t, line),
    LINE_KIND_UNIT: () => unitBasis(t, line, today),
    LINE_KIND_COUNTING_UNIT: () => `${code} · ${unitBasis(t, line, today)}`,
    LINE_KIND_UNSPECIFIED: () => '',
  }[line.kind]();
  return (
    <>
      <span className={styles.basis}>{words}</span>
      {line.stale ? (
        <Badge tone="stale" icon="unlink" plain>
          {t('fresh.link_down')}
        </Badge>
      ) : null}
      {line.marked ? (
        <Badge tone="soon" icon="alert" plain>
          {t('basis.marked')}
        </Badge>
      ) : null}
    </>
  );
}

function unitBasis(t: Translate, { unitsComplete, unitsTotal, asOf }: Line, today: string): string {
  const upTo = asOf ? t('basis.asOf', { time: formatMoment(asOf, today) }) : t('fresh.unknown');
  if (unitsTotal <= 1) return upTo;
  const units = { complete: formatCount(unitsComplete), total: formatCount(unitsTotal) };
  return `${t('basis.short', units)} · ${upTo}`;
}

/** What the number of a day can be proved by: how many facts, and their digest. */
export const evidence = (t: Translate, { facts, rev, digest }: Line): string =>
  t('explain.cell', { facts: formatCount(facts), rev, digest: digest.slice(0, 8) });
