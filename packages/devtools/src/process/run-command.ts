import { startGuarded } from './guarded-child.ts';

export type CommandOutcome = { code: number | null; stdout: string; stderr: string };

export type RunOptions = {
  cwd?: string;
  env?: Readonly<Record<string, string | undefined>>;
  /** Milliseconds; afterwards the command is killed and the outcome's code is null. */
  timeoutMs?: number;
  /** Called for every line of either output as it comes. */
  onLine?: (line: string) => void;
};

/**
 * Runs a command to its end and gives back what it said. Never throws: a missing command has code 127. The command and
 * what it started end with this process.
 */
export const runCommand = (
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<CommandOutcome> =>
  new Promise((resolve) => {
    const child = startGuarded({ command, args, cwd: options.cwd, env: options.env });
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
    child.process.stdout?.on('data', take('stdout'));
    child.process.stderr?.on('data', take('stderr'));
    const timer =
      options.timeoutMs === undefined
        ? undefined
        : setTimeout(() => child.signal('SIGKILL'), options.timeoutMs);
    child.process.once('error', (error) => {
      said.stderr += error.message;
      clearTimeout(timer);
      resolve({ code: 127, ...said });
    });
    child.process.once('close', (code) => {
      clearTimeout(timer);
      resolve({ code, ...said });
    });
  });
