import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type GuardedChild, startGuarded } from '@lienthong/devtools/process/guarded-child';

/** A directory that a server of a test may fill; the guard removes it should the test die. */
export const makeTemporaryDirectory = (what: string): string =>
  mkdtempSync(join(tmpdir(), `lien-thong-${what}-`));

export type StartOptions<T> = {
  command: string;
  args: readonly string[];
  directory: string;
  /** Asked for every line of output; the first answer other than undefined means that the server is ready. */
  ready: (line: string) => T | undefined;
  timeoutMs?: number;
};

export type RunningServer<T> = {
  child: GuardedChild;
  ready: T;
  /** Everything the server has said so far. */
  output: () => string;
};

/** Starts a server and waits until its output says that it is ready. Throws with its output when it is not. */
export const startServerProcess = async <T>(options: StartOptions<T>): Promise<RunningServer<T>> => {
  const child = startGuarded({
    command: options.command,
    args: options.args,
    removeWhenOrphaned: options.directory,
  });
  const lines: string[] = [];
  let rest = '';
  const readiness = new Promise<T>((resolve, reject) => {
    const fail = (why: string): void => {
      clearTimeout(timer);
      reject(new Error(`${options.command} ${why}:\n${[...lines, rest].slice(-20).join('\n')}`));
    };
    const timer = setTimeout(() => fail('was not ready in time'), options.timeoutMs ?? 20_000);
    const hear = (chunk: Buffer): void => {
      const parts = (rest + chunk.toString('utf8')).split('\n');
      rest = parts.pop() ?? '';
      for (const line of parts) {
        lines.push(line);
        const answer = options.ready(line);
        if (answer === undefined) continue;
        clearTimeout(timer);
        resolve(answer);
      }
    };
    child.process.stdout?.on('data', hear);
    child.process.stderr?.on('data', hear);
    // 'close' comes after the last output, which says why.
    child.process.once('close', () => fail('ended at its start'));
  });
  try {
    return { child, ready: await readiness, output: () => [...lines, rest].join('\n') };
  } catch (error) {
    await child.stop(0);
    throw error;
  }
};

/** Removes a server's directory after its end. */
export const removeDirectory = (directory: string): Promise<void> =>
  rm(directory, { recursive: true, force: true, maxRetries: 3 });
