import { once } from 'node:events';
import type { ServerResponse } from 'node:http';

/** Writes, and resolves when there is room for more or nobody reads on. */
export async function write(response: ServerResponse, piece: string | Buffer): Promise<void> {
  if (response.write(piece) || response.closed) return;
  const heard = new AbortController();
  const { signal } = heard;
  await Promise.race([once(response, 'drain', { signal }), once(response, 'close', { signal })]);
  // The one that has not come takes its listener away.
  heard.abort();
}
