import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import { type Dossier, type DossierCommand, sendDossierCommand } from '../api/onestop.ts';
import { useSession } from '../shared/session-context.tsx';
import { Skeleton, useToast } from '../design/index.ts';
import { useT } from '../i18n/language.tsx';
import { deviceStore, memoryStore } from './device-store.ts';
import { openOutbox, type Outbox, type Outcome, type Unsent } from './outbox.ts';

const OutboxContext = createContext<Outbox<Dossier> | undefined>(undefined);
const nothing: readonly Unsent[] = [];

/** The key under which this person's work at this site is kept on the device. */
export const useOwner = (): string => {
  const session = useSession();
  return `${session.site.id}/${session.subject}`;
};

export function OutboxProvider({ children }: { children: ReactNode }) {
  const owner = useOwner();
  const queries = useQueryClient();
  const toast = useToast();
  const t = useT();
  const [outbox, setOutbox] = useState<Outbox<Dossier>>();

  const onSent = useRef<(entry: Unsent, dossier: Dossier) => void>(() => undefined);
  useEffect(() => {
    onSent.current = (entry, dossier) => {
      showChanged(queries, dossier);
      const { label } = entry;
      // A step names its dossier already; a new dossier has its code only now.
      toast({
        words: t('outbox.sent', {
          what: label.includes(dossier.code) ? label : `${label} (${dossier.code})`,
        }),
      });
    };
  }, [queries, toast, t]);

  useEffect(() => {
    let current = true;
    let opened: Outbox<Dossier> | undefined;
    const send = (command: string, message: object): Promise<Dossier> =>
      sendDossierCommand(command as DossierCommand, message);
    const sent = (entry: Unsent, dossier: Dossier): void => onSent.current(entry, dossier);
    const start = async (): Promise<void> => {
      opened = await openOutbox({ owner, store: deviceStore('commands'), send, onSent: sent }).catch(() =>
        // A browser that forbids storage: unsent work then lasts as long as the page.
        openOutbox({ owner, store: memoryStore<Unsent>(), send, onSent: sent }),
      );
      if (current) setOutbox(opened);
      else opened.close();
    };
    void start();
    const again = (): void => void opened?.flush();
    addEventListener('online', again);
    return () => {
      current = false;
      removeEventListener('online', again);
      opened?.close();
    };
  }, [owner]);

  if (!outbox) return <Skeleton label={t('loading')} />;
  return <OutboxContext value={outbox}>{children}</OutboxContext>;
}

/** What is unsent now; empty where no commands are given. */
export function useUnsent(): readonly Unsent[] {
  const outbox = useContext(OutboxContext);
  return useSyncExternalStore(
    outbox?.subscribe ?? (() => () => undefined),
    outbox?.entries ?? (() => nothing),
  );
}

export function useOutbox(): Outbox<Dossier> {
  const outbox = useContext(OutboxContext);
  if (!outbox) throw new Error('useOutbox stands outside OutboxProvider');
  return outbox;
}

/** A command answers without the history: what is known of it stands until the whole dossier has been asked for. */
function showChanged(queries: QueryClient, dossier: Dossier): void {
  const queryKey = ['dossier', dossier.unit, dossier.id];
  queries.setQueryData<Dossier>(queryKey, (before) =>
    before ? { ...dossier, history: before.history } : dossier,
  );
  void queries.invalidateQueries({ queryKey });
  void queries.invalidateQueries({ queryKey: ['dossiers'] });
}

/** Sends a command about a dossier; what comes back is shown at once. @throws ApiFailure when refused */
export function useSubmit(): (entry: Omit<Unsent, 'owner' | 'at'>) => Promise<Outcome<Dossier>> {
  const outbox = useOutbox();
  const queries = useQueryClient();
  return useMemo(
    () => async (entry) => {
      const outcome = await outbox.submit(entry);
      if (outcome.kind === 'done') {
        showChanged(queries, outcome.result);
      } else {
        // Kept because nobody is signed in any more? Then it is said now, not at the next look.
        void queries.invalidateQueries({ queryKey: ['session'] });
      }
      return outcome;
    },
    [outbox, queries],
  );
}
