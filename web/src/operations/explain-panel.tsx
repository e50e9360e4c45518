import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { type Explanation, type ExplainedFact, explainNumber } from '../api/operations.ts';
import { useFailureWords } from '../app/refusal-words.ts';
import { Badge, Button, Choice, Dialog, Icon, Notice, Skeleton } from '../design/index.ts';
import { formatMoment, formatShortDay } from '../format/dates.ts';
import { formatCount } from '../format/numbers.ts';
import { useT } from '../i18n/language.tsx';
import type { Key } from '../i18n/translate.ts';
import { vi } from '../i18n/vi.ts';
import styles from './explain-panel.module.css';
import { contributionOf, isStock, standingOf } from './facts.ts';

/** A number that somebody pointed at. */
export interface Question {
  unit: string;
  unitName: string;
  label: string;
  /** One, or the parts of a ratio. */
  indicators: string[];
}

const indicatorKey = (indicator: string): Key => {
  const key = `indicator.${indicator}`;
  return key in vi ? (key as Key) : 'indicator.other';
};

/** Of 200 facts each; beyond, a person asks for more. */
const mostPages = 20;

/** From a number down: formula → units → days → the dossiers behind it, as the commune itself answers now. */
export function ExplainPanel({
  question,
  day,
  onClose,
}: {
  question: Question;
  day: string;
  onClose: () => void;
}) {
  const t = useT();
  const failureWords = useFailureWords();
  const [indicator, setIndicator] = useState(question.indicators[0] ?? '');
  const [factsOf, setFactsOf] = useState('');
  const explained = useInfiniteQuery({
    queryKey: ['explain', question.unit, indicator, day, factsOf],
    queryFn: ({ pageParam, signal }) =>
      explainNumber(
        {
          selection: {
            unit: question.unit,
            from: day,
            to: day,
            groupBy: 'GROUP_BY_COMMUNE',
            hierarchyDate: day,
          },
          indicator,
          factsOf,
          pageToken: pageParam,
        },
        signal,
      ),
    initialPageParam: '',
    getNextPageParam: (last) => last.nextPageToken || undefined,
    placeholderData: (before) => before,
    staleTime: 0,
  });
  const first = explained.data?.pages[0];
  const { hasNextPage, isFetching, fetchNextPage } = explained;
  const pages = explained.data?.pages.length ?? 0;
  useEffect(() => {
    // What remains of a stock is only known with all that came and went.
    if (isStock(indicator) && hasNextPage && !isFetching && pages < mostPages) void fetchNextPage();
  }, [indicator, hasNextPage, isFetching, pages, fetchNextPage]);

  return (
    <Dialog side title={`${question.label} · ${question.unitName}`} closeLabel={t('close')} onClose={onClose}>
      <div className={styles.panel}>
        {question.indicators.length > 1 ? (
          <Choice
            legend={t('explain.part')}
            value={indicator}
            onChange={setIndicator}
            options={question.indicators.map((value) => ({ value, label: t(indicatorKey(value)) }))}
          />
        ) : null}
        {explained.error ? <Notice tone="late">{failureWords(explained.error)}</Notice> : null}
        {explained.isPending ? <Skeleton label={t('loading')} /> : null}
        {first ? (
          <>
            <section>
              <h3>{t('explain.formula')}</h3>
              <p>{t(indicatorKey(indicator))}</p>
              <p className={styles.formula}>{first.formula}</p>
              <p className={styles.quiet}>{t('explain.version', { version: first.formulaVersion })}</p>
            </section>
            <section>
              <h3>{t('explain.units')}</h3>
              <Units explanation={first} chosen={factsOf} onChoose={setFactsOf} />
            </section>
            {factsOf === '' ? null : (
              <section>
                <h3>{t('explain.facts')}</h3>
                <FactsAnswer first={first} waiting={explained.isPlaceholderData} />
                <Facts
                  facts={explained.data?.pages.flatMap((page) => page.facts) ?? []}
                  indicator={indicator}
                  day={day}
                />
                {explained.hasNextPage ? (
                  <Button busy={explained.isFetchingNextPage} onClick={() => void explained.fetchNextPage()}>
                    {t('list.more')}
                  </Button>
                ) : null}
              </section>
            )}
          </>
        ) : null}
      </div>
    </Dialog>
  );
}

type Cell = Explanation['cells'][number];

