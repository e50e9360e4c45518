import { fieldForms } from '@lienthong/domain';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { ApiFailure } from '../../../api/failure.ts';
import type { Dossier, DossierState } from '../../../api/onestop.ts';
import { useSession } from '../../../shared/session-context.tsx';
import { usePrint } from '../../../shared/paper.ts';
import { ProperName } from '../../../shared/proper-name.tsx';
import { useShortcuts } from '../../../shared/shortcuts.ts';
import { Badge, EmptyState, Icon, type IconName, Notice, Skeleton, useTitle } from '../../../design/index.ts';
import { useT } from './words.ts';
import { useUnsent } from '../../../outbox/outbox-provider.tsx';
import { ActionDialog } from './action-dialog.tsx';
import { type Action, actionsFor } from '../actions.ts';
import { ArrivalLine } from './arrival-line.tsx';
import { CorrectApplicantDialog } from './correct-applicant-dialog.tsx';
import { CorrectHandedInDialog } from './correct-handed-in-dialog.tsx';
import styles from './dossier-panel.module.css';
import { DueCard } from '../due/due-card.tsx';
import { isWaitingLate } from '../due/due-words.ts';
import { History } from './history.tsx';
import { papersNow } from '../papers/offered.ts';
import { oneDossier } from '../queries.ts';
import { RecordActions } from './record-actions.tsx';
import { RecordFacts } from './record-facts.tsx';
import { Unread } from '../unread.tsx';
import { useLastError } from '../use-last-error.ts';

const stateIcons: Partial<Record<DossierState, IconName>> = {
  DOSSIER_STATE_WAITING_SUPPLEMENT: 'pause',
  DOSSIER_STATE_FINISHED: 'check',
  DOSSIER_STATE_RETURNED: 'check',
  DOSSIER_STATE_WITHDRAWN: 'undo',
  DOSSIER_STATE_VOIDED: 'close',
};

/** One dossier: who, what, until when and why, what comes next, what has been. */
export function DossierPanel() {
  const t = useT();
  const unit = useSession().homeUnit.key;
  const id = useParams({ strict: false }).dossierId ?? '';
  const isAddress = fieldForms.UUID_V7.is(id);
  const dossier = useQuery({ ...oneDossier(unit, id), enabled: isAddress });
  const error = useLastError(dossier);
  useTitle(dossier.data && t('panel.title', { code: dossier.data.code }));
  if (!isAddress || (error instanceof ApiFailure && error.code === 'DOSSIER_NOT_FOUND')) return <NoSuch />;
  if (dossier.data) return <Opened key={dossier.data.id} dossier={dossier.data} />;
  if (!error) return <Skeleton label={t('loading')} rows={9} />;
  return (
    <Unread error={error} onAgain={() => void dossier.refetch()}>
      {/* What is refused is refused again. */}
      {error instanceof ApiFailure && error.kind === 'refused' ? <ToList /> : undefined}
    </Unread>
  );
}

function NoSuch() {
  const t = useT();
  return (
    <EmptyState icon="search" title={t('panel.noSuch')} action={<ToList />}>
      {t('panel.noSuchHint')}
    </EmptyState>
  );
}

function ToList() {
  return (
    <Link to="/dossiers" search={(now) => now} className={styles.toList}>
      {useT()('panel.toList')}
    </Link>
  );
}

function Opened({ dossier }: { dossier: Dossier }) {
  const t = useT();
  const [action, setAction] = useState<Action>();
  const print = usePrint();
  const heading = useRef<HTMLHeadingElement>(null);
  const isHeldUp = useUnsent().some((entry) => entry.about === dossier.id && !entry.refusal);
  const actions = actionsFor(dossier.state, useSession().roles);
  const papers = papersNow(dossier);
  const [steps, setSteps] = useState(0);
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
    // A step that was taken shows at the head: the state, the date, what comes next.
    if (steps > 0) heading.current?.closest('article')?.scrollIntoView({ block: 'start' });
  }, [steps]);
  const close = (): void => setAction(undefined);
  const done = (): void => {
    close();
    setSteps(steps + 1);
  };
  useShortcuts({
    a: () => {
      if (actions.primary && !isHeldUp) setAction(actions.primary);
    },
    p: () => papers[0]?.print(print),
  });

  return (
    <article className={styles.panel} aria-labelledby="dossier-name">
      <header className={styles.head}>
        <div className={styles.title}>
          <p className={styles.code}>{dossier.code}</p>
          <h2 id="dossier-name" ref={heading} tabIndex={-1}>
            {dossier.applicant?.name}
          </h2>
          <p className={styles.procedure}>
            <ProperName vi={dossier.procedureName} en={dossier.procedureNameEn} />
          </p>
        </div>
        <StateBadge dossier={dossier} />
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
      {isHeldUp ? (
        <Notice tone="soon" icon="send">
          {t('panel.unsent')}
        </Notice>
      ) : null}
      <RecordActions
        dossier={dossier}
        actions={actions}
        isHeldUp={isHeldUp}
        onAct={setAction}
        papers={papers}
      />
      <DueCard dossier={dossier} />
      <RecordFacts dossier={dossier} />
      <section aria-labelledby="history-title" className={styles.history}>
        <h3 id="history-title">{t('history.title')}</h3>
        <ArrivalLine dossier={dossier} />
        <History dossier={dossier} />
      </section>
      {action === 'CorrectApplicant' ? (
        <CorrectApplicantDialog dossier={dossier} onClose={close} onDone={done} />
      ) : action === 'CorrectHandedIn' ? (
        <CorrectHandedInDialog dossier={dossier} onClose={close} onDone={done} />
      ) : action ? (
        <ActionDialog dossier={dossier} action={action} onClose={close} onDone={done} />
      ) : null}
    </article>
  );
}

function StateBadge({ dossier }: { dossier: Dossier }) {
  const t = useT();
  const { state } = dossier;
  if (isWaitingLate(dossier))
    return (
      <Badge tone="late" icon="pause">
        {t('state.waitingLate')}
      </Badge>
    );
  return (
    <Badge tone={state === 'DOSSIER_STATE_VOIDED' ? 'stale' : 'accent'} icon={stateIcons[state] ?? 'clock'}>
      {t(`state.${state}`)}
    </Badge>
  );
}
