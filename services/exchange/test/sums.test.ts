import { bucketOf, type Key, nameOf } from '../src/domain/key.ts';
import { KeyTable } from '../src/domain/key-table.ts';
import { SumTree, xor } from '../src/domain/sums.ts';
import { Random } from './simulation/random.ts';

const seed = Number(process.env.LT_SEED ?? Date.now() % 1_000_000_000);
type Hash = readonly [number, number];

/** The same by the plainest means. */
function plainly(contributed: ReadonlyMap<Key, Hash>, nameOf: (bucket: string) => string) {
  const sums = new Map<string, Hash>();
  for (const [key, hash] of contributed) {
    const name = nameOf(bucketOf(key));
    sums.set(name, xor(sums.get(name) ?? [0, 0], hash));
  }
  return new Map([...sums].filter(([, [high, low]]) => high !== 0 || low !== 0));
}

test(`a tree has the sums of what its keys contributed last, also of keys that went and came again (again: LT_SEED=${seed})`, () => {
  const random = new Random(seed);
  const table = new KeyTable();
  const trees = [0, 1, 2].map(() => ({ tree: new SumTree(table), plain: new Map<Key, Hash>() }));
  const keys = Array.from(
    { length: 300 },
    (_, at): Key =>
      `u2-tally/${at % 7}@0/2025-${String(1 + (at % 12)).padStart(2, '0')}-${String(1 + (at % 28)).padStart(2, '0')}-${at}`,
  );
  for (let step = 0; step < 20_000; step += 1) {
    const key = random.pick(keys);
    if (random.chance(0.05)) {
      for (const { tree, plain } of trees) {
        tree.set(key, undefined);
        plain.delete(key);
      }
      table.remove(key);
      continue;
    }
    const { tree, plain } = random.pick(trees);
    const hash: Hash | undefined = random.chance(0.3) ? undefined : [random.next() | 0, random.next() | 0];
    tree.set(key, hash);
    if (hash) plain.set(key, hash);
    else plain.delete(key);
  }
  for (const { tree, plain } of trees) {
    expect(tree.size).toBe(plain.size);
    expect(tree.total()).toEqual([...plain.values()].reduce<Hash>((sum, hash) => xor(sum, hash), [0, 0]));
    expect(tree.units()).toEqual(plainly(plain, (bucket) => bucket.slice(0, bucket.indexOf('/'))));
    expect(tree.channels()).toEqual(plainly(plain, (bucket) => bucket.slice(0, bucket.lastIndexOf('/') + 1)));
    const ofUnit = new Map([...plain].filter(([key]) => key.startsWith('u2-tally/3@0/')));
    expect(new Map(tree.buckets('3@0'))).toEqual(plainly(ofUnit, (bucket) => bucket));
  }
});

test('a table knows the keys of a name, and after a walk those that it did not meet', () => {
  const table = new KeyTable();
  const keys = ['u2-tally/1@0/a', 'u2-tally/1@0/b', 'u2-tally/2@0/a', 't3-letter/1@0/2@0/a'];
  for (const key of keys) table.add(key);
  expect(table.keysOfNames(['u2-tally/1@0/'])).toEqual(keys.slice(0, 2));
  expect([...table.names()]).toEqual([...new Set(keys.map(nameOf))]);
  table.beginWalk();
  table.add(keys[1] as Key);
  const unmet = table.unmet();
  expect(unmet).toEqual([keys[0], keys[2], keys[3]]);
  for (const key of unmet) table.remove(key);
  expect([...table.names()]).toEqual(['u2-tally/1@0/']);
  expect(table.size).toBe(1);
});
