import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import {
  type ExplainedFact,
  type ExplainRequest,
  type Explanation,
  explainNumber,
  type Indicator,
} from '../../api/operations.ts';
import { Badge, Button, Notice } from '../../design/index.ts';
import { formatMoment, formatShortDay } from '../../format/dates.ts';
import { formatCount } from '../../format/numbers.ts';
import { formatChange } from '../../format/scaled.ts';
import { eventKey } from '../../shared/happened/event-words.ts';
import { referenceName } from '../../shared/happened/reference-words.ts';
import { useFailureWords } from '../../shared/refusal-words.ts';
import { useSiteNames } from '../../shared/site-names.ts';
import styles from './explain-facts.module.css';
import { standingOf } from './facts.ts';
import { whyUnavailable } from './facts-unavailable.ts';
import { useT } from './words.ts';

/** Of 200 facts each; beyond, a person asks for more. */
const mostPages = 20;

/** What stands behind the days of a unit, as the unit's own site answers now. */
export function FactsBehind({
  explanation,
  indicator,
  unitName,
}: {
  explanation: Explanation;
  indicator: Indicator;
  unitName: string;
}) {
  const t = useT();
  const failureWords = useFailureWords();
  const { asked } = explanation;
  const request: ExplainRequest = { ...asked, withFacts: true };
  const answer = useInfiniteQuery({
    queryKey: ['explain', 'facts', request],
    queryFn: ({ pageParam, signal }) => explainNumber({ ...request, pageToken: pageParam }, signal),
    initialPageParam: '',
    getNextPageParam: (last) => last.nextPageToken || undefined,
    staleTime: 0,
  });
  const pages = answer.data?.pages ?? [];
  const { hasNextPage, isFetching, fetchNextPage } = answer;
  const net = indicator.kind === 'INDICATOR_KIND_STOCK' && asked?.day === '';
  useEffect(() => {
    // What remains of a stock is only known with all that came and went.
    if (net && hasNextPage && !isFetching && pages.length < mostPages) void fetchNextPage();
  }, [net, hasNextPage, isFetching, pages.length, fetchNextPage]);
  const unavailable = pages.map((page) => whyUnavailable(t, page)).find((why) => why !== undefined);
  const again = (
    <Button small busy={isFetching} onClick={() => void answer.refetch()}>
      {t('tryAgain')}
    </Button>
  );
  return (
    <section>
      <h3 className={styles.title}>{t('explain.facts')}</h3>
      {answer.isPending ? (
        <p role="status" className={styles.quiet}>
          {t('explain.asking', { name: unitName })}
        </p>
      ) : null}
      {answer.error ? (
        <Notice tone="late" action={again}>
          {failureWords(answer.error)}
        </Notice>
      ) : null}
      {unavailable ? (
        <Notice tone="stale" icon="unlink" action={again}>
          {t('explain.unavailable', { name: unitName, why: unavailable })}
        </Notice>
      ) : null}
      {pages.length > 0 && !unavailable ? <Agreement pages={pages} shown={explanation} /> : null}
      <InheritedParts parts={pages.flatMap(({ inherited }) => inherited)} decimals={indicator.decimals} />
      <Facts
        facts={pages.flatMap(({ facts }) => facts)}
        today={asked?.judgedOn ?? ''}
        decimals={indicator.decimals}
        net={net}
      />
      {hasNextPage ? (
        <Button busy={answer.isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('showMore')}
        </Button>
      ) : null}
    </section>
  );
}

/** Every page, and every time the commune was asked: it may have gone on meanwhile. */
function Agreement({ pages, shown }: { pages: Explanation[]; shown: Explanation }) {
  const t = useT();
  // Where the unit's site has no word of a day, the line below says so.
  if (pages.some(({ inherited }) => inherited.some(({ site }) => site === ''))) return null;
  const agree = pages.every(({ factsAgree, value }) => factsAgree && value === shown.value);
  return (
    <Badge tone={agree ? 'good' : 'soon'} icon={agree ? 'check' : 'alert'}>
      {t(agree ? 'explain.agree' : 'explain.disagree')}
    </Badge>
  );
}

/** What another site signed then: a part of the figure with no dossiers behind it here. */
function InheritedParts({ parts, decimals }: { parts: Explanation['inherited']; decimals: number }) {
  const t = useT();
  const nameOfSite = useSiteNames();
  if (parts.length === 0) return null;
  return (
    <table className={styles.facts}>
      <caption>{t('explain.inherited')}</caption>
      <tbody>
        {parts.map(({ site, value, firstDay, lastDay }) => (
          <tr key={site}>
            <td>
              {firstDay === lastDay
                ? formatShortDay(firstDay)
                : `${formatShortDay(firstDay)} – ${formatShortDay(lastDay)}`}
            </td>
            <td>
              {site === '' ? t('explain.notHere') : t('explain.inheritedFrom', { site: nameOfSite(site) })}
            </td>
            <td>{formatChange(value, decimals)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface FactsProps {
  facts: ExplainedFact[];
  today: string;
  decimals: number;
  /** What remains of all of them. */
  net: boolean;
}

function Facts({ facts, today, decimals, net }: FactsProps) {
  const t = useT();
  const { standing, gone } = standingOf(facts);
  const rows = net
    ? standing.map(({ last, value }) => ({ fact: last, value }))
    : facts.flatMap((fact) => {
        const { value } = fact;
        return value === undefined ? [] : [{ fact, value }];
      });
  return (
    <>
      {rows.length > 0 ? <FactTable rows={rows} today={today} decimals={decimals} /> : null}
      {net && gone > 0 ? <p className={styles.quiet}>{t('explain.gone', { n: formatCount(gone) })}</p> : null}
    </>
  );
}

function FactTable({
  rows,
  today,
  decimals,
}: {
  rows: { fact: ExplainedFact; value: number }[];
  today: string;
  decimals: number;
}) {
  const t = useT();
  return (
    <table className={styles.facts}>
      <thead>
        <tr>
          <th scope="col">{t('explain.when')}</th>
          <th scope="col">{t('explain.what')}</th>
          <th scope="col">{t('explain.about')}</th>
          <th scope="col">{t('explain.counts')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ fact, value }) => (
          <tr key={`${fact.eventId}${fact.day}`} data-cancelled={fact.cancelled || undefined}>
            <td>{fact.time ? formatMoment(fact.time, today) : formatShortDay(fact.day)}</td>
            <td>
              {t(eventKey(fact.eventType))}
              {fact.cancelled ? <span className={styles.cancelled}>{t('explain.cancelled')}</span> : null}
            </td>
            <td>{referenceName(t, fact)}</td>
            <td>{formatChange(value, decimals)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
