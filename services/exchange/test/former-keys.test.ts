import { describe, expect, test } from '@jest/globals';
import { decide, type Context, type Work } from '../src/domain/decide.ts';
import { type Chain, type Document, emptyDocument, type Entry } from '../src/domain/document.ts';
import type { Unsigned } from '../src/domain/record.ts';
import { Registry } from '../src/domain/registry.ts';
import { findRoute } from '../src/domain/route.ts';
import { rules } from '../src/domain/rules.ts';
import { createSimEnvironment, publicKeyOf } from './simulation/service-exchange.ts';
import { World } from './simulation/world.ts';

const unit = '10001@0';
const key = `u2-tally-onestop/${unit}/2025-06-02`;

/** The unit was handed over from the district to the commune below it. */
const site = (id: string, parent: string | null, owns: string[], formerlyOwned: string[] = []) => ({
  id,
  parent,
  owns,
  formerlyOwned,
  publicKeys: [publicKeyOf(id)],
  formerKeys: formerlyOwned.map((one) => ({ unit: one, publicKey: publicKeyOf(id), withdrawn: false })),
});
const registry = new Registry([
  site('province', null, ['10@0']),
  site('district', 'province', [], [unit]),
  site('commune', 'district', [unit]),
]);
const world = new World({ seed: 1, sites: [] });

function contextOf(id: string): Context {
  const route = findRoute(registry, [], id, key);
  if (!route) throw new Error(`${id} does not know the key`);
  const environment = createSimEnvironment(world, id);
  const rest = { isRegistry: false, isAwaited: false, reachOf: () => 'neighbours' as const };
  return { rules, environment, registry, site: id, route, ...rest };
}

const stampOf = (rev: number) => ({ rev, tag: `tag${rev}` });

/** A state that this site wrote and signed; it knows these revisions. */
function written(by: string, rev: number, knows: number[]) {
  const unsigned: Unsigned = {
    ...stampOf(rev),
    value: Buffer.from(String(rev)),
    content: null,
    tombstone: false,
    seen: [...knows, rev].map(stampOf),
    base: 0,
    broke: rev,
    lifted: 0,
    extra: '',
    by,
  };
  return { ...unsigned, sig: contextOf(by).environment.sign(key, unsigned) };
}

/** The commune lost its own record 62, which the province has. The district had gone above that, before it heard of the hand-over. */
const present = written('commune', 62, [61]);
const former = written('district', 64, [61, 62]);

const put = (record: typeof former, from: string): Work => ({ kind: 'put', key, from, record });
const entry = (id: string, rev: number): Entry => ({ site: id, ...stampOf(rev), displaced: null });

/** The commune takes the past over from the district. */
const takenWith = (chain: Chain): Document | undefined =>
  decide(
    { ...emptyDocument(key), heard: { district: { chain, at: 0 } } },
    put(former, 'district'),
    contextOf('commune'),
  ).document;

const province: Document = { ...emptyDocument(key), record: present };

describe('R13: what a former owner signed goes over nothing that the present one signed', () => {
  test('so it is refused above, and its present owner signs it anew: that is taken', () => {
    expect(decide(province, put(former, 'district'), contextOf('province'))).toMatchObject({
      refusal: 'signature',
      store: false,
    });
    const record = takenWith([entry('district', 64), entry('province', 62)])?.record;
    expect(record).toMatchObject({ rev: 65, by: 'district', broke: 64, lifted: 0, value: former.value });
    if (!record) throw new Error('it took nothing over');
    const { refusal, document } = decide(province, put(record, 'district'), contextOf('province'));
    expect(refusal).toBeUndefined();
    expect(document).toMatchObject({ record, displaced: null });
  });

  test('what the province is heard of later only, it answers then', () => {
    const taken = takenWith([entry('district', 64)]);
    expect(taken?.record).toEqual(former);
    const chain = [entry('district', 64), entry('province', 62)];
    const { document, store } = decide(
      taken,
      { kind: 'have', key, from: 'district', chain },
      contextOf('commune'),
    );
    expect(document?.record).toMatchObject({ rev: 65, by: 'district' });
    expect(store).toBe(true);
    const again = decide(document, { kind: 'settle', key }, contextOf('commune'));
    expect(again.document?.record).toBe(document?.record);
  });

  test('where all hold it, or nothing, it stands as it was signed', () => {
    for (const chain of [
      [entry('district', 64), entry('province', 64)],
      [entry('district', 64), { ...entry('province', 0), tag: '' }],
    ])
      expect(takenWith(chain)?.record).toEqual(former);
  });
});
