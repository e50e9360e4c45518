import { noteDeviceKeeps } from './device-health.ts';

/** Where unsent work is kept on this device. */
export interface DeviceStore<Value> {
  /** Settles when it would survive a loss of power. */
  put: (key: string, value: Value) => Promise<void>;
  remove: (key: string) => Promise<void>;
  get: (key: string) => Promise<Value | undefined>;
  /** In the order of the keys. */
  all: () => Promise<Value[]>;
}

const names = ['commands', 'drafts', 'known'] as const;
type StoreName = (typeof names)[number];

let opened: Promise<IDBDatabase> | undefined;
const lossListeners = new Set<() => void>();

/** Hears that the site's data were cleared: what a window still knows it can put back. */
export function subscribeDeviceLoss(listener: () => void): () => void {
  lossListeners.add(listener);
  return () => lossListeners.delete(listener);
}

function noteLoss(): void {
  opened = undefined;
  for (const listener of lossListeners) listener();
}

function open(): Promise<IDBDatabase> {
  const opening = (opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open('lien-thong', 2);
    request.onupgradeneeded = () => {
      for (const name of names)
        if (!request.result.objectStoreNames.contains(name)) request.result.createObjectStore(name);
    };
    request.onsuccess = () => {
      const database = request.result;
      database.onclose = noteLoss;
      // The data are being cleared, or a newer release waits in another window.
      database.onversionchange = ({ newVersion }) => {
        database.close();
        opened = undefined;
        if (newVersion === null) noteLoss();
      };
      resolve(database);
    };
    request.onblocked = () => reject(new Error('another window holds the device store'));
    request.onerror = () => reject(request.error ?? new Error('the device store did not open'));
  }));
  opening.catch(() => {
    if (opened === opening) opened = undefined;
  });
  return opening;
}

async function transact<Value>(
  name: StoreName,
  mode: IDBTransactionMode,
  use: (store: IDBObjectStore) => IDBRequest<Value>,
): Promise<Value> {
  const once = async (): Promise<Value> => {
    const transaction = (await open()).transaction(name, mode, { durability: 'strict' });
    const request = use(transaction.objectStore(name));
    return new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error ?? new Error('the device store refused'));
    });
  };
  try {
    return await once();
  } catch (error) {
    if (!(error instanceof DOMException) || error.name !== 'InvalidStateError') throw error;
    // Closed under our hands: it is opened anew.
    noteLoss();
    return once();
  }
}

/** One store of the browser's IndexedDB. */
export function deviceStore<Value>(name: StoreName): DeviceStore<Value> {
  return {
    put: async (key, value) => {
      try {
        await transact(name, 'readwrite', (store) => store.put(value, key));
        noteDeviceKeeps(true);
      } catch (error) {
        noteDeviceKeeps(false);
        throw error;
      }
    },
    remove: async (key) => {
      await transact(name, 'readwrite', (store) => store.delete(key));
    },
    get: (key) => transact<Value | undefined>(name, 'readonly', (store) => store.get(key)),
    all: () => transact<Value[]>(name, 'readonly', (store) => store.getAll()),
  };
}

/** For tests: kept as long as the page. */
export function memoryStore<Value>(): DeviceStore<Value> {
  const values = new Map<string, Value>();
  return {
    put: (key, value) => Promise.resolve(void values.set(key, value)),
    remove: (key) => Promise.resolve(void values.delete(key)),
    get: (key) => Promise.resolve(values.get(key)),
    all: () => Promise.resolve([...values].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value)),
  };
}
