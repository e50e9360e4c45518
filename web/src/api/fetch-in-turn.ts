import { noteAnswer } from './reachability.ts';

const triesInAll = 4;
/** Who has to wait longer is told so. */
const longestWaitSeconds = 3;

/** Who is told to come back in a moment (429 with `Retry-After`) has had nothing done: the same request is made again, a command as well. */
export async function fetchInTurn(path: string, init: RequestInit): Promise<Response> {
  for (let tries = 1; ; tries += 1) {
    const response = await fetch(path, init);
    const wait = Number(response.headers.get('retry-after') ?? Number.NaN);
    if (response.status !== 429 || !(wait <= longestWaitSeconds) || tries === triesInAll) return response;
    noteAnswer();
    // Windows that were sent away together come back one after the other.
    const ms = wait * 1_000 * (1 + Math.random());
    await new Promise((resolve) => setTimeout(resolve, ms));
    init.signal?.throwIfAborted();
  }
}
