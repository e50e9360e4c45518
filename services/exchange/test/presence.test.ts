import { lastHeardOf } from '../src/domain/engine/presence.ts';
import { standardTiming } from '../src/domain/timing.ts';
import { hour, minute } from './simulation/world.ts';
import { commune, district, Line, province } from './three-sites.ts';

const silentFor = (line: Line, at: string, site: string): number => {
  const memory = line.site(at).engine?.memory;
  if (!memory) throw new Error(`${at} does not run`);
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
  const memory = line.site(district).engine?.memory;
  expect(Math.abs(memory?.clocks.get(commune) ?? Number.NaN)).toBeLessThan(minute);
  const hello = {
    kind: 'hello',
    site: commune,
    fresh: false,
    silent: [],
    below: undefined,
    heard: [],
    twins: [],
  } as const;
  const instance = memory?.instances.get(commune)?.current ?? '';
  line.world.deliver(commune, district, { ...hello, instance, sentAt: line.world.now + 3 * 24 * hour });
  expect(memory?.clocks.get(commune)).toBeGreaterThan(3 * 24 * hour - minute);
});

test('E clock: a clock that steps under the running process is noticed by the neighbour, and so is its return', () => {
  const line = new Line({ timing: standardTiming });
  const ahead = () => line.site(district).engine?.memory.clocks.get(commune) ?? Number.NaN;
  line.world.run(hour);
  line.site(commune).clockAhead = 3 * 24 * hour;
  line.world.run(hour);
  expect(ahead()).toBeGreaterThan(3 * 24 * hour - minute);
  line.site(commune).clockAhead = 0;
  line.world.run(hour);
  expect(Math.abs(ahead())).toBeLessThan(minute);
});
