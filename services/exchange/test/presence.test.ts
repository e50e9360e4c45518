import { clockDifference, findDoubtOfClock, isClockOff } from '../src/domain/engine/clocks.ts';
import type { Memory } from '../src/domain/engine/memory.ts';
import { lastHeardOf } from '../src/domain/engine/presence.ts';
import { standardTiming } from '../src/domain/timing.ts';
import { hour, minute } from './simulation/world.ts';
import { commune, district, Line, province } from './three-sites.ts';

const memoryOf = (line: Line, at: string): Memory => {
  const memory = line.site(at).engine?.memory;
  if (!memory) throw new Error(`${at} does not run`);
  return memory;
};
const silentFor = (line: Line, at: string, site: string): number => {
  const memory = memoryOf(line, at);
  const heard = lastHeardOf(memory, site);
  return heard === undefined ? Number.POSITIVE_INFINITY : memory.environment.now() - heard;
};

test('the province knows of a commune behind the district that it lives, without any traffic of records', () => {
  const line = new Line({ timing: standardTiming });
  line.world.run(hour);
  expect(silentFor(line, province, commune)).toBeLessThanOrEqual(standardTiming.silence);
});

test('a commune that falls silent is silent at every level, and heard again at every level', () => {
  const line = new Line({ timing: standardTiming });
  line.world.run(hour);
  line.cut(commune, district);
  line.world.run(30 * minute);
  for (const level of [district, province])
    expect(silentFor(line, level, commune)).toBeGreaterThan(20 * minute);
  expect(silentFor(line, province, district)).toBeLessThanOrEqual(standardTiming.silence);
  line.heal();
  line.world.run(5 * minute);
  expect(silentFor(line, province, commune)).toBeLessThanOrEqual(standardTiming.silence);
});

test('behind a silent district nobody is heard', () => {
  const line = new Line({ timing: standardTiming });
  line.world.run(hour);
  line.cut(district, province);
  line.world.run(30 * minute);
  expect(silentFor(line, province, commune)).toBeGreaterThan(20 * minute);
  expect(silentFor(line, district, commune)).toBeLessThanOrEqual(standardTiming.silence);
});

test('E clock: a neighbour’s clock is compared with this site’s, half the round trip allowed for', () => {
  const line = new Line({ timing: standardTiming });
  line.world.run(hour);
  const memory = memoryOf(line, district);
  expect(Math.abs(clockDifference(memory, commune) ?? Number.NaN)).toBeLessThan(minute);
  const hello = {
    kind: 'hello',
    site: commune,
    fresh: false,
    silent: [],
    below: undefined,
    heard: [],
    twins: [],
  } as const;
  const instance = memory.instances.get(commune)?.current ?? '';
  line.world.deliver(commune, district, { ...hello, instance, sentAt: line.world.now + 3 * 24 * hour });
  expect(clockDifference(memory, commune)).toBeGreaterThan(3 * 24 * hour - minute);
});

describe('E clock: a site whose own clock steps', () => {
  const days = 3 * 24 * hour;
  /** Somebody sets the clock of a site, under its running process. */
  const step = (line: Line, at: string, by: number): void => {
    const { environment } = memoryOf(line, at);
    const before = { ...environment };
    environment.clock = () => before.clock() + by;
  };

  test.each([
    ['ahead', days],
    ['behind', -days],
  ])('knows it at once, also while it is cut off: %s', (_where, by) => {
    const line = new Line({ timing: standardTiming });
    line.world.run(hour);
    expect(findDoubtOfClock(memoryOf(line, commune))).toBeUndefined();
    line.cut(commune, district);
    line.world.run(hour);
    step(line, commune, by);
    const doubt = findDoubtOfClock(memoryOf(line, commune));
    expect(doubt?.hop).toBe(district);
    expect(Math.abs((doubt?.difference ?? 0) + by)).toBeLessThan(minute);
  });

  test('is told to its parent with the next time that it says, and is no doubt of those that agree with most', () => {
    const line = new Line({ timing: standardTiming });
    line.world.run(hour);
    step(line, province, days);
    line.world.run(20 * minute);
    expect(findDoubtOfClock(memoryOf(line, province))?.hop).toBe(district);
    expect(isClockOff(memoryOf(line, district), province)).toBe(true);
    expect(isClockOff(memoryOf(line, district), commune)).toBe(false);
    expect(findDoubtOfClock(memoryOf(line, commune))).toBeUndefined();
  });

  test('is no doubt within five minutes', () => {
    const line = new Line({ timing: standardTiming });
    line.world.run(hour);
    step(line, commune, 4 * minute);
    expect(findDoubtOfClock(memoryOf(line, commune))).toBeUndefined();
  });

  test('a process that starts beside a wrong clock hears the time from its neighbour at once', () => {
    const line = new Line({ timing: standardTiming });
    line.world.run(hour + minute);
    line.world.kill(line.site(commune), 1);
    line.world.run(1_000);
    step(line, commune, days);
    line.world.run(10_000);
    expect(findDoubtOfClock(memoryOf(line, commune))?.hop).toBe(district);
  });
});
