/** Where unsent work is kept on this device. */
export interface DeviceStore<Value> {
  put: (key: string, value: Value) => Promise<void>;
  remove: (key: string) => Promise<void>;
  /** In the order of the keys. */
  all: () => Promise<Value[]>;
}

type StoreName = 'commands' | 'drafts';

let opened: Promise<IDBDatabase> | undefined;

const open = (): Promise<IDBDatabase> => {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open('lien-thong', 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore('commands' satisfies StoreName);
      request.result.createObjectStore('drafts' satisfies StoreName);
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('the device store did not open'));
  });
  return opened;
};

const settle = <Value>(request: IDBRequest<Value>): Promise<Value> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('the device store refused'));
  });

/** One store of the browser's IndexedDB. */
export function deviceStore<Value>(name: StoreName): DeviceStore<Value> {
  const inStore = async (mode: IDBTransactionMode): Promise<IDBObjectStore> =>
    (await open()).transaction(name, mode).objectStore(name);
  return {
    put: async (key, value) => {
      await settle((await inStore('readwrite')).put(value, key));
    },
    remove: async (key) => {
      await settle((await inStore('readwrite')).delete(key));
    },
    all: async () => (await settle((await inStore('readonly')).getAll())) as Value[],
  };
}

/** For browsers that forbid storage, and for tests: kept as long as the page. */
export function memoryStore<Value>(): DeviceStore<Value> {
  const values = new Map<string, Value>();
  return {
    put: (key, value) => Promise.resolve(void values.set(key, value)),
    remove: (key) => Promise.resolve(void values.delete(key)),
    all: () => Promise.resolve([...values].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value)),
  };
}
