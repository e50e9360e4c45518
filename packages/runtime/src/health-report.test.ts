import { jest } from '@jest/globals';
import type { Health } from './app.ts';
import { createHealthReport } from './health-report.ts';
import type { ServiceName } from './site-config.ts';

const ready: Health = { ready: true, problems: [] };

function reportOf(healths: Record<ServiceName, () => Health | Promise<Health>>) {
  const serving: Record<string, boolean> = {};
  const warned: object[] = [];
  const { report } = createHealthReport({
    apps: Object.entries(healths).map(([service, health]) => ({ service, health })),
    server: { setServing: (name, value) => void (serving[name] = value) },
    logger: { warn: (line: object) => void warned.push(line), info: () => undefined },
  });
  return { report, serving, warned };
}

test('a process serves when each of its services does', async () => {
  const { report, serving } = reportOf({ onestop: () => ready, reporting: async () => ready });
  await report();
  expect(serving).toEqual({ '': true, onestop: true, reporting: true });
});

test('a service whose database does not answer is not ready within seconds, and the others are told at once', async () => {
  const never = new Promise<Health>(() => undefined);
  const { report, serving } = reportOf({ onestop: () => ready, reporting: () => never });
  jest.useFakeTimers();
  try {
    const reported = report();
    await jest.advanceTimersByTimeAsync(2_000);
    await reported;
  } finally {
    jest.useRealTimers();
  }
  expect(serving).toEqual({ '': false, onestop: true, reporting: false });
});

test('a service that cannot say how it is does not end the process', async () => {
  const { report, serving } = reportOf({
    onestop: () => {
      throw new TypeError('x');
    },
    reporting: () => Promise.reject(new RangeError('y')),
  });
  await report();
  expect(serving).toEqual({ '': false, onestop: false, reporting: false });
});

test('what is missing is said once, and again when it changed', async () => {
  let problems = ['the database does not answer'];
  const { report, warned } = reportOf({ onestop: () => ({ ready: false, problems }) });
  await report();
  await report();
  problems = ['the directory has not been read yet'];
  await report();
  expect(warned).toEqual([
    { service: 'onestop', problems: ['the database does not answer'] },
    { service: 'onestop', problems: ['the directory has not been read yet'] },
  ]);
});
