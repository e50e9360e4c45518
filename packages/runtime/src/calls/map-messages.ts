/**
 * Each message of a stream, turned into another. What `turn` throws is for the reader alone: it does not end the stream, on which the refusal
 * has yet to go back.
 */
export function mapMessages<Message, Turned>(
  messages: AsyncIterable<Message>,
  turn: (message: Message) => Turned,
): AsyncIterable<Turned> {
  const iterator = messages[Symbol.asyncIterator]();
  return {
    [Symbol.asyncIterator]: () => ({
      async next() {
        const { done = false, value } = await iterator.next();
        return done ? { done, value: undefined } : { done, value: turn(value) };
      },
      async return() {
        await iterator.return?.();
        return { done: true, value: undefined };
      },
    }),
  };
}
