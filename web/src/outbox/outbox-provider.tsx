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
import { useToast } from '../design/index.ts';
import { useT } from '../i18n/language.tsx';
import { askBeforeLeaving } from './ask-before-leaving.ts';
import type { AnyCommand, Command } from './command.ts';
import type { Given, Outbox, Outcome, Unsent } from './outbox.ts';
import { fetchBehind, hurryBehind } from '../shared/first-answers.ts';
import { useSession } from '../shared/session-context.tsx';
import { useIsHere } from '../shared/use-is-here.ts';
import { useOwner } from './owner.ts';

interface Opening {
  /** Undefined until it is opened. */
  outbox: Outbox | undefined;
  opened: Promise<Outbox>;
}

const OutboxContext = createContext<Opening | undefined>(undefined);
const nothing: readonly Unsent[] = [];

type OnSent = Parameters<typeof import('./open-on-device.ts').openOnDevice>[0]['onSent'];
type FetchCommands = () => Promise<readonly AnyCommand[]>;

/** @param fetchCommands of all features, always the same function */
export function OutboxProvider({
  fetchCommands,
  children,
}: {
  fetchCommands: FetchCommands;
  children: ReactNode;
}) {
  const owner = useOwner();
  const { subject } = useSession();
  const queries = useQueryClient();
  const toast = useToast();
  const t = useT();
  const [outbox, setOutbox] = useState<Outbox>();
  const [{ opened, resolve }] = useState(() => {
    let settle: (outbox: Outbox) => void = () => undefined;
    const promise = new Promise<Outbox>((done) => {
      settle = done;
    });
    return { opened: promise, resolve: settle };
  });

  const onSent = useRef<OnSent>(() => undefined);
  useEffect(() => {
    onSent.current = ({ label }, command, answer) => {
      command?.onAnswer(queries, answer as never);
      toast({ words: t('outbox.sent', { what: command?.titleSent(label, answer as never) ?? label }) });
    };
  }, [queries, toast, t]);

  useEffect(() => {
    let current = true;
    let own: Outbox | undefined;
    const start = async (): Promise<void> => {
      // What is to be sent waits for it.
      const [{ openOnDevice }, commands] = await fetchBehind(queries, () =>
        Promise.all([import('./open-on-device.ts'), fetchCommands()]),
      );
      if (!current) return;
      own = await openOnDevice({
        owner,
        subject,
        commands,
        onSent: (...sent) => onSent.current(...sent),
      });
      if (!current) return own.close();
      setOutbox(own);
      resolve(own);
    };
    start().catch(console.error);
    return () => {
      current = false;
      own?.close();
    };
  }, [fetchCommands, owner, subject, resolve, queries]);

  const opening = useMemo(() => ({ outbox, opened }), [outbox, opened]);
  return <OutboxContext value={opening}>{children}</OutboxContext>;
}

/** Whether the person does anything here that is kept while the site is away. */
export const useKeepsWork = (): boolean => useContext(OutboxContext) !== undefined;

/** What is unsent now; empty where no commands are given. */
export function useUnsent(): readonly Unsent[] {
  const outbox = useContext(OutboxContext)?.outbox;
  return useSyncExternalStore(
    outbox?.subscribe ?? (() => () => undefined),
    outbox?.entries ?? (() => nothing),
  );
}

export function useOutbox(): Promise<Outbox> {
  const opening = useContext(OutboxContext);
  if (!opening) throw new Error('useOutbox stands outside OutboxProvider');
  return opening.opened;
}

/** Until the outbox is there what was given lies in this window alone. */
async function isOpen(opened: Promise<Outbox>): Promise<Outbox> {
  const stopAsking = askBeforeLeaving();
  hurryBehind();
  return opened.finally(stopAsking);
}

/** Sends a command; what comes back is shown at once. A refusal is kept where who calls this is gone, unless `given` says who hears it. */
export function useSubmit(): Submit {
  const opened = useOutbox();
  const queries = useQueryClient();
  const isHeard = useIsHere();
  return useMemo(
    () =>
      async <Answer,>(command: Command<Answer>, given: Given) => {
        const outbox = await isOpen(opened);
        const outcome = (await outbox.submit({
          isHeard,
          ...given,
          method: command.method.path,
        })) as Outcome<Answer>;
        if (outcome.kind === 'done') command.onAnswer(queries, outcome.answer);
        // Kept because nobody is signed in any more? Then it is said now, not at the next look.
        else void queries.invalidateQueries({ queryKey: ['session'] });
        return outcome;
      },
    [opened, queries, isHeard],
  );
}

/** @throws ApiFailure when it was refused */
type Submit = <Answer>(command: Command<Answer>, given: Given) => Promise<Outcome<Answer>>;
