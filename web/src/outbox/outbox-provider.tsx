import { useQueryClient } from '@tanstack/react-query';
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
import { call } from '../api/call.ts';
import { Skeleton, useToast } from '../design/index.ts';
import { useT } from '../i18n/language.tsx';
import { useSession } from '../shared/session-context.tsx';
import type { AnyCommand, Command } from './command.ts';
import { deviceStore, memoryStore } from './device-store.ts';
import { type Outbox, type Outcome, openOutbox, type Unsent } from './outbox.ts';

const OutboxContext = createContext<Outbox | undefined>(undefined);
const nothing: readonly Unsent[] = [];

/** The key under which this person's work at this site is kept on the device. */
export const useOwner = (): string => {
  const session = useSession();
  return `${session.site.id}/${session.subject}`;
};

/** @param commands of all features, always the same array */
export function OutboxProvider({
  commands,
  children,
}: {
  commands: readonly AnyCommand[];
  children: ReactNode;
}) {
  const owner = useOwner();
  const queries = useQueryClient();
  const toast = useToast();
  const t = useT();
  const [outbox, setOutbox] = useState<Outbox>();

  const onSent = useRef<(entry: Unsent, answer: never) => void>(() => undefined);
  useEffect(() => {
    onSent.current = ({ method, label }, answer) => {
      const command = commandOf(commands, method);
      command?.onAnswer(queries, answer);
      toast({ words: t('outbox.sent', { what: command?.titleSent(label, answer) ?? label }) });
    };
  }, [commands, queries, toast, t]);

  useEffect(() => {
    let current = true;
    let opened: Outbox | undefined;
    const options = {
      owner,
      knows: (method: string) => commandOf(commands, method) !== undefined,
      send: async (method: string, message: object): Promise<unknown> => {
        const command = commandOf(commands, method);
        if (!command) throw new Error(`no feature sends ${method}`);
        return call(command.method, message as never);
      },
      onSent: (entry: Unsent, answer: unknown) => onSent.current(entry, answer as never),
    };
    const start = async (): Promise<void> => {
      opened = await openOutbox({ ...options, store: deviceStore('commands') }).catch(() =>
        // A browser that forbids storage: unsent work then lasts as long as the page.
        openOutbox({ ...options, store: memoryStore() }),
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
  }, [commands, owner]);

  if (!outbox) return <Skeleton label={t('loading')} />;
  return <OutboxContext value={outbox}>{children}</OutboxContext>;
}

const commandOf = (commands: readonly AnyCommand[], path: string): AnyCommand | undefined =>
  commands.find(({ method }) => method.path === path);

/** What is unsent now; empty where no commands are given. */
export function useUnsent(): readonly Unsent[] {
  const outbox = useContext(OutboxContext);
  return useSyncExternalStore(
    outbox?.subscribe ?? (() => () => undefined),
    outbox?.entries ?? (() => nothing),
  );
}

export function useOutbox(): Outbox {
  const outbox = useContext(OutboxContext);
  if (!outbox) throw new Error('useOutbox stands outside OutboxProvider');
  return outbox;
}

/** Sends a command; what comes back is shown at once. */
export function useSubmit(): Submit {
  const outbox = useOutbox();
  const queries = useQueryClient();
  return useMemo(
    () =>
      async <Answer,>(command: Command<Answer>, entry: Given) => {
        const outcome = (await outbox.submit({ ...entry, method: command.method.path })) as Outcome<Answer>;
        if (outcome.kind === 'done') command.onAnswer(queries, outcome.answer);
        // Kept because nobody is signed in any more? Then it is said now, not at the next look.
        else void queries.invalidateQueries({ queryKey: ['session'] });
        return outcome;
      },
    [outbox, queries],
  );
}

type Given = Pick<Unsent, 'id' | 'message' | 'about' | 'label'>;
/** @throws ApiFailure when it was refused */
type Submit = <Answer>(command: Command<Answer>, entry: Given) => Promise<Outcome<Answer>>;
