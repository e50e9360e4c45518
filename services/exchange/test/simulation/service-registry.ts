import type { HandedOver } from '@lienthong/domain';
import type { RegisteredSite } from '@lienthong/runtime';
import { Registry, type Site } from '../../src/domain/registry.ts';
import { publicKeyOf } from './service-exchange.ts';

const texts = new WeakMap<Registry, string>();

/** What a registry says of present sites, in one text. */
export function registryText(registry: Registry): string {
  const known = texts.get(registry);
  if (known !== undefined) return known;
  const text = registry
    .sites()
    .filter(({ owns, parent, publicKeys }) => owns.length > 0 || parent !== null || publicKeys.length > 0)
    .map(({ id, parent, owns }) => `${id}<${parent}:${[...owns].sort().join()}`)
    .sort()
    .join(' ');
  texts.set(registry, text);
  return text;
}

/** As it is published: with who wrote a unit's records before, since their signatures hold on. */
export function tableOf(
  rows: readonly RegisteredSite[],
  truth: Registry,
  handedOver: readonly HandedOver[],
): string {
  const former = truth
    .sites()
    .flatMap(({ id, formerlyOwned, publicKeys }) =>
      formerlyOwned.map((unit) => ({ unit, site: id, publicKey: publicKeys[0] ?? '' })),
    );
  return JSON.stringify({ sites: rows, former, handedOver });
}

export const rowOf = (id: string, parent: string, owns: string[]): RegisteredSite =>
  ({ id, name: id, parent, owns, publicKey: publicKeyOf(id) }) as RegisteredSite;

export function truthOf(rows: readonly RegisteredSite[], before: readonly Site[]): Site[] {
  return rows.map(({ id, parent, owns, publicKey }) => {
    const once = before.find((one) => one.id === id);
    const formerly = [...(once?.owns ?? []), ...(once?.formerlyOwned ?? [])];
    return {
      id,
      parent: parent === '' ? null : parent,
      owns,
      formerlyOwned: [...new Set(formerly)].filter((unit) => !owns.includes(unit)),
      publicKeys: [publicKey],
    };
  });
}

export const truthRegistry = (rows: readonly RegisteredSite[]): Registry => new Registry(truthOf(rows, []));
