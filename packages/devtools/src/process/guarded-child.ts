import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import type { Writable } from 'node:stream';

/**
 * The guard: a shell that turns itself into the wanted program and leaves a small watcher behind. The watcher reads a
 * pipe whose other end only we hold. When we end, however we end (kill -9 too), the pipe closes and the watcher kills
 * the program with its process group and removes its temporary directory. So nothing outlives the run that started it.
 * A line in the pipe means "it ended by itself": the watcher then goes without killing, as the id may be in use again.
 */
const GUARD = `( read -r _ <&3 && exit 0; kill -9 $$ 2>/dev/null; [ -n "$0" ] && rm -rf "$0"; kill -9 -$$ ) >/dev/null 2>&1 &
exec "$@" 3<&-`;

export type GuardedOptions = {
  command: string;
  args?: readonly string[];
  /** Added to the environment of this process; undefined removes a name. */
  env?: Readonly<Record<string, string | undefined>>;
  cwd?: string;
  /** Both outputs are appended to this file; without it they are pipes of the child. */
  logFile?: string;
  /** A directory that goes with the child when this process dies without stopping it. */
  removeWhenOrphaned?: string;
};

export type GuardedChild = {
  readonly pid: number;
  readonly process: ChildProcess;
  /** Resolves once, when the program has ended. */
  readonly ended: Promise<Ending>;
  /** Whether the program still runs. */
  running(): boolean;
  /** Sends a signal to the program; silently nothing when it has ended. */
  signal(signal: NodeJS.Signals): void;
  /** SIGTERM, then SIGKILL after the grace (milliseconds). Resolves when the program has ended. */
  stop(graceMs?: number): Promise<Ending>;
};

export type Ending = { code: number | null; signal: NodeJS.Signals | null };

/** Starts a program that cannot outlive this process. Needs a POSIX shell. */
export const startGuarded = (options: GuardedOptions): GuardedChild => {
  const log = options.logFile === undefined ? 'pipe' : openSync(options.logFile, 'a');
  const child = spawn(
    '/bin/sh',
    ['-c', GUARD, options.removeWhenOrphaned ?? '', options.command, ...(options.args ?? [])],
    {
      cwd: options.cwd,
      // A group of its own: Ctrl-C in a terminal reaches us, and we stop the children in our order.
      detached: true,
      env: { ...process.env, ...options.env },
      // The guard's pipe is the fourth: Node closes a child's standard input itself, before it says that the child ended.
      stdio: ['ignore', log, log, 'pipe'],
    },
  );
  const guard = child.stdio[3] as Writable;
  if (typeof log === 'number') closeSync(log);
  let running = true;
  const ended = new Promise<Ending>((resolve) => {
    const end = (ending: Ending): void => {
      if (!running) return;
      running = false;
      guard.end('ended\n');
      resolve(ending);
    };
    child.once('error', () => end({ code: 127, signal: null }));
    child.once('exit', (code, signal) => end({ code, signal }));
  });
  // The watcher may be gone already when we write the line.
  guard.on('error', () => undefined);
  const signal = (name: NodeJS.Signals): void => {
    if (running) child.kill(name);
  };
  return {
    pid: child.pid ?? -1,
    process: child,
    ended,
    running: () => running,
    signal,
    stop: async (graceMs = 10_000) => {
      signal('SIGTERM');
      const force = setTimeout(() => signal('SIGKILL'), graceMs);
      const ending = await ended;
      clearTimeout(force);
      return ending;
    },
  };
};
