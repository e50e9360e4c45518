import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import {
  type CountedIndicator,
  type History,
  type HistoryAction,
  resolveHistory,
  type UndecidedUnit,
} from '../../api/reporting.ts';
import { useFailureWords } from '../../shared/refusal-words.ts';
import { Button, Notice } from '../../design/index.ts';
import { formatDay } from '../../format/dates.ts';
import { formatCount } from '../../format/numbers.ts';
import { type Translate, useLanguage, useT } from './words.ts';
import type { Language } from '../../i18n/translate.ts';
import { fullFigure } from '../../shared/figure-words.ts';
import { inWords } from '../../i18n/in-words.ts';
import { DecisionDialog } from '../../shared/operating/decision-dialog.tsx';
import { countOf, decidable, sumHistory } from './history-numbers.ts';
import { useUnitNames } from '../../shared/operating/unit-names.ts';
import styles from '../../shared/operating/operating.module.css';

/** Numbers that the levels above hold and nobody here knows: what they are, what a choice makes of them, and the decision. */
export function HistoryDialog({
  undecided,
  action,
  onClose,
}: {
  undecided: UndecidedUnit;
  action: HistoryAction;
  onClose: () => void;
}) {
  const t = useT();
  const queries = useQueryClient();
  const unitName = useUnitNames();
  const failureWords = useFailureWords();
  const [done, setDone] = useState(0);
  // As they stood when the window was opened: what is decided is what was shown.
  const [{ unit, channel, missingDays: days, missingTotal }] = useState(undecided);
  const source = { unit, channel };
  const dryRun = useQuery({
    queryKey: ['history-dry-run', unit, channel, action, days],
    queryFn: ({ signal }) => resolveHistory({ ...source, action, days, dryRun: true }, setDone, signal),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
    refetchOnWindowFocus: false,
  });
  const shown = dryRun.data?.days ?? [];
  const decided = decidable(shown);
  return (
    <DecisionDialog
      about={`${action}/${unit}/${channel}`}
      side
      title={t(`resolve.${action}`)}
      isFinal={action === 'start_anew'}
      blocked={decided.length === 0}
      decide={(reason) =>
        resolveHistory({ ...source, action, days: decided, reason, dryRun: false }, setDone)
      }
      onSettled={() => {
        for (const name of ['undecided', 'incidents']) void queries.invalidateQueries({ queryKey: [name] });
      }}
      done={t('history.done', { n: formatCount(decided.length) })}
      onClose={onClose}
    >
      <p>
        <strong>{unitName(unit)}</strong>
        <br />
        {t('history.days', { n: missingTotal })}
      </p>
      <p>{t(`resolveMeaning.${action}`)}</p>
      {dryRun.isPending ? (
        <p role="status">
          {t('history.reading', { done: formatCount(done), all: formatCount(days.length) })}
        </p>
      ) : null}
      {dryRun.error ? (
        <Notice
          tone="late"
          action={
            <Button small onClick={() => void dryRun.refetch()}>
              {t('dead.retry')}
            </Button>
          }
        >
          {failureWords(dryRun.error)}
        </Notice>
      ) : null}
      {dryRun.data ? <Outcome history={dryRun.data} asked={days.length} /> : null}
      {missingTotal > days.length ? (
        <p className={styles.quiet}>
          {t('history.more', { n: formatCount(days.length), all: formatCount(missingTotal) })}
        </p>
      ) : null}
    </DecisionDialog>
  );
}

/** The dry run: sums first, each day behind a line that opens. */
function Outcome({ history: { days, indicators }, asked }: { history: History; asked: number }) {
  const { t, language } = useLanguage();
  const known = decidable(days);
  const unread = days.length - known.length;
  const [first] = indicators;
  if (days.length === 0) return <Notice tone="stale">{t('history.nothing')}</Notice>;
  return (
    <>
      {unread > 0 ? <Notice tone="soon">{t('history.unread', { n: formatCount(unread) })}</Notice> : null}
      {known.length > 0 ? (
        <>
          <table className={styles.numbers}>
            <caption>{t('history.dryRun', { n: known.length })}</caption>
            <thead>
              <tr>
                <th scope="col">{t('history.kind')}</th>
                <th scope="col">{t('history.before')}</th>
                <th scope="col">{t('history.after')}</th>
              </tr>
            </thead>
            <tbody>
              {sumHistory(days, indicators).map(({ indicator, before, after }) => (
                <tr key={indicator.code}>
                  <th scope="row">{nameOf(t, language, indicator)}</th>
                  <td>{fullFigure(language, before, indicator)}</td>
                  <td data-changed={before !== after || undefined}>
                    {fullFigure(language, after, indicator)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          {first ? (
            <details>
              <summary>{t('history.eachDay')}</summary>
              <table className={styles.numbers}>
                <thead>
                  <tr>
                    <th scope="col">{nameOf(t, language, first)}</th>
                    <th scope="col">{t('history.before')}</th>
                    <th scope="col">{t('history.after')}</th>
                  </tr>
                </thead>
                <tbody>
                  {known.map(({ day, before, after }) => (
                    <tr key={day}>
                      <th scope="row">{formatDay(day)}</th>
                      <td>{fullFigure(language, countOf(before, first), first)}</td>
                      <td>{fullFigure(language, countOf(after, first), first)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </details>
          ) : null}
        </>
      ) : null}
      {asked > days.length ? (
        <p className={styles.quiet}>{t('history.gone', { n: formatCount(asked - days.length) })}</p>
      ) : null}
    </>
  );
}

/** Of a stock a day says how much it went up or down. */
function nameOf(t: Translate, language: Language, { kind, names }: CountedIndicator): string {
  const name = inWords(language, names);
  return kind === 'INDICATOR_KIND_STOCK' ? t('history.stock', { name }) : name;
}
