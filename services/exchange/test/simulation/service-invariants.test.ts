import { emptyDocument } from '../../src/domain/document.ts';
import { type DatabaseName, Databases } from './service-databases.ts';
import { ServiceChecker } from './service-invariants.ts';
import { rowOf, truthOf } from './service-registry.ts';
import { Truth } from './service-truth.ts';
import type { Machine, ServiceObserver, ServiceWorld } from './service-world.ts';
import { encodeTally, tallyChannel } from './tally-service.ts';
import { hour, minute, World } from './world.ts';

const unit = '10001@0';
const day = '2025-06-01';
const name = `${tallyChannel}/${unit}/${day}`;

/** s1 has handed a unit over to s2; whatever its databases get is the test's affair. */
function watched() {
  const core = new World({ seed: 1, sites: [] });
  core.publish(truthOf([rowOf('s0', '', ['10@0']), rowOf('s1', 's0', []), rowOf('s2', 's1', [unit])], []));
  const machines = new Map(
    ['s0', 's1', 's2'].map((id) => {
      const databases = new Databases();
      return [id, { id, databases, store: databases.store, registry: core.truth } as Machine] as const;
    }),
  );
  const observers: ServiceObserver[] = [];
  const [top, former, owner] = [...machines.values()] as [Machine, Machine, Machine];
  const machine = (id: string) => machines.get(id);
  const world = { core, machines, machine, observers, top, handedOver: [] } as unknown as ServiceWorld;
  const truth = new Truth(world);
  return { core, observers, top, former, owner, truth, checker: new ServiceChecker(world, truth) };
}

/** A number of one event, of a unit that s1 has handed over to s2, becomes nothing. @returns what is found. */
function becomesNothing(
  writer: string | undefined,
  before: (truth: Truth) => void = () => undefined,
  lostAt?: number,
) {
  const { core, observers, top, former, truth, checker } = watched();
  const { violations } = checker;
  if (lostAt !== undefined)
    former.databases.tallies.set([[`${unit}/${day}`, { src: lostAt, lineage: [], lostAt, ids: [] }]]);

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

  test('an emptied one that has counted the day since, and says that it lost that', () => {
    expect(becomesNothing('s1', (truth) => truth.noteStranger('s1', [unit]), 3)).toEqual([]);
    expect(becomesNothing('s2', (truth) => truth.noteStranger('s1', [unit]), 3)).toEqual(found);
  });

  test('a successor, whatever the former owner knows', () => {
    expect(becomesNothing('s2', (truth) => truth.noteKnown('s1', [unit]))).toEqual(found);
  });

  test('a writer that nobody saw is the owner', () => {
    expect(becomesNothing(undefined)).toEqual(found);
  });
});

describe('a number that is stranded at a former owner', () => {
  /** The top says that it has nothing of the day, complete. @returns what is found after that long. */
  function foundAfter(duration: number, ...lost: DatabaseName[]): string[] {
    const { core, top, former, truth, checker } = watched();
    truth.enter(former, unit, day);
    const service = { freshnessOf: () => ({ reason: 'comparing', completeAsOf: core.now }) };
    Object.assign(top, { cells: { service } });
    const document = { ...emptyDocument(name), stranded: true };
    former.store.write([{ key: name, document, version: 'v' } as never]);
    core.run(10 * minute);
    checker.noteLost('s1', lost);
    former.databases.restore('exchange', undefined);
    core.run(duration);
    return checker.violations.map(({ invariant, key }) => `${invariant} ${key}`);
  }

  test('is told until its exchange is set back, and has an hour to be told again', () => {
    expect(foundAfter(50 * minute, 'exchange')).toEqual([]);
    expect(foundAfter(hour + 5 * minute, 'exchange')).toEqual([`W ${unit}/${day}`]);
  });

  test('is told by nobody where its incident went without a loss', () => {
    expect(foundAfter(5 * minute)).toEqual([`W ${unit}/${day}`]);
  });
});

describe('a mark that people were shown', () => {
  const cellOf = (rev: number, broke: number, ids: string[]) => ({
    rev,
    tag: `${rev}`,
    broke,
    value: encodeTally(ids, 0).toString(),
    tombstone: false,
  });

  /** A number loses an event and is marked, then what has the mark goes. @returns what is found in the end. */
  function isMarkedUntil(go: (parts: ReturnType<typeof watched>) => void): string[] {
    const parts = watched();
    const { core, observers, top, owner, truth, checker } = parts;
    const events = [truth.enter(owner, unit, day).id, truth.enter(owner, unit, day).id];
    const marked = cellOf(2, 2, events.slice(1));
    top.databases.cells.set([[name, marked]]);
    for (const observer of observers) observer.replaced?.(top, name, cellOf(1, 0, events), marked);
    owner.databases.tallies.set([
      [`${unit}/${day}`, { src: 2, lineage: [], lostAt: 2, ids: events.slice(1) }],
    ]);
    core.run(5 * minute);
    go(parts);
    core.run(5 * minute);
    top.databases.cells.set([[name, cellOf(1, 0, events)]]);
    checker.judge();
    return checker.violations.map(({ invariant, key }) => `${invariant} ${key}`);
  }

  test('goes with the last database that had it', () => {
    const all = ({ checker, top, owner }: ReturnType<typeof watched>): void => {
      for (const { id, databases } of [owner, top]) {
        checker.noteLost(id, ['operations', 'reporting']);
        databases.restore('operations', undefined);
        databases.restore('reporting', undefined);
      }
    };
    expect(isMarkedUntil(all)).toEqual([]);
  });

  test('is missed while another one has it', () => {
    const one = ({ checker, top }: ReturnType<typeof watched>): void => {
      checker.noteLost(top.id, ['operations']);
      top.databases.restore('operations', undefined);
    };
    expect(isMarkedUntil(one)).toEqual(found);
  });

  test('is missed where nothing was lost', () => {
    expect(isMarkedUntil(({ owner }) => owner.databases.tallies.restore())).toEqual(found);
  });
});
