import { closeSync, existsSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { connect } from 'node:net';

/** What the supervisor writes into the log when it starts a process. */
export const START_MARK = ' is started\n';

/** Whether somebody listens on a port of the loopback. */
export const isPortOpen = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    const end = (open: boolean): void => {
      socket.destroy();
      resolve(open);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });

/** Whether an address answers with a status below 400 within two seconds. */
export const answersHttp = async (url: string): Promise<boolean> => {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    return false;
  }
};

/** The last lines of a log file, for a message; empty when there is none. */
export const logTail = (file: string, lines = 15): string => {
  if (!existsSync(file)) return '';
  const handle = openSync(file, 'r');
  try {
    const { size } = fstatSync(handle);
    const buffer = Buffer.alloc(Math.min(size, 16_384));
    readSync(handle, buffer, 0, buffer.length, size - buffer.length);
    return buffer.toString('utf8').trimEnd().split('\n').slice(-lines).join('\n');
  } finally {
    closeSync(handle);
  }
};

/** The first match of a pattern in what a supervised process has logged since its last start, such as the port it chose. */
export const findInLog = (file: string, pattern: RegExp): RegExpExecArray | undefined => {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  return pattern.exec(text.slice(Math.max(text.lastIndexOf(START_MARK), 0))) ?? undefined;
};

/** A readiness probe: the process has logged a line that matches since its last start. */
export const saysInLog =
  (file: string, pattern: RegExp): (() => Promise<boolean>) =>
  () =>
    Promise.resolve(findInLog(file, pattern) !== undefined);

/** Whether the end of a log has a line of this start that matches: cheap enough to be asked again and again. */
export const saidLately = (file: string, pattern: RegExp): boolean => {
  const tail = logTail(file, 100);
  return pattern.test(tail.slice(Math.max(tail.lastIndexOf(START_MARK), 0)));
};
