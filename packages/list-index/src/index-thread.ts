import { Worker } from 'node:worker_threads';
import { Refusal } from '@lienthong/domain';
import type { WorkerAnswer, WorkerQuestion } from './index-worker.ts';

/** The index's thread: it answers one question after the other. */
export interface IndexThread {
  /** @throws Refusal `LISTS_AWAY` when the thread has ended. */
  ask: <T>(asked: WorkerQuestion) => Promise<T>;
  hasEnded(): boolean;
  /** Ends it after what was asked before. Harmless when repeated. */
  stop(): Promise<void>;
}

/** @param options.failed told when the thread has ended by itself. */
export function startIndexThread(options: {
  file: string;
  shape: number;
  failed: (error: Error) => void;
}): IndexThread {
  const { file, shape, failed } = options;
  const worker = new Worker(new URL('./index-worker.ts', import.meta.url), { workerData: { file, shape } });
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let next = 0;
  let ended: Error | undefined;
  let stopped: Promise<void> | undefined;

  worker.on('message', ({ id, value, error }: WorkerAnswer) => {
    const asked = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) asked?.resolve(value);
    else asked?.reject(new Error(`the list index: ${error}`));
  });
  worker.on('error', end);
  worker.on('exit', () => end(new Error('the list index has ended')));

  function end(error: Error): void {
    if (ended) return;
    ended = error;
    for (const asked of waiting.values()) asked.reject(error);
    waiting.clear();
    if (!stopped) failed(error);
  }

  return {
    ask<T>(asked: WorkerQuestion): Promise<T> {
      if (ended)
        return Promise.reject(
          new Refusal('unavailable', 'LISTS_AWAY', 'the lists are away until the service starts again', {
            cause: ended,
          }),
        );
      const answer = Promise.withResolvers<unknown>();
      next += 1;
      waiting.set(next, answer);
      worker.postMessage({ id: next, asked });
      return answer.promise as Promise<T>;
    },
    hasEnded: () => ended !== undefined,
    stop() {
      stopped ??= (async () => {
        const exited = new Promise((resolve) => worker.once('exit', resolve));
        worker.postMessage({ id: 0, asked: undefined });
        if (!ended) await exited;
      })();
      return stopped;
    },
  };
}
