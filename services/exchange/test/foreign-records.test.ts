import { describe, expect, test } from '@jest/globals';
import { decide, type Decision } from '../src/domain/decide.ts';
import { type Document, foreignOf, foreignStamp, noStamp } from '../src/domain/document.ts';
import { type Change, rules } from '../src/domain/rules.ts';
import { hour } from './simulation/world.ts';
import { commune, district, key, Line, province } from './three-sites.ts';

const settled = 12 * hour;

/** What a producer's put does at a site that owns the key by now. */
function put(line: Line, site: string, change: Partial<Change>): Decision {
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
    { rules, environment, registry, site, route, isRegistry: false, reachOf: () => 'neighbours' },
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
