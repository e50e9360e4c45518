import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startGuarded } from '@lienthong/devtools/process/guarded-child';
import { installedProgram, repositoryRoot } from '@lienthong/devtools/repository';
import { eventually } from '@lienthong/testkit';
import { findInLog, saidLately, saysInLog } from '../src/province/readiness.ts';
import type { ProcessSpec } from '../src/province/supervised-process.ts';
import { createSupervisor, type Supervisor } from '../src/province/supervisor.ts';

/** An orphan that has ended and that nobody asks for its end, as in a container whose first process does not, is dead as well. */
const isUnburied = (pid: number): boolean => {
  const status = `/proc/${pid}/status`;
  return existsSync(status) && /^State:\s+Z/m.test(readFileSync(status, 'utf8'));
};

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return !isUnburied(pid);
  } catch {
    return false;
  }
};

describe('the supervisor', () => {
  let directory: string;
  let supervisor: Supervisor;
  let news: string[];
  /** A program of shell: says "ready", then waits for ever. `trap` is what it does at SIGTERM. */
  const spec = (name: string, script: string): ProcessSpec => {
    const logFile = join(directory, 'logs', `${name}.log`);
    return {
      name,
      command: '/bin/sh',
      args: ['-c', script],
      logFile,
      ready: saysInLog(logFile, /^ready/m),
      readyWithinMs: 10_000,
    };
  };
  const WAITS = 'trap "echo bye; exit 0" TERM; echo ready; while :; do sleep 0.05; done';
  const pidOf = (name: string): number => supervisor.get(name).pid ?? -1;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'lien-thong-supervisor-'));
    news = [];
    supervisor = createSupervisor({
      onSignal: false,
      report: (line) => news.push(line),
      pace: { firstMs: 10, mostMs: 80, healthyAfterMs: 60_000 },
    });
  });
  afterEach(async () => {
    await supervisor.stopAll();
    rmSync(directory, { recursive: true, force: true });
  });

  test('E disk: a process that lives and cannot work any more is started again, once', async () => {
    const gate = join(directory, 'gate');
    writeFileSync(gate, '');
    // As an engine whose disk was full: it says so once and waits for ever.
    const script = `echo ready; if [ -e ${gate} ]; then rm ${gate}; echo WT_PANIC; fi; while :; do sleep 0.05; done`;
    const one = spec('panicking', script);
    const running = await supervisor.start({ ...one, broken: () => saidLately(one.logFile, /WT_PANIC/) });
    const first = running.pid;
    await eventually(() => running.restarts === 1 && running.state === 'ready');
    expect(running.pid).not.toBe(first);
    expect(saidLately(one.logFile, /WT_PANIC/)).toBe(false);
    expect(news).toContain('panicking runs and cannot work any more');
  });

  test('starts a process, knows when it is ready and keeps what it says', async () => {
    const one = await supervisor.start(spec('one', `echo "port 4711"; ${WAITS}`));
    expect(one.state).toBe('ready');
    expect(findInLog(join(directory, 'logs', 'one.log'), /port (\d+)/)?.[1]).toBe('4711');
  });

  test('stops in order first, and lets it finish', async () => {
    const one = await supervisor.start(spec('one', WAITS));
    const { pid = -1 } = one;
    await one.stop();
    expect(one.state).toBe('stopped');
    expect(isAlive(pid)).toBe(false);
    expect(readFileSync(join(directory, 'logs', 'one.log'), 'utf8')).toContain('bye');
  });

  test('kills what does not stop within its grace', async () => {
    const stubborn = 'trap "" TERM; echo ready; while :; do sleep 0.05; done';
    const one = await supervisor.start({ ...spec('stubborn', stubborn), graceMs: 100 });
    const { pid = -1 } = one;
    await one.stop();
    expect(isAlive(pid)).toBe(false);
  });

  test('starts a crashed process again, and says so', async () => {
    const one = await supervisor.start(spec('one', WAITS));
    const before = one.pid;
    await one.kill({ restart: true });
    await eventually(() => one.state === 'ready' && one.pid !== before);
    expect(one.restarts).toBe(1);
    expect(news.join('\n')).toContain('one ended (SIGKILL), starting it again');
  });

  test('waits longer with every crash', async () => {
    const one = await supervisor.start(spec('flaky', WAITS));
    for (let crash = 1; crash <= 5; crash += 1) {
      await one.kill({ restart: true });
      await eventually(() => one.state === 'ready' && one.restarts === crash);
    }
    expect(news.map((line) => /in (\d+) ms/.exec(line)?.[1])).toEqual(['10', '20', '40', '80', '80']);
  });

  test('leaves a killed process down until it is started again', async () => {
    const one = await supervisor.start(spec('one', WAITS));
    await one.kill();
    expect(one.state).toBe('stopped');
    expect(one.pid).toBeUndefined();
    await one.start();
    expect(one.state).toBe('ready');
    expect(news).toEqual([]);
  });

  test('leaves a crashed process down when asked not to restart it', async () => {
    const one = await supervisor.start({ ...spec('one', WAITS), restart: false });
    process.kill(one.pid ?? -1, 'SIGKILL');
    await eventually(() => one.state === 'stopped');
    expect(one.restarts).toBe(0);
  });

  test('shows the end of the log of a process that ends at its start', async () => {
    await expect(supervisor.start(spec('broken', 'echo "port in use"; exit 1'))).rejects.toThrow(
      /broken ended at its start:[^]*port in use/,
    );
  });

  test('gives up on a process that is not ready in time', async () => {
    const mute = { ...spec('mute', 'while :; do sleep 0.05; done'), readyWithinMs: 200 };
    await expect(supervisor.start(mute)).rejects.toThrow(/mute was not ready in time/);
    expect(supervisor.get('mute').state).toBe('stopped');
  });

  test('stops all, the last started first', async () => {
    const order = join(directory, 'order');
    for (const name of ['a', 'b', 'c'])
      await supervisor.start(spec(name, WAITS.replace('echo bye', `echo ${name} >> ${order}`)));
    const pids = ['a', 'b', 'c'].map(pidOf);
    await supervisor.stopAll();
    expect(readFileSync(order, 'utf8').trim().split('\n')).toEqual(['c', 'b', 'a']);
    expect(pids.filter(isAlive)).toEqual([]);
  });
});

