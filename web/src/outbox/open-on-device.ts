import { call } from '../api/call.ts';
import { askBeforeLeaving } from './ask-before-leaving.ts';
import type { AnyCommand } from './command.ts';
import { deviceStore, subscribeDeviceLoss } from './device-store.ts';
import { otherWindows } from './other-windows.ts';
import { type News, type Outbox, openOutbox, type Unsent } from './outbox.ts';

interface Options {
  owner: string;
  /** Whose calls they are. */
  subject: string;
  commands: readonly AnyCommand[];
  onSent: (entry: Unsent, command: AnyCommand | undefined, answer: unknown) => void;
}

/** The outbox of a person on this device, shared by their windows. */
export async function openOnDevice({ owner, subject, commands, onSent }: Options): Promise<Outbox> {
  const commandOf = (path: string): AnyCommand | undefined =>
    commands.find(({ method }) => method.path === path);
  const outbox = await openOutbox({
    owner,
    knows: (method) => commandOf(method) !== undefined,
    send: async (method, message) => {
      const command = commandOf(method);
      if (!command) throw new Error(`no feature sends ${method}`);
      return call(command.method, message as never, undefined, subject);
    },
    onSent: (entry, answer) => onSent(entry, commandOf(entry.method), answer),
    store: deviceStore('commands'),
    windows: otherWindows<News>(`lien-thong/outbox/${owner}`),
  });
  const again = (): void => void outbox.flush();
  addEventListener('online', again);
  const stopAsking = askBeforeLeaving(() => outbox.entries().some(({ unkept }) => unkept));
  const stopHearing = subscribeDeviceLoss(() => void outbox.keepAgain());
  return {
    ...outbox,
    close: () => {
      removeEventListener('online', again);
      stopAsking();
      stopHearing();
      outbox.close();
    },
  };
}
