import type { LocalSite } from '../province/local-site.ts';
import type { LocalDay } from '@lienthong/domain';
import type { Contributor, Desk } from '../recount/contributor.ts';
import { type Clerk, createClerk } from './clerk.ts';

/** The counters of all communes, and whoever works with other contributors there. */
export interface Counters {
  clerkOf(site: LocalSite): Clerk;
  /** All work side by side: so many dossiers in all, and a step or two with others and at other desks in between. */
  receive(count: number, today: LocalDay): Promise<void>;
  /** One dossier that nobody touches until it is taken. */
  keep(site: LocalSite): Promise<void>;
  takeKept(site: LocalSite): string;
  /** The clerk of a machine that is gone is followed by one who knows nothing of it. */
  replace(site: LocalSite): void;
  /** The counter is no more. */
  end(site: LocalSite): void;
  /** Ids of all dossiers that some clerk was told are kept. */
  acknowledged(): string[];
  close(): void;
}

/** Dossiers of a counter for each step at another desk. */
const dossiersAStep = 10;

export function openCounters(
  communes: readonly LocalSite[],
  seed: number,
  contributors: readonly Contributor[],
): Counters {
  const all: Clerk[] = [];
  const opened: Desk[] = [];
  const desks = new Map<LocalSite, Desk[]>();
  const clerks = new Map<LocalSite, Clerk>();
  const kept = new Map<LocalSite, string[]>();
  const open = (site: LocalSite): void => {
    const clerk = createClerk(site, seed + all.length);
    all.push(clerk);
    clerks.set(site, clerk);
    const others = contributors.flatMap((one) => one.openDesk?.(site, seed + all.length) ?? []);
    opened.push(...others);
    desks.set(site, others);
  };
  const clerkOf = (site: LocalSite): Clerk => {
    const clerk = clerks.get(site);
    if (!clerk) throw new Error(`nobody works at the counter of ${site.id}`);
    return clerk;
  };
  for (const site of communes) open(site);
  return {
    clerkOf,
    async receive(count, today) {
      await Promise.all(
        [...clerks].map(async ([site, clerk]) => {
          for (let n = 0; n < count / clerks.size; n += 1) {
            await clerk.receive();
            await clerk.work();
            if (n % 2 === 0) await clerk.work();
            if (n % dossiersAStep === 0) for (const desk of desks.get(site) ?? []) await desk.work(today);
          }
        }),
      );
    },
    async keep(site) {
      const { id } = await clerkOf(site).receive();
      clerkOf(site).leave(id);
      kept.set(site, [...(kept.get(site) ?? []), id]);
    },
    takeKept(site) {
      const id = kept.get(site)?.pop();
      if (id === undefined) throw new Error(`no dossier is kept at ${site.id}`);
      return id;
    },
    replace: open,
    end: (site) => void clerks.delete(site),
    acknowledged: () => all.flatMap(({ acknowledged }) => [...acknowledged.keys()]),
    close: () => {
      for (const one of [...all, ...opened]) one.close();
    },
  };
}
