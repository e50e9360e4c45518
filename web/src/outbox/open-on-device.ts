import { deviceStore, subscribeDeviceLoss } from './device-store.ts';
import { otherWindows } from './other-windows.ts';
import { type News, type Outbox, openOutbox } from './outbox.ts';

type Options = Omit<Parameters<typeof openOutbox>[0], 'store' | 'windows'>;

/** The outbox of a person on this device, shared by their windows. */
export async function openOnDevice(options: Options): Promise<Outbox> {
  const outbox = await openOutbox({
    ...options,
    store: deviceStore('commands'),
    windows: otherWindows<News>(`lien-thong/outbox/${options.owner}`),
  });
  const again = (): void => void outbox.flush();
  const guard = (event: BeforeUnloadEvent): void => {
    if (!outbox.entries().some(({ unkept }) => unkept)) return;
    event.preventDefault();
    // Chrome before 119, as on Windows 7, asks for nothing else.
    event.returnValue = true;
  };
  addEventListener('online', again);
  addEventListener('beforeunload', guard);
  const stopHearing = subscribeDeviceLoss(() => void outbox.keepAgain());
  return {
    ...outbox,
    close: () => {
      removeEventListener('online', again);
      removeEventListener('beforeunload', guard);
      stopHearing();
      outbox.close();
    },
  };
}
