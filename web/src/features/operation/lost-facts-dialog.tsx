import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type LostFact, listLostFacts, resolveLostFacts, type UndecidedUnit } from '../../api/reporting.ts';
import { eventKey } from '../../shared/happened/event-words.ts';
import { byReference, referenceId, referenceName } from '../../shared/happened/reference-words.ts';
import { useFailureWords } from '../../shared/refusal-words.ts';
import { Notice, Skeleton } from '../../design/index.ts';
import { formatDateTime } from '../../format/dates.ts';
import { formatCount } from '../../format/numbers.ts';
import { useT } from './words.ts';
import { DecisionDialog } from '../../shared/operating/decision-dialog.tsx';
import { useUnitNames } from '../../shared/operating/unit-names.ts';
import styles from '../../shared/operating/operating.module.css';

/** What a service has lost events about: which things, what became of them, and that a person has seen to them. */
export function LostFactsDialog({ undecided, onClose }: { undecided: UndecidedUnit; onClose: () => void }) {
  const t = useT();
  const queries = useQueryClient();
  const unitName = useUnitNames();
  const failureWords = useFailureWords();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [{ unit, channel }] = useState(undecided);
  const lost = useQuery({
    queryKey: ['lost-facts', unit, channel],
    queryFn: ({ signal }) => listLostFacts({ unit, channel }, signal),
    gcTime: 0,
  });
  const facts = lost.data?.facts ?? [];
  const things = byReference(facts);
  const decided = facts.filter((fact) => chosen.has(referenceId(fact)));
  const isAll = things.length > 0 && chosen.size === things.length;
  const choose = (id: string, on: boolean): void => {
    const next = new Set(chosen);
    if (on) next.add(id);
    else next.delete(id);
    setChosen(next);
  };
  return (
    <DecisionDialog
      about={`lost_facts/${unit}/${channel}`}
      side
      title={t('resolve.lost_facts')}
      confirm={t('lost.confirm', { n: chosen.size })}
      isFinal={false}
      blocked={decided.length === 0}
      decide={(reason) => resolveLostFacts({ unit, channel }, decided, reason)}
      onSettled={() => {
        for (const name of ['undecided', 'lost-facts']) void queries.invalidateQueries({ queryKey: [name] });
      }}
      done={t('incidents.resolved')}
      onClose={onClose}
    >
      <p>
        <strong>{unitName(unit)}</strong>
      </p>
      <p>{t('resolveMeaning.lost_facts')}</p>
      {lost.isPending ? <Skeleton label={t('loading')} rows={3} /> : null}
      {lost.error && !lost.data ? <Notice tone="late">{failureWords(lost.error)}</Notice> : null}
      {lost.data && facts.length === 0 ? <Notice tone="accent">{t('lost.none')}</Notice> : null}
      {facts.length > 0 ? (
        <>
          <label className={styles.choose}>
            <input
              type="checkbox"
              checked={isAll}
              onChange={() => setChosen(new Set(isAll ? [] : things.map(({ id }) => id)))}
            />
            {t('lost.all', { n: things.length })}
          </label>
          <ul className={styles.choices}>
            {things.map(({ id, events }) => (
              <li key={id}>
                <label className={styles.choose}>
                  <input
                    type="checkbox"
                    checked={chosen.has(id)}
                    onChange={(event) => choose(id, event.target.checked)}
                  />
                  <span>
                    <strong>{events[0] ? referenceName(t, events[0]) : ''}</strong>
                    {events.map((event) => (
                      <LostEvent key={event.factId} event={event} />
                    ))}
                  </span>
                </label>
              </li>
            ))}
          </ul>
        </>
      ) : null}
      {lost.data && lost.data.total > facts.length ? (
        <p className={styles.quiet}>
          {t('lost.more', { n: formatCount(facts.length), all: formatCount(lost.data.total) })}
        </p>
      ) : null}
    </DecisionDialog>
  );
}

function LostEvent({ event: { eventType, time, returned, counted } }: { event: LostFact }) {
  const t = useT();
  const state = returned ? t('lost.returned') : counted ? t('lost.counted') : t('lost.removed');
  return (
    <span className={styles.quiet}>
      {[t(eventKey(eventType)), time && formatDateTime(time), state].filter(Boolean).join(' · ')}
    </span>
  );
}
