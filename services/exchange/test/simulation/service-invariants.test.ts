import { Databases } from './service-databases.ts';
import { ServiceChecker } from './service-invariants.ts';
import { rowOf, truthOf } from './service-registry.ts';
import { Truth } from './service-truth.ts';
import type { Machine, ServiceObserver, ServiceWorld } from './service-world.ts';
import { encodeTally, tallyChannel } from './tally-service.ts';
import { World } from './world.ts';

const unit = '10001@0';
const day = '2025-06-01';
const name = `${tallyChannel}/${unit}/${day}`;

/** A number of one event, of a unit that s1 has handed over to s2, becomes nothing. @returns what is found. */
function becomesNothing(writer: string | undefined, before: (truth: Truth) => void = () => undefined) {
  const core = new World({ seed: 1, sites: [] });
  core.publish(truthOf([rowOf('s0', '', ['10@0']), rowOf('s1', 's0', []), rowOf('s2', 's1', [unit])], []));
  const machines = new Map(
    ['s0', 's1', 's2'].map((id) => {
      const databases = new Databases();
      return [id, { id, databases, store: databases.store } as Machine] as const;
    }),
  );
  const observers: ServiceObserver[] = [];
  const [top, former] = [...machines.values()] as [Machine, Machine];
  const world = { core, machines, observers, top } as unknown as ServiceWorld;
  const truth = new Truth(world);
  const { violations } = new ServiceChecker(world, truth);

  const { id } = truth.enter(former, unit, day);
  truth.handOver(unit, 's2');
  before(truth);
  const stamp = { rev: 2, tag: 'b' };
  if (writer)
    for (const observer of core.observers)
      observer.written?.(
        former,
        { key: name, document: { record: { ...stamp, by: writer } } } as never,
        undefined,
      );
  const cellOf = (ids: string[]) => ({ value: encodeTally(ids, 0).toString(), tombstone: false });
  for (const observer of observers)
    observer.replaced?.(
      top,
      name,
      { rev: 1, tag: 'a', broke: 0, ...cellOf([id]) },
      { ...stamp, broke: 2, ...cellOf([]) },
    );
  return violations.map(({ invariant, key }) => `${invariant} ${key}`);
}

const found = [`N ${unit}/${day}`];

describe('whether a site knows what it makes nothing is asked of the site that wrote it', () => {
  test('a former owner that has not heard of the hand-over, and knows what it lost', () => {
    expect(becomesNothing('s1')).toEqual([]);
    const setBack = (truth: Truth): void => {
      truth.noteStranger('s1', [unit]);
      truth.noteKnown('s1', [unit]);
    };
    expect(becomesNothing('s1', setBack)).toEqual([]);
  });

  test('a former owner that was emptied', () => {
    expect(becomesNothing('s1', (truth) => truth.noteStranger('s1', [unit]))).toEqual(found);
  });

  test('a successor, whatever the former owner knows', () => {
    expect(becomesNothing('s2', (truth) => truth.noteKnown('s1', [unit]))).toEqual(found);
  });

  test('a writer that nobody saw is the owner', () => {
    expect(becomesNothing(undefined)).toEqual(found);
  });
});
