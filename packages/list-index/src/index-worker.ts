import { parentPort, workerData } from 'node:worker_threads';
import type { IndexEntry, ListCount, PageQuestion } from './entry.ts';
import { openIndexDatabase } from './index-database.ts';

/** What the index's thread is asked; answered in order, so that a question sees everything that was put before it. */
export type WorkerQuestion =
  | { kind: 'watermark' }
  | { kind: 'put'; entries: IndexEntry[] }
  | { kind: 'built' }
  | { kind: 'empty' }
  | { kind: 'page'; question: PageQuestion }
  | { kind: 'count'; counts: ListCount[] };
export type WorkerAnswer = { id: number; value?: unknown; error?: string };

const { file, shape } = workerData as { file: string; shape: number };
const database = openIndexDatabase(file, shape);

function answer(asked: WorkerQuestion): unknown {
  switch (asked.kind) {
    case 'watermark':
      return database.watermark();
    case 'put':
      return database.put(asked.entries);
    case 'built':
      return database.built();
    case 'empty':
      return database.empty();
    case 'page':
      return database.page(asked.question);
    case 'count':
      return database.count(asked.counts);
    default:
      return asked satisfies never;
  }
}

parentPort?.on('message', ({ id, asked }: { id: number; asked: WorkerQuestion | undefined }) => {
  if (asked === undefined) {
    database.close();
    parentPort?.close();
    return;
  }
  let reply: WorkerAnswer;
  try {
    reply = { id, value: answer(asked) };
  } catch (error) {
    reply = { id, error: error instanceof Error ? error.message : String(error) };
  }
  parentPort?.postMessage(reply);
});
