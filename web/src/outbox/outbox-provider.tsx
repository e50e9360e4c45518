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
import { useToast } from '../design/index.ts';
import { useT } from '../i18n/language.tsx';
import type { AnyCommand, Command } from './command.ts';
import type { Given, Outbox, Outcome, Unsent } from './outbox.ts';
import { useSession } from '../shared/session-context.tsx';
import { useOwner } from './owner.ts';

interface Opening {
  /** Undefined until it is opened. */
  outbox: Outbox | undefined;
  opened: Promise<Outbox>;
}

const OutboxContext = createContext<Opening | undefined>(undefined);
const nothing: readonly Unsent[] = [];

const fetchAgainMs = 3_000;
/** Fetched behind the first list, which needs nothing of it; what is to be sent waits for it. */
async function fetchOutbox(): Promise<typeof import('./open-on-device.ts')> {
  for (;;)
    try {
      return await import('./open-on-device.ts');
    } catch (error) {
      console.error(error);
      await new Promise((resolve) => setTimeout(resolve, fetchAgainMs));
    }
}

/** @param commands of all features, always the same array */
export function OutboxProvider({
  commands,
  children,
}: {
  commands: readonly AnyCommand[];
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
    let own: Outbox | undefined;
    const options = {
      owner,
      knows: (method: string) => commandOf(commands, method) !== undefined,
      send: async (method: string, message: object): Promise<unknown> => {
        const command = commandOf(commands, method);
        if (!command) throw new Error(`no feature sends ${method}`);
        return call(command.method, message as never, undefined, subject);
      },
      onSent: (entry: Unsent, answer: unknown) => onSent.current(entry, answer as never),
    };
    const start = async (): Promise<void> => {
      own = await (await fetchOutbox()).openOnDevice(options);
      if (!current) return own.close();
      setOutbox(own);
      resolve(own);
    };
    start().catch(console.error);
    return () => {
      current = false;
      own?.close();
    };
  }, [commands, owner, subject, resolve]);

  const opening = useMemo(() => ({ outbox, opened }), [outbox, opened]);
  return <OutboxContext value={opening}>{children}</OutboxContext>;
}

const commandOf = (commands: readonly AnyCommand[], path: string): AnyCommand | undefined =>
  commands.find(({ method }) => method.path === path);

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

/** Sends a command; what comes back is shown at once. */
export function useSubmit(): Submit {
  const opened = useOutbox();
  const queries = useQueryClient();
  return useMemo(
    () =>
      async <Answer,>(command: Command<Answer>, given: Given) => {
        const outbox = await opened;
        const outcome = (await outbox.submit({ ...given, method: command.method.path })) as Outcome<Answer>;
        if (outcome.kind === 'done') command.onAnswer(queries, outcome.answer);
        // Kept because nobody is signed in any more? Then it is said now, not at the next look.
        else void queries.invalidateQueries({ queryKey: ['session'] });
        return outcome;
      },
    [opened, queries],
  );
}

/** @throws ApiFailure when it was refused */
type Submit = <Answer>(command: Command<Answer>, given: Given) => Promise<Outcome<Answer>>;
