import { describe, expect, test } from '@jest/globals';
import { type Decision, decide } from '../src/domain/decide.ts';
import { type Document, foreignOf, foreignStamp, isLostHere, noStamp } from '../src/domain/document.ts';
import { type Change, rules } from '../src/domain/rules.ts';
import { hour } from './simulation/world.ts';
import { commune, district, key, Line, province } from './three-sites.ts';

const settled = 12 * hour;

/** What a producer's put does at a site that owns the key by now. */
function put(line: Line, site: string, change: Partial<Change>, isAwaited = false): Decision {
  const { engine } = line.site(site);
  const found = engine?.findRoute(key);
  if (!engine || !found) throw new Error(`${site} does not know the key`);
  const { environment, registry } = engine.memory;
  const route = { ...found, isOwner: true, onRoute: true, next: [province], previous: null };
  const wanted: Change = {
    value: Buffer.from('mine'),
    content: null,
    tombstone: false,
    src: 5,
    restored: false,
    takesOver: null,
    ...change,
  };
  return decide(
    line.document(site),
    { kind: 'change', key, change: wanted },
    { rules, environment, registry, site, route, isRegistry: false, isAwaited, reachOf: () => 'neighbours' },
  );
}

/** Commune and district after the commune lost everything, or gave its unit away. */
const cases = {
  stub(): [Line, string] {
    const line = new Line();
    line.changes('1', '2', '3');
    line.restore(commune);
    line.world.run(settled);
    return [line, commune];
  },
  former_owner(): [Line, string] {
    const line = new Line();
    line.changes('1', '2', '3');
    return [line, district];
  },
};

describe.each(Object.entries(cases))('B2: a %s at the key’s new or wiped owner', (kind, make) => {
  const [line, site] = make();
  const document = line.document(site) as Document;
  const stamp = foreignStamp(document) ?? noStamp;

  test('is told as what it is', () => {
    expect(foreignOf(document, site)).toBe(kind);
    expect(stamp.rev).toBe(3);
  });

  test.each<[string, Partial<Change>, boolean]>([
    ['a producer that does not know of it', {}, false],
    ['one that goes on from another state', { takesOver: { rev: 2, tag: stamp.tag } }, false],
    ['one that goes on from it by a person’s decision', { takesOver: stamp }, true],
    ['one that was restored and has recounted', { restored: true }, true],
  ])('is replaced by %s only if it may', (_who, change, taken) => {
    const decision = put(line, site, change);
    expect(decision.taken ?? false).toBe(taken);
    if (!taken) expect(decision.document).toBe(document);
  });
});

describe('B2: a unit of which its new owner does not hold the whole past', () => {
  test('gets no new key from a producer, and one by a person’s word', () => {
    const line = new Line();
    line.world.run(settled);
    expect(put(line, district, {}, true)).toMatchObject({ awaited: true, store: false });
    expect(put(line, district, { restored: true }, true)).toMatchObject({ awaited: true, store: false });
    expect(put(line, district, { takesOver: undefined }, true)).toMatchObject({ taken: true });
    expect(put(line, district, {}, false)).toMatchObject({ taken: true });
  });

  test('A5: takes a former owner’s record as it stands, and not what it signed itself in another life', () => {
    const line = new Line();
    line.changes('1', '2', '3');
    const record = line.document(commune)?.record;
    const engine = line.site(district).engine;
    const found = engine?.findRoute(key);
    if (!record || !engine || !found) throw new Error('the commune’s record is not there');
    const { environment, registry } = engine.memory;
    const route = { ...found, isOwner: true, onRoute: true, next: [province], previous: null };
    const at = (site: string): Decision =>
      decide(
        undefined,
        { kind: 'put', key, from: province, record },
        {
          rules,
          environment,
          registry,
          site,
          route,
          isRegistry: false,
          isAwaited: true,
          reachOf: () => 'nobody',
        },
      );
    expect(at(district).document).toMatchObject({ record, openTo: [province] });
    expect(at(commune).document).toMatchObject({ record: null, displaced: { rev: 3 } });
  });

  test('is known to lack what others held, also when they have lost it since', () => {
    const [line] = cases.stub();
    const stub = line.document(commune) as Document;
    const emptied = { ...stub, heard: { [district]: { chain: [], at: 0 } } };
    expect(foreignStamp(emptied)).toBeUndefined();
    expect(isLostHere(emptied)).toBe(true);
    expect(isLostHere({ ...stub, heard: {}, displaced: null })).toBe(false);
  });
});

test('R11: what others once held and nobody holds any more is deleted by a person who names nothing, and by no producer’s mistake', () => {
  const [line, site] = cases.stub();
  const stub = line.document(site) as Document;
  const ruling = { action: 'delete' as const, reason: 'a test', by: 'o', at: 0 };
  const deletion: Partial<Change> = { value: null, tombstone: true, takesOver: null, ruling };
  // While somebody holds it, it has to be named.
  expect(put(line, site, deletion).taken ?? false).toBe(false);
  const heard = Object.fromEntries(Object.keys(stub.heard).map((hop) => [hop, { chain: [], at: 0 }]));
  const vanished: Document = { ...stub, displaced: null, heard };
  expect([isLostHere(vanished), foreignStamp(vanished)]).toEqual([true, undefined]);
  line.document = () => vanished;
  expect(put(line, site, deletion)).toMatchObject({ taken: true, document: { record: { tombstone: true } } });
});
