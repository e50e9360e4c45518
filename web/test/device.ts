import type { Page } from 'playwright-core';

type StoreName = 'commands' | 'drafts' | 'known';

/** All of a store of this device. Where the site's data were cleared it is empty: the app alone makes it anew. */
const readStore = (page: Page, name: StoreName, what: 'getAll' | 'getAllKeys'): Promise<unknown[]> =>
  page.evaluate(
    ([name, what]) =>
      new Promise<unknown[]>((resolve) => {
        const opened = indexedDB.open('lien-thong');
        opened.onupgradeneeded = () => opened.transaction?.abort();
        opened.onerror = () => resolve([]);
        opened.onsuccess = () => {
          const all = opened.result.transaction(name).objectStore(name)[what]();
          all.onsuccess = () => {
            opened.result.close();
            resolve(all.result);
          };
        };
      }),
    [name, what] as const,
  );

/** What the device keeps, as text. */
export const storeOf = async (page: Page, name: StoreName): Promise<string> =>
  JSON.stringify(await readStore(page, name, 'getAll'));

export const keysOf = async (page: Page, name: StoreName): Promise<string[]> =>
  (await readStore(page, name, 'getAllKeys')).map(String);
