import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { joinAbort } from '../../../api/joined-abort.ts';
import { type ClockCheck, checkClock } from '../../../api/exchange.ts';
import { Button, Notice } from '../../../design/index.ts';
import { formatDateTime } from '../../../format/dates.ts';
import styles from './new-dossier-form.module.css';
import { useT } from './words.ts';

const oftenMs = 30_000;
/** Nobody at the counter waits longer for it: a dossier is received also where the clock cannot be asked for. */
const patienceMs = 2_000;
/** A difference that moved by more is another one than the clerk has seen. */
const anotherMs = 300_000;

export interface ClockDoubt {
  /** The last answer, when the clock here and a neighbour's differ. */
  readonly found: ClockCheck | undefined;
  /** The clerk has seen it and goes on by the clock here. */
  readonly isAccepted: boolean;
  readonly accept: () => void;
  /** Asks again; whether a dossier may be dated without a word. */
  readonly check: () => Promise<boolean>;
}

const differenceOf = ({ here = '', differs }: ClockCheck): number =>
  differs ? Date.parse(differs.there ?? '') - Date.parse(here) : 0;

/** Whether the site's clock dates a dossier rightly. Held above the form, so that one decision serves the citizens in the queue. */
export function useClockDoubt(): ClockDoubt {
  const [accepted, setAccepted] = useState<number>();
  const clock = useQuery({
    queryKey: ['clock'],
    queryFn: async ({ signal }) => {
      const limited = joinAbort(signal, patienceMs);
      try {
        return await checkClock(limited.signal);
      } finally {
        limited.end();
      }
    },
    refetchInterval: oftenMs,
    staleTime: 0,
    retry: false,
  });
  const isFine = (found: ClockCheck | undefined): boolean =>
    !found?.differs || (accepted !== undefined && Math.abs(differenceOf(found) - accepted) <= anotherMs);
  return {
    found: clock.data?.differs ? clock.data : undefined,
    isAccepted: clock.data?.differs !== undefined && isFine(clock.data),
    accept: () => setAccepted(clock.data && differenceOf(clock.data)),
    check: async () => isFine((await clock.refetch()).data),
  };
}

/** What the clocks show, and what the clerk can do; smaller once it was decided to go on. */
export function ClockWarning({ doubt, onAccept }: { doubt: ClockDoubt; onAccept: () => void }) {
  const t = useT();
  const { found, isAccepted, accept, check } = doubt;
  if (!found?.differs) return null;
  const { name, site, there } = found.differs;
  const shown = (instant: string | undefined): string => (instant ? formatDateTime(instant) : '–');
  const times = { here: shown(found.here), there: shown(there), name: name || site };
  if (isAccepted)
    return (
      <Notice tone="soon" icon="clock">
        {t('clock.accepted', times)}
      </Notice>
    );
  return (
    <Notice tone="late" icon="clock">
      <div className={styles.doubt} data-clock-doubt tabIndex={-1}>
        <strong>{t('clock.title', { name: times.name })}</strong>
        <dl>
          <dt>{t('clock.here')}</dt>
          <dd>{times.here}</dd>
          <dt>{times.name}</dt>
          <dd>{times.there}</dd>
        </dl>
        <p>{t('clock.why')}</p>
        <div className={styles.choices}>
          <Button onClick={() => void check()}>{t('clock.again')}</Button>
          <Button
            onClick={() => {
              accept();
              onAccept();
            }}
          >
            {t('clock.goOn')}
          </Button>
        </div>
      </div>
    </Notice>
  );
}
