import type { UseQueryResult } from '@tanstack/react-query';
import { useFailureWords } from '../refusal-words.ts';
import { Notice } from '../../design/index.ts';
import { formatMoment, machineToday } from '../../format/dates.ts';
import { useT } from './words.ts';
import styles from './operating.module.css';

/** Why a list is not there, or that what stands below is no longer of now. */
export function QueryFault({ query: { error, data, dataUpdatedAt } }: { query: UseQueryResult<unknown> }) {
  const t = useT();
  const failureWords = useFailureWords();
  if (!error) return null;
  if (data === undefined) return <Notice tone="late">{failureWords(error)}</Notice>;
  const time = formatMoment(new Date(dataUpdatedAt).toISOString(), machineToday());
  return (
    <div className={styles.fault}>
      <Notice tone="stale" icon="clock">
        {t('operator.stale', { time })}
      </Notice>
    </div>
  );
}
