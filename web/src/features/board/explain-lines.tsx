import { useState } from 'react';
import type { Explanation, Indicator } from '../../api/operations.ts';
import { Badge, Icon } from '../../design/index.ts';
import { formatDay, formatMoment } from '../../format/dates.ts';
import { formatCount } from '../../format/numbers.ts';
import { formatChange } from '../../format/scaled.ts';
import { inWords } from '../../i18n/in-words.ts';
import type { Language } from '../../i18n/translate.ts';
import { figureWords } from '../../shared/figure-words.ts';
import styles from './explain-lines.module.css';
import { inReadingOrder, isPlainZero, type Line, lineKey, openingYear } from './explain-steps.ts';
import { type Translate, useLanguage, useT } from './words.ts';

/** How many days are in sight at first: what stands behind them follows below. */
const firstDays = 10;

/** The parts of a number, which are opened one by one, and their sum. */
export function Lines({
  explanation,
  indicator,
  today,
  cameFrom,
  onOpen,
}: {
  explanation: Explanation;
  indicator: Indicator;
  today: string;
  /** The line that the reader came back from: it is in sight. */
  cameFrom: Line | undefined;
  onOpen: (line: Line) => void;
}) {
  const { t, language } = useLanguage();
  const { lines, parts, value } = explanation;
  const ordered = inReadingOrder(lines);
  const days = ordered.filter(({ kind }) => kind === 'LINE_KIND_DAY');
  const aside = [...ordered.filter(isPlainZero), ...days.slice(firstDays)];
  const putAside = new Set(aside.length < ordered.length ? aside : []);
  const isAside = (line: Line | undefined): boolean =>
    [...putAside].some((one) => line !== undefined && lineKey(one) === lineKey(line));
  const [all, setAll] = useState(() => isAside(cameFrom));
  const inSight = ordered.filter((line) => !putAside.has(line));
  const isStock = indicator.kind === 'INDICATOR_KIND_STOCK';
  const figure = ({
    kind,
    value: number,
    indicator: code,
  }: Pick<Line, 'kind' | 'value' | 'indicator'>): string => {
    // Beside what was before the days, a day is what came and went.
    if (number !== undefined && isStock && kind === 'LINE_KIND_DAY')
      return formatChange(number, indicator.decimals);
    return figureWords(language, number, parts.find((part) => part.code === code) ?? indicator).text;
  };
  const row = (line: Line, hidden: boolean) => (
    <li key={lineKey(line)} data-aside={hidden || undefined}>
      <button type="button" className={styles.line} data-line={lineKey(line)} onClick={() => onOpen(line)}>
        <span className={styles.name}>
          {lineName(t, language, line, parts)}
          <LineBasis line={line} today={today} />
        </span>
        <span className={styles.value}>{figure(line)}</span>
        <Icon name="chevron" />
      </button>
    </li>
  );
  const asideSum = [...putAside].reduce((sum, line) => sum + (line.value ?? 0), 0);
  const asideFigure = (): string | null =>
    all || indicator.aggregation !== 'AGGREGATION_SUM'
      ? null
      : figure({ kind: [...putAside][0]?.kind ?? 'LINE_KIND_DAY', value: asideSum, indicator: '' });
  return (
    <ul className={styles.lines}>
      {inSight.map((line) => row(line, false))}
      {putAside.size > 0 ? (
        <li className={styles.more}>
          <button
            type="button"
            className={styles.line}
            data-line="more"
            aria-expanded={all}
            onClick={() => setAll(!all)}
          >
            <span className={styles.name}>
              {t(days.length > 0 ? 'explain.moreDays' : 'explain.zeroUnits', {
                n: formatCount(putAside.size),
              })}
            </span>
            <span className={styles.value}>{asideFigure()}</span>
            <Icon name={all ? 'down' : 'chevron'} />
          </button>
        </li>
      ) : null}
      {/* What is put aside on the screen stands on paper, where nobody can ask for it. */}
      {[...putAside].map((line) => row(line, !all))}
      <li className={styles.sum}>
        <span>{t(parts.length > 0 ? 'explain.result' : 'explain.sum')}</span>
        <span className={styles.value}>{figureWords(language, value, indicator).text}</span>
      </li>
    </ul>
  );
}

/** A line in words; also the crumb of the step that it opens. */
export function lineName(t: Translate, language: Language, line: Line, parts: readonly Indicator[]): string {
  if (line.kind === 'LINE_KIND_OPENING') return t('explain.opening', { year: openingYear(line) });
  if (line.kind === 'LINE_KIND_DAY') return t('explain.day', { day: formatDay(line.day) });
  const part = parts.find(({ code }) => code === line.indicator);
  return part ? inWords(language, part.names) : line.unitName;
}

function LineBasis({ line, today }: { line: Line; today: string }) {
  const t = useT();
  const code = line.unit.split('@')[0] ?? '';
  const words = {
    LINE_KIND_OPENING: () => t('explain.upTo', { day: formatDay(line.day) }),
    LINE_KIND_DAY: () => evidence(t, line),
    LINE_KIND_UNIT: () => unitBasis(t, line, today),
    LINE_KIND_COUNTING_UNIT: () => `${code} · ${unitBasis(t, line, today)}`,
    LINE_KIND_PART: () => unitBasis(t, line, today),
    LINE_KIND_UNSPECIFIED: () => '',
  }[line.kind]();
  return (
    <>
      <span className={styles.basis}>{words}</span>
      {line.stale ? (
        <Badge tone="stale" icon="unlink" plain>
          {t('fresh.FRESHNESS_REASON_LINK_DOWN')}
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

/** What the number of a day was counted from. */
export const evidence = (t: Translate, { facts }: Line): string =>
  t('explain.cell', { facts: formatCount(facts) });

/** What tells whether two sites hold the same of a day. */
export const proof = (t: Translate, { rev, digest }: Line): string =>
  t('explain.proof', { rev, digest: digest.slice(0, 8) });