function Units({
  explanation,
  chosen,
  onChoose,
}: {
  explanation: Explanation;
  chosen: string;
  onChoose: (unit: string) => void;
}) {
  const t = useT();
  const byUnit = new Map<string, Cell[]>();
  for (const cell of explanation.cells) byUnit.set(cell.unit, [...(byUnit.get(cell.unit) ?? []), cell]);
  if (byUnit.size === 0) return <p className={styles.quiet}>{t('explain.noCells')}</p>;
  return (
    <ul className={styles.units}>
      {[...byUnit.values()].map((cells) => {
        const [cell] = cells;
        if (!cell) return null;
        const value = cells.reduce((sum, one) => sum + Number(one.value), 0);
        const open = chosen === cell.unit;
        return (
          <li key={cell.unit}>
            <button
              type="button"
              className={styles.unit}
              aria-expanded={open}
              onClick={() => onChoose(open ? '' : cell.unit)}
            >
              <Icon name={open ? 'down' : 'chevron'} />
              <span className={styles.unitName}>{cell.unitName}</span>
              {cells.some((one) => one.marked) ? (
                <Badge tone="soon" icon="alert" plain>
                  {t('basis.marked')}
                </Badge>
              ) : null}
              <span className={styles.value}>{formatCount(value)}</span>
            </button>
            {open ? (
              <ul className={styles.cells}>
                {cells.map((one) => (
                  <li key={one.day}>
                    <span>{formatShortDay(one.day)}</span>
                    <span>
                      {t('explain.cell', {
                        facts: formatCount(one.facts),
                        rev: one.rev,
                        digest: one.digest.slice(0, 8),
                      })}
                    </span>
                    <span className={styles.value}>{formatCount(Number(one.value))}</span>
                  </li>
                ))}
              </ul>
            ) : null}
          </li>
        );
      })}
      <li className={styles.sum}>
        <span>{t('explain.sum')}</span>
        <span className={styles.value}>{formatCount(Number(explanation.value))}</span>
      </li>
    </ul>
  );
}

function FactsAnswer({ first, waiting }: { first: Explanation; waiting: boolean }) {
  const t = useT();
  if (waiting) return <p className={styles.quiet}>{t('explain.asking')}</p>;
  if (first.facts.length === 0 && first.factsUnavailable !== '')
    return (
      <Notice tone="stale" icon="unlink">
        {t('explain.unavailable', { why: first.factsUnavailable })}
      </Notice>
    );
  return (
    <Badge tone={first.factsAgree ? 'good' : 'soon'} icon={first.factsAgree ? 'check' : 'alert'}>
      {first.factsAgree ? t('explain.agree') : t('explain.disagree')}
    </Badge>
  );
}

function Facts({ facts, indicator, day }: { facts: ExplainedFact[]; indicator: string; day: string }) {
  const t = useT();
  if (facts.length === 0) return null;
  if (isStock(indicator)) {
    const { standing, gone } = standingOf(facts, indicator, day);
    return (
      <>
        <FactTable rows={standing.map(({ last, value }) => ({ fact: last, value }))} day={day} />
        {gone > 0 ? <p className={styles.quiet}>{t('explain.gone', { n: gone })}</p> : null}
      </>
    );
  }
  const rows = facts.map((fact) => ({ fact, value: contributionOf(fact, indicator, day) }));
  return <FactTable rows={rows.filter(({ value }) => value !== 0)} day={day} />;
}

function FactTable({ rows, day }: { rows: { fact: ExplainedFact; value: number }[]; day: string }) {
  const t = useT();
  if (rows.length === 0) return null;
  return (
    <table className={styles.facts}>
      <thead>
        <tr>
          <th scope="col">{t('explain.when')}</th>
          <th scope="col">{t('explain.what')}</th>
          <th scope="col">{t('column.code')}</th>
          <th scope="col">{t('explain.counts')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ fact, value }) => (
          <tr key={`${fact.eventId}${fact.day}`} data-cancelled={fact.cancelled || undefined}>
            <td>{fact.time ? formatMoment(fact.time, day) : formatShortDay(fact.day)}</td>
            <td>
              {t(eventKey(fact.eventType))}
              {fact.cancelled ? <span className={styles.cancelled}>{t('explain.cancelled')}</span> : null}
            </td>
            <td>{fact.dossierCode}</td>
            <td>{value > 0 ? `+${formatCount(value)}` : formatCount(value)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const eventKey = (type: string): Key => {
  const key = `event.${type.split('.')[2] ?? ''}`;
  return key in vi ? (key as Key) : 'event.other';
};
