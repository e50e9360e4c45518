import { createHash } from 'node:crypto';
import type { ContentsServiceService, PutContentResponse } from '@lienthong/contracts/exchange/v1/exchange';
import { Refusal } from '@lienthong/domain';
import type { CallSettings, ServiceClient } from '@lienthong/runtime';

/** The value of a record by its hash: what and how large it is stands in the record, before the bytes are here. */
export interface RecordContent {
  /** SHA-256, hex. */
  hash: string;
  size: number;
  /** Media type in lower case, without parameters. */
  type: string;
}

export type ContentsClient = Pick<ServiceClient<typeof ContentsServiceService>, 'putContent' | 'readContent'>;

/** Bytes that may be on their way unanswered: what is read ahead of exchange stays in memory. */
const mostAhead = 1024 * 1024;
const stretchBytes = 64 * 1024;

/**
 * Puts a content into this site's exchange, before the record that refers to it. What exchange holds already is not sent: a put that was cut
 * goes on where it stopped when it is made again, and a known content costs no bytes.
 *
 * @param read the bytes from an offset to the end.
 * @param progress bytes that are durable.
 * @throws Refusal `CONTENT_TOO_LARGE`, `CONTENT_DIFFERS` (the bytes have another hash; nothing is kept), `CONTENT_SHORT` (they end before the
 * size), `SERVICE_UNAVAILABLE`, `CONTENT_INCOMPLETE` (to be put again).
 */
export async function putContent(
  client: Pick<ContentsClient, 'putContent'>,
  { hash, size }: Pick<RecordContent, 'hash' | 'size'>,
  read: (offset: number) => AsyncIterable<Uint8Array>,
  settings: CallSettings & { progress?: (held: number) => void } = {},
): Promise<void> {
  const stream = await client.putContent(settings);
  const answers = stream[Symbol.asyncIterator]();
  let answer: PutContentResponse = { held: 0, complete: false };

  /** The next answer; false: exchange has nothing more to say. */
  async function hear(): Promise<boolean> {
    const next = await answers.next();
    if (next.done) return false;
    answer = next.value;
    settings.progress?.(answer.held);
    return true;
  }

  try {
    stream.write({ message: { $case: 'open', value: { hash, size } } });
    await hear();
    if (answer.complete) return;
    let offset = answer.held;
    for await (const chunk of read(offset)) {
      for (let at = 0; at < chunk.length; at += stretchBytes) {
        const bytes = Buffer.from(chunk.subarray(at, at + stretchBytes));
        while (offset + bytes.length - answer.held > mostAhead && (await hear()));
        stream.write({ message: { $case: 'stretch', value: { offset, bytes } } });
        offset += bytes.length;
      }
    }
    stream.end();
    while (await hear());
    if (offset < size)
      throw new Refusal('precondition', 'CONTENT_SHORT', `the content ends at ${offset} of ${size} bytes`);
    if (!answer.complete)
      throw new Refusal('unavailable', 'CONTENT_INCOMPLETE', 'exchange ended the put of a content');
  } finally {
    await answers.return?.();
  }
}

/**
 * Reads a content that is whole at this site, from `offset` to its end. Read from the beginning its hash is checked, and the last bytes come
 * only when it is right.
 *
 * @throws Refusal `CONTENT_UNKNOWN`, `CONTENT_INCOMPLETE` (`params.held`: bytes that are here), `CONTENT_DIFFERS`.
 */
export async function* readContent(
  client: Pick<ContentsClient, 'readContent'>,
  { hash }: Pick<RecordContent, 'hash'>,
  offset = 0,
  settings: CallSettings = {},
): AsyncIterable<Uint8Array> {
  const digest = createHash('sha256');
  let last: Buffer | undefined;
  for await (const { bytes } of client.readContent({ hash, offset, length: 0 }, settings)) {
    if (last) yield last;
    digest.update(bytes);
    last = bytes;
  }
  if (offset === 0 && digest.digest('hex') !== hash)
    throw new Refusal(
      'precondition',
      'CONTENT_DIFFERS',
      'what exchange holds of the content is not what it was',
    );
  if (last) yield last;
}
