import { spawn } from 'node:child_process';
import { constants } from 'node:os';

export type InheritedOptions = { cwd?: string; env?: Readonly<Record<string, string | undefined>> };

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs a program with our terminal and answers its exit code (128 + number after a signal). Signals that reach us are
 * passed on and the program's own ending is awaited; Ctrl-C in a terminal reaches it without us.
 */
export const runInherited = (
  command: string,
  args: readonly string[],
  options: InheritedOptions = {},
): Promise<number> =>
  new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: 'inherit',
    });
    const forward = (signal: NodeJS.Signals): void => {
      if (signal === 'SIGINT' && process.stdin.isTTY) return;
      child.kill(signal);
    };
    for (const signal of SIGNALS) process.on(signal, forward);
    const end = (code: number): void => {
      for (const signal of SIGNALS) process.off(signal, forward);
      resolve(code);
    };
    child.once('error', (error) => {
      process.stderr.write(`${command}: ${error.message}\n`);
      end(127);
    });
    child.once('exit', (code, signal) =>
      end(code ?? 128 + (signal === null ? 0 : constants.signals[signal])),
    );
  });
