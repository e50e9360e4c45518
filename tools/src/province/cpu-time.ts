import { readFile } from 'node:fs/promises';

/** Milliseconds of a tick of `/proc`: `USER_HZ` is 100 on every Linux that Node runs on. */
const tickMs = 10;

/** Milliseconds of CPU that a process and its threads have used, in steps of 10 ms. Linux alone says so. 0: it has ended. */
export async function cpuTime(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ESRCH') return '';
    throw error;
  });
  // The name of the program stands in brackets, and may hold anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * tickMs;
}
