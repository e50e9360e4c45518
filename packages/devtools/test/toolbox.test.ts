import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { adoptIntoCache, cacheDirectory, findCached } from '../src/toolbox/cache.ts';
import { engineArguments, ensureDatabaseEngine, findListeningPort } from '../src/toolbox/database-engine.ts';
import { findTool } from '../src/toolbox/locate.ts';
import { withLock } from '../src/toolbox/lock.ts';
import { getToolEntry, type ToolName } from '../src/toolbox/manifest.ts';
import { ToolUnavailable } from '../src/toolbox/tool-unavailable.ts';
import { findFittingVersion } from '../src/toolbox/version-fits.ts';

const NAMES: ToolName[] = ['nats-server', 'secantusd-rs', 'secantusd-py', 'chromium', 'grpcurl'];

describe('the manifest of tools', () => {
  test.each(NAMES)('pins %s and says how to get it by hand', (name) => {
    const entry = getToolEntry(name);
    expect(entry.byHand).not.toBe('');
    expect(entry.sources.length).toBeGreaterThan(0);
    for (const source of entry.sources)
      if ('version' in source) expect(source.version).toMatch(/^v?\d+\.\d+/);
  });
});

describe('a version', () => {
  const nats = { pattern: 'v(\\d+\\.\\d+\\.\\d+)', atLeast: '2.15.1', below: '3.0.0' };
  test.each([
    ['nats-server: v2.15.1', '2.15.1'],
    ['nats-server: v2.16.0', '2.16.0'],
    ['nats-server: v2.9.10', undefined],
    ['nats-server: v3.0.0', undefined],
    ['something else', undefined],
  ])('said as %p is taken as %p', (printed, version) => {
    expect(findFittingVersion(printed, nats)).toBe(version);
  });

  test('that is pinned exactly fits only itself', () => {
    const pinned = { pattern: 'rs (\\S+)', exactly: '0.5.3-beta.196' };
    expect(findFittingVersion('secantusd-rs 0.5.3-beta.196', pinned)).toBe('0.5.3-beta.196');
    expect(findFittingVersion('secantusd-rs 0.5.3-beta.197', pinned)).toBeUndefined();
  });
});

const variables = [
  'LIEN_THONG_TOOLS',
  'PATH',
  'NATS_SERVER_BIN',
  'MONGODB_URI',
  'SECANTUSD_BIN',
  'SECANTUSD_PY_BIN',
];

