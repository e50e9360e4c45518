import { runCommand } from '@lienthong/devtools/process/run-command';

/** Resident memory of processes in bytes, by process id; one that has ended is missing. */
export const residentMemory = async (pids: readonly number[]): Promise<Map<number, number>> => {
  if (pids.length === 0) return new Map();
  const { stdout } = await runCommand('ps', ['-o', 'pid=,rss=', '-p', pids.join(',')]);
  return new Map(
    stdout
      .trim()
      .split('\n')
      .map((line) => line.trim().split(/\s+/).map(Number))
      .flatMap(([pid, kilobytes]): [number, number][] =>
        pid !== undefined && kilobytes !== undefined ? [[pid, kilobytes * 1_024]] : [],
      ),
  );
};
