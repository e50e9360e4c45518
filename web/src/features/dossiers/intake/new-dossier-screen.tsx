import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import type { Procedure } from '../../../api/onestop.ts';
import { businessTimeAt } from '../../../api/session.ts';
import { Icon, Skeleton, useToast } from '../../../design/index.ts';
import { useDraft } from '../../../outbox/draft.ts';
import { DraftNotes } from '../../../outbox/draft-notes.tsx';
import type { Unsent } from '../../../outbox/outbox.ts';
import { useSubmit, useUnsent } from '../../../outbox/outbox-provider.tsx';
import { useTellKept } from '../../../outbox/use-tell-kept.ts';
import { useSession } from '../../../shared/session-context.tsx';
import { useShortcuts } from '../../../shared/shortcuts.ts';
import { useIsHere } from '../../../shared/use-is-here.ts';
import { commandOf } from '../commands.ts';
import { HandedOver, useHandedOver } from '../handed-over.tsx';
import { oneDossier, procedures } from '../queries.ts';
import { useClockDoubt } from './clock-doubt.tsx';
import { KeptNotice } from './kept-notice.tsx';
import { LastReceived } from './last-received.tsx';
import { handedIn, type NewDossierFields, noFields, ownerOf } from './new-dossier-fields.ts';
import { NewDossierForm } from './new-dossier-form.tsx';
import styles from './new-dossier-screen.module.css';
import { provisionalNumber, receptionOf } from './provisional.ts';
import { rememberProcedure } from './recent-procedures.ts';
import { Registered } from './registered.tsx';
import { onCard, takeWaitingCard } from './scanned-card.ts';
import { useT } from './words.ts';

/** Registering one dossier after the other without leaving the keyboard. */
export function NewDossierScreen() {
  const t = useT();
  const session = useSession();
  const unit = session.homeUnit.key;
  const navigate = useNavigate();
  const submit = useSubmit();
  const toast = useToast();
  const tellKept = useTellKept();
  const isHere = useIsHere();
  const unsent = useUnsent();
  const draft = useDraft('new-dossier', () => noFields);
  const clock = useClockDoubt();
  const handedOver = useHandedOver();
  const { registered: id } = useSearch({ from: '/dossiers/new' });
  const found = useQuery({ ...oneDossier(unit, id ?? ''), enabled: id !== undefined });
  const registered = id === undefined ? undefined : found.data;
  const [kept, setKept] = useState<Unsent>();
  const offered = useQuery(procedures(unit));

  const send = async (fields: NewDossierFields, isHeard: () => boolean): Promise<void> => {
    const { procedureCode, channel, summary, identityNumber, name, phone, address } = fields;
    const { components, sets } = handedIn(fields);
    setKept(undefined);
    const handedInAt = businessTimeAt(session, Date.now());
    const outcome = await draft.send((onKept) =>
      submit(commandOf('ReceiveDossier'), {
        onKept,
        isHeard,
        message: (dossierId) => ({
          dossierId,
          unit,
          procedureCode,
          channel,
          summary,
          applicant: { identityNumber, name, phone, address },
          owner: ownerOf(fields),
          components,
          sets,
          handedInAt,
        }),
        label: (id) => `${t('new.title')} · ${name} · ${provisionalNumber(id)}`,
      }),
    );
    rememberProcedure(procedureCode);
    if (outcome.kind === 'kept') {
      setKept(outcome.entry);
      if (!isHere()) tellKept(outcome.entry);
      return;
    }
    const { dossier } = outcome.answer;
    if (!dossier) return;
    if (isHere()) void navigate({ to: '/dossiers/new', search: { registered: dossier.id } });
    else toast({ words: t('outbox.sent', { what: `${t('new.title')} · ${name} (${dossier.code})` }) });
  };
  const next = (): void => {
    void navigate({ to: '/dossiers/new', search: {} });
    void clock.check();
  };
  const isHandedOver = handedOver !== undefined;
  useEffect(() => {
    // The card of the next citizen is the next dossier; where none is received, nobody's card is held.
    if (!isHandedOver) return onCard(() => void navigate({ to: '/dossiers/new', search: {} }));
    takeWaitingCard();
    return onCard(() => void takeWaitingCard());
  }, [navigate, isHandedOver]);
  const leave = (): void => void navigate({ to: '/dossiers' });
  useShortcuts({ n: next, Escape: leave });

  return (
    <main className={styles.screen}>
      <header className={styles.head}>
        <Link to="/dossiers" className={styles.back}>
          <Icon name="undo" />
          {t('dossiers.title')}
        </Link>
        <h1>{registered ? t('registered.title') : t('new.title')}</h1>
      </header>
      {kept && unsent.some(({ id }) => id === kept.id) ? (
        <KeptNotice kept={kept} procedureName={nameOf(offered.data, kept)} />
      ) : null}
      {registered || handedOver ? null : <DraftNotes draft={draft} describe={({ name }) => name} />}
      <div>
        {registered ? (
          <Registered first={registered} onNext={next} />
        ) : handedOver ? (
          <HandedOver {...handedOver} />
        ) : draft.loaded && !(id !== undefined && found.isLoading) ? (
          <NewDossierForm
            key={draft.turn}
            fields={{ ...noFields, ...draft.value }}
            clock={clock}
            onChange={draft.set}
            onLeave={leave}
            onSend={send}
          />
        ) : (
          <Skeleton label={t('loading')} />
        )}
      </div>
      {handedOver ? null : <LastReceived unit={unit} />}
    </main>
  );
}

const nameOf = (offered: Procedure[] | undefined, kept: Unsent): string => {
  const { procedureCode } = receptionOf(kept);
  return offered?.find(({ code }) => code === procedureCode)?.name ?? procedureCode;
};
