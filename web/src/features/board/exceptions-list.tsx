import { useId, useState } from 'react';
import { Badge, Button, Icon } from '../../design/index.ts';
import { formatMoment, formatTime, machineToday } from '../../format/dates.ts';
import { inWords } from '../../i18n/in-words.ts';
import { fullFigure } from '../../shared/figure-words.ts';
import { type Exception, findExceptions } from './exceptions.ts';
import styles from './exceptions-list.module.css';
import type { Question } from './explain-panel.tsx';
import { looks, type UnitTrust } from './trust.ts';
import type { Board, Live } from './use-board.ts';
import { type Translate, useLanguage } from './words.ts';

/** As many as can be taken in at once. */
const firstShown = 6;

/** What is wrong, and whose it is: the first thing to be read after whether it can be believed. */
export function ExceptionsList({
  board,
  onExplain,
}: {
  board: Board;
  onExplain: (question: Question) => void;
}) {
  const titleId = useId();
  const { t, language } = useLanguage();
  const [all, setAll] = useState(false);
  const { live, day } = board;
  const found = findExceptions(board);
  const shown = all ? found : found.slice(0, firstShown);
  return (
    <section className={styles.card} aria-labelledby={titleId} data-stale={live.isLost || undefined}>
      <h2 id={titleId}>{t('exceptions.title')}</h2>
      {live.isLost || found.length === 0 ? <Standing live={live} isEmpty={found.length === 0} /> : null}
      <ul className={styles.list}>
        {shown.map((one) => (
          <li
            key={`${one.unit.key} ${one.kind === 'number' ? one.place.indicator.code : ''}`}
            className={styles.row}
          >
            <span className={styles.unit}>
              <strong>{one.unit.name}</strong>
              {one.parent ? <span className={styles.parent}>{one.parent}</span> : null}
            </span>
            {one.kind === 'trust' ? (
              <>
                <Badge
                  tone={live.isLost ? 'stale' : looks[one.trust.reason].tone}
                  icon={looks[one.trust.reason].icon}
                  wrap
                >
                  {t(`fresh.${one.trust.reason}`)}
                </Badge>
                <span className={styles.since}>{sinceWords(t, one.trust, day)}</span>
              </>
            ) : (
              <button
                type="button"
                className={styles.value}
                data-stale={one.isStale || undefined}
                onClick={() => onExplain(questionOf(one, inWords(language, one.place.label)))}
                title={t('explain.open')}
              >
                <Icon name={one.isStale ? 'clock' : 'alert'} size={14} />
                {inWords(language, one.place.label)}: {fullFigure(language, one.value, one.place.indicator)}
                <Icon name="chevron" size={14} />
              </button>
            )}
          </li>
        ))}
      </ul>
      {found.length > firstShown ? (
        <Button small look="quiet" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? t('exceptions.fewer') : t('exceptions.more', { n: found.length - firstShown })}
        </Button>
      ) : null}
    </section>
  );
}

/** Nothing wrong is said only of what is known. */
function Standing({ live, isEmpty }: { live: Live; isEmpty: boolean }) {
  const { t } = useLanguage();
  if (!live.now) return <p className={styles.none}>{t('board.connecting')}</p>;
  if (live.isLost)
    return <p className={styles.none}>{t('exceptions.lost', { time: formatTime(live.now) })}</p>;
  if (!isEmpty) return null;
  return (
    <p className={styles.none} data-good>
      <Icon name="check" /> {t('exceptions.none')}
    </p>
  );
}

/** Since when a unit cannot be believed, as far as it is known. */
export function sinceWords(
  t: Translate,
  { reason, lastHeard, completeAsOf }: UnitTrust,
  day: string,
): string {
  if (reason === 'FRESHNESS_REASON_LINK_DOWN')
    return lastHeard
      ? t('fresh.silentSince', { time: formatMoment(lastHeard, machineToday()) })
      : t('neverHeard');
  return completeAsOf ? t('fresh.complete', { time: formatMoment(completeAsOf, day) }) : t('fresh.unknown');
}

const questionOf = ({ unit, place }: Exception & { kind: 'number' }, label: string): Question => ({
  unit: unit.key,
  unitName: unit.name,
  label,
  indicator: place.indicator.code,
});