describe('the search for a tool', () => {
  let directory: string;
  let before: NodeJS.ProcessEnv;
  const program = (path: string, says: string): string => {
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, `#!/bin/sh\necho '${says}'\n`, { mode: 0o755 });
    return path;
  };
  const cacheOne = async (): Promise<string> => {
    const filled = mkdtempSync(join(directory, 'filled-'));
    program(join(filled, 'bin', 'nats-server'), 'nats-server: v2.15.1');
    return adoptIntoCache('nats-server', '2.15.1', filled, 'bin/nats-server', 'a test');
  };
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'lien-thong-toolbox-'));
    before = { ...process.env };
    process.env.LIEN_THONG_TOOLS = join(directory, 'cache');
    process.env.PATH = join(directory, 'empty');
    for (const name of variables.slice(2)) delete process.env[name];
  });
  afterEach(() => {
    for (const name of variables) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
    rmSync(directory, { recursive: true, force: true });
  });

  test('believes the variable first, then the PATH, then the cache', async () => {
    const cached = await cacheOne();
    expect(await findTool('nats-server')).toMatchObject({ path: cached, from: 'the cache' });
    const onPath = program(join(directory, 'bin', 'nats-server'), 'nats-server: v2.15.3');
    process.env.PATH = join(directory, 'bin');
    expect(await findTool('nats-server')).toMatchObject({
      path: onPath,
      from: 'the PATH',
      version: '2.15.3',
    });
    process.env.NATS_SERVER_BIN = program(join(directory, 'mine'), 'anything');
    expect(await findTool('nats-server')).toMatchObject({
      path: join(directory, 'mine'),
      from: 'NATS_SERVER_BIN',
    });
  });

  test('of the database takes what is there, in its order, and compiles nothing', async () => {
    const path = join(directory, 'bin');
    process.env.PATH = path;
    const tried = join(directory, 'compiled');
    program(join(path, 'cargo'), `'; : > '${tried}`);
    await expect(ensureDatabaseEngine(() => undefined)).rejects.toThrow(/npm run engine/);
    expect(existsSync(tried)).toBe(false);

    const wheel = program(join(directory, 'wheel'), 'anything');
    process.env.SECANTUSD_PY_BIN = wheel;
    expect(await ensureDatabaseEngine()).toEqual({ kind: 'secantusd-py', path: wheel });
    const built = program(join(path, 'secantusd-rs'), 'secantusd-rs 0.5.3-beta.196');
    expect(await ensureDatabaseEngine()).toEqual({ kind: 'secantusd-rs', path: built });
    const mongod = program(join(path, 'mongod'), 'anything');
    expect(await ensureDatabaseEngine()).toEqual({ kind: 'mongod', path: mongod });
    process.env.SECANTUSD_BIN = built;
    expect(await ensureDatabaseEngine()).toEqual({ kind: 'secantusd-rs', path: built });
    process.env.MONGODB_URI = 'mongodb://here';
    expect(await ensureDatabaseEngine()).toEqual({ kind: 'external', uri: 'mongodb://here' });
  });

  test('passes over an older one on the PATH', async () => {
    program(join(directory, 'bin', 'nats-server'), 'nats-server: v2.9.10');
    process.env.PATH = join(directory, 'bin');
    expect(await findTool('nats-server')).toBeUndefined();
  });

  test('names the variable whose file is not there', async () => {
    process.env.NATS_SERVER_BIN = join(directory, 'nowhere');
    await expect(findTool('nats-server')).rejects.toThrow(/NATS_SERVER_BIN names .*nowhere/);
  });

  test('does not take a cached file that has changed since it was checked', async () => {
    const cached = await cacheOne();
    writeFileSync(cached, 'tampered');
    expect(await findCached('nats-server', '2.15.1')).toBeUndefined();
  });

  test('does not take a cache entry that an interruption left half filled', async () => {
    program(join(cacheDirectory('nats-server', '2.15.1'), 'bin', 'nats-server'), 'half');
    expect(await findCached('nats-server', '2.15.1')).toBeUndefined();
  });

  test('lets one run install at a time, and clears away a lock whose holder died', async () => {
    const path = join(directory, 'tool.lock');
    writeFileSync(path, '999999999');
    let inside = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      inside += 1;
      most = Math.max(most, inside);
      await new Promise((resolve) => setImmediate(resolve));
      inside -= 1;
    };
    await Promise.all([withLock(path, work), withLock(path, work), withLock(path, work)]);
    expect(most).toBe(1);
    expect(existsSync(path)).toBe(false);
  });
});

describe('a tool that cannot be had', () => {
  test('says what it is for, what was tried and how to get it by hand', () => {
    const error = new ToolUnavailable('nats-server', getToolEntry('nats-server'), [
      'Python wheel: there is no Python',
    ]);
    expect(error.message).toContain('nats-server 2.15.1 (the message server of every site)');
    expect(error.message).toContain('  - environment variable NATS_SERVER_BIN: not set');
    expect(error.message).toContain('  - Python wheel: there is no Python');
    expect(error.message).toContain('By hand: ');
  });
});

describe('the database engine', () => {
  test('listens on the loopback and syncs every commit', () => {
    for (const kind of ['secantusd-rs', 'secantusd-py'] as const) {
      const args = engineArguments(kind, '/data', 0);
      expect(args.slice(0, 2)).toEqual(['--host', '127.0.0.1']);
      expect(args).toContain('--sync-on-commit');
    }
  });

  test.each([
    ['secantusd-rs listening on 127.0.0.1:34387', 34387],
    ['2026-11-23 INFO secantus.server: secantus listening on 127.0.0.1:37137', 37137],
    ['{"msg":"Waiting for connections","attr":{"port":27017,"ssl":"off"}}', 27017],
    ['WiredTiger message', undefined],
  ])('that says %p listens on %p', (line, port) => {
    expect(findListeningPort(line)).toBe(port);
  });

  test('is built from the crate that the manifest names', () => {
    const source = getToolEntry('secantusd-rs').sources[0];
    expect(source).toMatchObject({ kind: 'cargo', crate: 'secantus-mdb' });
    expect(readFileSync(new URL('../tools.json', import.meta.url), 'utf8')).toContain('0.5.3-beta.196');
  });
});
