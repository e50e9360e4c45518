import { expect, test } from '@jest/globals';
import type { PutContentRequest, PutContentResponse } from '@lienthong/contracts/exchange/v1/exchange';
import { type ContentsClient, putContent } from './exchange-contents.ts';

const mebibyte = 1024 * 1024;

/** An exchange that stores what came only when it is let. */
function createSlowExchange(size: number) {
  const answers: PutContentResponse[] = [{ held: 0, complete: false }];
  let came = 0;
  let wake = (): void => undefined;
  const client: Pick<ContentsClient, 'putContent'> = {
    putContent: () =>
      Promise.resolve({
        write({ message }: PutContentRequest) {
          if (message?.$case === 'stretch') came += message.value.bytes.length;
        },
        end: () => undefined,
        async *[Symbol.asyncIterator]() {
          for (;;) {
            const answer = answers.shift();
            if (answer) yield answer;
            if (answer?.complete) return;
            if (!answer)
              await new Promise<void>((resolve) => {
                wake = resolve;
              });
          }
        },
      }),
  };
  return {
    client,
    came: () => came,
    store() {
      answers.push({ held: came, complete: came === size });
      wake();
    },
  };
}

test('of a content no more is read than a mebibyte ahead of what exchange has stored', async () => {
  const size = 10 * mebibyte;
  const exchange = createSlowExchange(size);
  const chunk = Buffer.alloc(100_000);
  let read = 0;
  let isDone = false;
  const putting = putContent(exchange.client, { hash: 'ab'.repeat(32), size }, async function* () {
    while (read < size) {
      const bytes = chunk.subarray(0, size - read);
      read += bytes.length;
      yield bytes;
    }
  }).then(() => {
    isDone = true;
  });
  let stored = 0;
  while (!isDone) {
    // Whatever it does without another answer is done by then.
    await new Promise((resolve) => setImmediate(resolve));
    expect(read - stored).toBeLessThanOrEqual(mebibyte + 2 * chunk.length);
    stored = exchange.came();
    exchange.store();
  }
  await putting;
  expect(exchange.came()).toBe(size);
});
