import { spawn } from 'node:child_process';

export type CommandOutcome = { code: number | null; stdout: string; stderr: string };

export type RunOptions = {
  cwd?: string;
  env?: Readonly<Record<string, string | undefined>>;
  /** Milliseconds; afterwards the command is killed and the outcome's code is null. */
  timeoutMs?: number;
  /** Called for every line of either output as it comes. */
  onLine?: (line: string) => void;
};

/** Runs a command to its end and gives back what it said. Never throws: a missing command has code 127. */
export const runCommand = (
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<CommandOutcome> =>
  new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const said = { stdout: '', stderr: '' };
    let line = '';
    const take = (name: 'stdout' | 'stderr') => (chunk: Buffer) => {
      const text = chunk.toString('utf8');
      said[name] += text;
      if (options.onLine === undefined) return;
      const lines = (line + text).split(/[\r\n]+/);
      line = lines.pop() ?? '';
      for (const whole of lines) if (whole.trim() !== '') options.onLine(whole);
    };
    child.stdout.on('data', take('stdout'));
    child.stderr.on('data', take('stderr'));
    const timer =
      options.timeoutMs === undefined
        ? undefined
        : setTimeout(() => child.kill('SIGKILL'), options.timeoutMs);
    const end = (code: number | null): void => {
      clearTimeout(timer);
      resolve({ code, ...said });
    };
    child.once('error', (error) => {
      said.stderr += error.message;
      end(127);
    });
    child.once('close', (code) => end(code));
  });
