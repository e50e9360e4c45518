import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { ApiFailure } from '../../api/failure.ts';
import type { Dossier, DossierState } from '../../api/onestop.ts';
import { useFailureWords } from '../../shared/refusal-words.ts';
import { useSession } from '../../shared/session-context.tsx';
import { usePrint } from '../../shared/paper.ts';
import { useShortcuts } from '../../shared/shortcuts.ts';
import { Badge, Button, Icon, type IconName, Notice, Skeleton } from '../../design/index.ts';
import { formatDateTime } from '../../format/dates.ts';
import { useT } from './words.ts';
import { useUnsent } from '../../outbox/outbox-provider.tsx';
import { ActionDialog } from './action-dialog.tsx';
import { type Action, actionsFor, isDestructive } from './commands.ts';
import { ArrivalLine } from './arrival-line.tsx';
import styles from './dossier-panel.module.css';
import { DueCard } from './due-card.tsx';
import { nextWords } from './due-words.ts';
import { History } from './history.tsx';
import { receipt } from './papers.ts';
import { oneDossier } from './queries.ts';

const stateIcons: Partial<Record<DossierState, IconName>> = {
  DOSSIER_STATE_WAITING_SUPPLEMENT: 'pause',
  DOSSIER_STATE_FINISHED: 'check',
  DOSSIER_STATE_RETURNED: 'check',
  DOSSIER_STATE_WITHDRAWN: 'undo',
  DOSSIER_STATE_VOIDED: 'close',
};

/** A dossier that the citizen took back, or that never was one, promises nothing. */
const hasReceipt = ({ state }: Dossier): boolean =>
  state !== 'DOSSIER_STATE_WITHDRAWN' && state !== 'DOSSIER_STATE_VOIDED';

/** One dossier: who, what, until when and why, what comes next, what has been. */
export function DossierPanel() {
  const t = useT();
  const unit = useSession().homeUnit.key;
  const id = useParams({ strict: false }).dossierId ?? '';
  const dossier = useQuery(oneDossier(unit, id));
  const failureWords = useFailureWords();
  if (dossier.data) return <Opened key={dossier.data.id} dossier={dossier.data} />;
  if (dossier.error)
    return (
      <div className={styles.failed}>
        <Notice
          tone="late"
          action={
            // What is refused is refused again.
            dossier.error instanceof ApiFailure && dossier.error.kind === 'refused' ? (
              <Link to="/dossiers" search={(now) => now} className={styles.toList}>
                {t('panel.toList')}
              </Link>
            ) : (
              <Button onClick={() => void dossier.refetch()}>{t('tryAgain')}</Button>
            )
          }
        >
          {failureWords(dossier.error)}
        </Notice>
      </div>
    );
  return <Skeleton label={t('loading')} rows={9} />;
}

function Opened({ dossier }: { dossier: Dossier }) {
  const t = useT();
  const [action, setAction] = useState<Action>();
  const print = usePrint();
  const heading = useRef<HTMLHeadingElement>(null);
  const unsent = useUnsent().find((entry) => entry.about === dossier.id && !entry.refusal);
  const next = nextWords(t, dossier);
  const { primary, others } = actionsFor(dossier.state, useSession().roles);
  const [steps, setSteps] = useState(0);
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
    // A step that was taken at the foot shows at the head: the state, the date, what comes next.
    if (steps > 0) heading.current?.closest('article')?.scrollIntoView({ block: 'start' });
  }, [steps]);
  useShortcuts({
    a: () => {
      if (primary && !unsent) setAction(primary);
    },
    p: () => {
      if (hasReceipt(dossier)) print(receipt, dossier);
    },
  });

  return (
    <article className={styles.panel} aria-labelledby="dossier-name">
      <header className={styles.head}>
        <div className={styles.title}>
          <p className={styles.code}>{dossier.code}</p>
          <h2 id="dossier-name" ref={heading} tabIndex={-1}>
            {dossier.applicant?.name}
          </h2>
          <p className={styles.procedure}>{dossier.procedureName}</p>
        </div>
        <Badge
          tone={dossier.state === 'DOSSIER_STATE_VOIDED' ? 'stale' : 'accent'}
          icon={stateIcons[dossier.state] ?? 'clock'}
        >
          {t(`state.${dossier.state}`)}
        </Badge>
        <Link
          to="/dossiers"
          search={(now) => now}
          className={styles.close}
          aria-label={t('panel.close')}
          title={t('panel.close')}
        >
          <Icon name="close" />
        </Link>
      </header>
      {unsent ? (
        <Notice tone="soon" icon="send">
          {t('panel.unsent')}
        </Notice>
      ) : null}
      <DueCard dossier={dossier} />
      <div className={styles.actions}>
        {primary ? (
          <Button look="primary" shortcut="A" disabled={Boolean(unsent)} onClick={() => setAction(primary)}>
            {t(`action.${primary}`)}
          </Button>
        ) : null}
        {next ? <p className={styles.next}>{next}</p> : null}
        {hasReceipt(dossier) ? (
          <Button icon="print" shortcut="P" onClick={() => print(receipt, dossier)}>
            {t('receipt.print')}
          </Button>
        ) : null}
      </div>
      <dl className={styles.facts}>
        <Fact name={t('fact.identityNumber')} value={dossier.applicant?.identityNumber} />
        <Fact name={t('fact.phone')} value={dossier.applicant?.phone} />
        <Fact name={t('fact.address')} value={dossier.applicant?.address} wide />
        <Fact name={t('fact.summary')} value={dossier.summary} wide />
        <Fact name={t('fact.received')} value={dossier.receivedAt && formatDateTime(dossier.receivedAt)} />
        <Fact name={t('fact.channel')} value={t(`channel.${dossier.channel}`)} />
        <Fact name={t('fact.field')} value={dossier.fieldName} />
        {/* A closed dossier is with nobody. */}
        {dossier.holder === 'DESK_UNSPECIFIED' ? null : (
          <Fact name={t('fact.holder')} value={t(`desk.${dossier.holder}`)} />
        )}
        {dossier.waitingFor ? <Fact name={t('fact.waitingFor')} value={dossier.waitingFor} wide /> : null}
      </dl>
      <section aria-labelledby="history-title" className={styles.history}>
        <h3 id="history-title">{t('history.title')}</h3>
        <ArrivalLine dossier={dossier} />
        <History entries={dossier.history} />
      </section>
      {others.length > 0 ? (
        <section aria-labelledby="others-title" className={styles.others}>
          <h3 id="others-title">{t('panel.others')}</h3>
          <div>
            {others.map((other) => (
              <Button
                key={other}
                small
                look={isDestructive(other) ? 'danger' : 'secondary'}
                disabled={Boolean(unsent)}
                onClick={() => setAction(other)}
              >
                {t(`action.${other}`)}
              </Button>
            ))}
          </div>
        </section>
      ) : null}
      {action ? (
        <ActionDialog
          dossier={dossier}
          action={action}
          onClose={() => setAction(undefined)}
          onDone={() => {
            setAction(undefined);
            setSteps(steps + 1);
          }}
        />
      ) : null}
    </article>
  );
}

function Fact({ name, value, wide = false }: { name: string; value: string | undefined; wide?: boolean }) {
  const t = useT();
  return (
    <div className={wide ? styles.wide : undefined}>
      <dt>{name}</dt>
      <dd className={value ? undefined : styles.absent}>{value || t('fact.none')}</dd>
    </div>
  );
}
