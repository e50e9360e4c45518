import fc from 'fast-check';
import { isOfLineage, type Lineage, nextVersion, withVersion } from './lineage.ts';

/** A process that writes a value, over and over, on what a database has. */
function write(lineage: Lineage, times: number, above = 0): Lineage {
  let versions = lineage;
  for (let time = 0; time < times; time += 1)
    versions = nextVersion(versions, { follows: time > 0, above, draw: Math.random }).lineage;
  return versions;
}

const newest = (lineage: Lineage): number => lineage.at(-1)?.last ?? 0;

test('what one life wrote is none of another that began from the same copy, whoever is further', () => {
  const lives = fc.record({ before: fc.nat(5), shared: fc.nat(40), one: fc.nat(300), other: fc.nat(300) });
  fc.assert(
    fc.property(lives, ({ before, shared, one, other }) => {
      let copy: Lineage = [];
      for (let process = 0; process < before; process += 1) copy = write(copy, shared + 1);
      const lost = write(copy, one + 1);
      const present = write(copy, other + 1);
      expect(isOfLineage(newest(lost), present)).toBe(false);
      for (const known of [newest(copy), newest(present), 0]) expect(isOfLineage(known, present)).toBe(true);
    }),
  );
});

test('a process goes on by one, and leaps above what it is told to', () => {
  const [first] = write([], 1);
  const lineage = write([], 0);
  expect(
    newest(nextVersion([{ first: 5, last: 7 }], { follows: true, above: 7, draw: () => 0.5 }).lineage),
  ).toBe(8);
  const { src, lineage: leapt } = nextVersion([{ first: 5, last: 7 }], {
    follows: true,
    above: 9,
    draw: () => 0.5,
  });
  expect(src).toBeGreaterThan(1_000_000);
  expect(isOfLineage(9, leapt)).toBe(false);
  expect(
    isOfLineage(
      9,
      nextVersion(withVersion([{ first: 5, last: 7 }], 9), { follows: false, above: 9, draw: () => 0 })
        .lineage,
    ),
  ).toBe(true);
  expect([first?.first, lineage]).toEqual([first?.last, []]);
});

test('many lives of a process take a bounded place: the oldest are one range', () => {
  let lineage: Lineage = [];
  const versions: number[] = [];
  for (let process = 0; process < 40; process += 1) {
    lineage = write(lineage, 2);
    versions.push(newest(lineage));
  }
  expect(lineage.length).toBe(16);
  for (const version of versions) expect(isOfLineage(version, lineage)).toBe(true);
  const [earliest = 0] = versions;
  expect(isOfLineage(earliest + 1, lineage)).toBe(true);
  expect(isOfLineage(newest(lineage) - 2, lineage)).toBe(false);
});

test('who keeps no lineage knows nothing of other lives', () => {
  expect([isOfLineage(7, []), isOfLineage(7)]).toEqual([true, true]);
});
