import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

/** Creates the lock file with our process id, or answers who holds it. A holder that died is cleared away. */
const tryTake = async (path: string): Promise<'taken' | number> => {
  try {
    await writeFile(path, String(process.pid), { flag: 'wx' });
    return 'taken';
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const holder = Number(await readFile(path, 'utf8').catch(() => ''));
  if (holder > 0 && holder !== process.pid && !isAlive(holder)) await rm(path, { force: true });
  return holder;
};

/**
 * Runs `work` while no other process of this machine runs it under the same lock file. `onWait` is called once, with
 * the holder's process id, when somebody else is at it.
 */
export const withLock = async <T>(
  path: string,
  work: () => Promise<T>,
  onWait: (holder: number) => void = () => undefined,
): Promise<T> => {
  await mkdir(dirname(path), { recursive: true });
  let told = false;
  for (;;) {
    const answer = await tryTake(path);
    if (answer === 'taken') break;
    if (!told && answer > 0) {
      told = true;
      onWait(answer);
    }
    await pause(250);
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
};
