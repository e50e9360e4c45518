import { toWireStamp } from '@lienthong/messaging';
import type { LinkChainRun, LinkHave, LinkPart } from '@lienthong/contracts/exchange/v1/link';
import type { Chain, Entry } from '../domain/document.ts';
import type { Have, HeldParts, Part } from '../domain/messages.ts';
import {
  checkedKey,
  hexOf,
  MalformedMessage,
  siteFromWire,
  stampFromWire,
  tagFromWire,
} from './wire-checks.ts';

export function haveToWire({ entries, full, parts, took, whole, pieces }: Have): LinkHave {
  return {
    entries: entries.map(({ key, chain }) => ({ key, chain: chainToWire(chain) })),
    full: full?.bucket ?? '',
    after: full?.range.after ?? '',
    upto: full?.range.upto ?? '',
    parts: (parts ?? []).map(({ hash, runs, complete, isUnexpected, wanted, wrong }) => ({
      hash: Buffer.from(hash, 'hex'),
      runs: runs.flat(),
      complete,
      unexpected: isUnexpected ?? false,
      wanted: wanted ?? '',
      wrong: wrong === 'hash',
    })),
    tookUs: Math.min(Math.round(took * 1000), 2 ** 32 - 1),
    whole: [...(whole ?? [])],
    pieces: [...(pieces ?? [])],
  };
}

export function haveFromWire({ entries, full, after, upto, parts, tookUs, whole, pieces }: LinkHave): Have {
  return {
    kind: 'have',
    entries: entries.map(({ key, chain }) => ({ key: checkedKey(key), chain: chainFromWire(chain) })),
    took: tookUs / 1000,
    ...(full === '' ? {} : { full: { bucket: full, range: { after, upto } } }),
    ...(parts.length === 0 ? {} : { parts: parts.map(partsFromWire) }),
    ...(whole.length === 0 ? {} : { whole: whole.map(checkedKey) }),
    ...(pieces.length === 0 ? {} : { pieces: pieces.map(({ id, piece }) => ({ id, piece })) }),
  };
}

/** Neighbours in a chain that hold the same become one run: a district's chain has an entry for each of its communes. */
function chainToWire(chain: Chain): LinkChainRun[] {
  const runs: LinkChainRun[] = [];
  let before: Entry | undefined;
  for (const entry of chain) {
    const last = runs.at(-1);
    if (last && before && sameState(before, entry)) {
      last.sites.push(entry.site);
    } else {
      const displaced = entry.displaced ? toWireStamp(entry.displaced) : undefined;
      runs.push({ sites: [entry.site], ...toWireStamp(entry), displaced });
    }
    before = entry;
  }
  return runs;
}

const sameState = (a: Entry, b: Entry): boolean =>
  a.rev === b.rev &&
  a.tag === b.tag &&
  a.displaced?.rev === b.displaced?.rev &&
  a.displaced?.tag === b.displaced?.tag;

function chainFromWire(runs: readonly LinkChainRun[]): Chain {
  return runs.flatMap(({ sites, rev, tag, displaced }) => {
    const state = { rev, tag: tagFromWire(rev, tag), displaced: stampFromWire(displaced) ?? null };
    return sites.map((site) => ({ site: siteFromWire(site), ...state }));
  });
}

function partsFromWire(wire: LinkHave['parts'][number]): HeldParts {
  const { hash, runs, complete, unexpected, wanted, wrong } = wire;
  if (runs.length % 2 !== 0) throw new MalformedMessage('a run of blocks without its end');
  const pairs: [number, number][] = [];
  for (let at = 0; at < runs.length; at += 2) pairs.push([runs[at] ?? 0, runs[at + 1] ?? 0]);
  return {
    hash: hexOf(hash, 32),
    runs: pairs,
    complete,
    ...(unexpected ? { isUnexpected: true } : {}),
    ...(wanted === '' ? {} : { wanted: checkedKey(wanted) }),
    ...(wrong ? { wrong: 'hash' } : {}),
  };
}

export function partToWire({ hash, block, bytes }: Part): LinkPart {
  return { hash: Buffer.from(hash, 'hex'), block, bytes: Buffer.from(bytes) };
}

export function partFromWire({ hash, block, bytes }: LinkPart): Part {
  return { kind: 'part', hash: hexOf(hash, 32), block, bytes };
}