describe('a run that is killed', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'lien-thong-supervisor-'));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  const start = async () => {
    const script = join(directory, 'run.ts');
    const logFile = join(directory, 'child.log');
    writeFileSync(
      script,
      `import { createSupervisor } from '${repositoryRoot}tools/src/province/supervisor.ts';
const child = await createSupervisor({ onSignal: () => 0 }).start({ name: 'child', command: '/bin/sleep', args: ['600'],
  logFile: '${logFile}', ready: () => Promise.resolve(true) });
process.stdout.write('child ' + child.pid + '\\n');`,
    );
    const outputFile = join(directory, 'run.log');
    const run = startGuarded({ command: installedProgram('node'), args: [script], logFile: outputFile });
    const pid = await eventually(() => /child (\d+)/.exec(readFileSync(outputFile, 'utf8'))?.[1]);
    return { run, child: Number(pid) };
  };

  test('by kill -9 leaves no orphan', async () => {
    const { run, child } = await start();
    expect(isAlive(child)).toBe(true);
    run.signal('SIGKILL');
    await eventually(() => !isAlive(child));
  });

  test.each(['SIGINT', 'SIGTERM'] as const)(
    'by %s stops its processes and exits as it was told',
    async (signal) => {
      const { run, child } = await start();
      run.signal(signal);
      expect(await run.ended).toEqual({ code: 0, signal: null });
      expect(isAlive(child)).toBe(false);
    },
  );
});
