export const isStream = (answer: unknown): answer is AsyncIterable<unknown> =>
  typeof answer === 'object' && answer !== null && Symbol.asyncIterator in answer;

/**
 * Answers a call and says once that it is over: a message when it is there, a stream when it has ended or its reader has left.
 *
 * @param over told the error that ended it, undefined without one; what it throws replaces that error.
 */
export async function whenOver(
  answer: () => Promise<unknown>,
  over: (error?: unknown) => void,
): Promise<unknown> {
  let given: unknown;
  try {
    given = await answer();
  } catch (error) {
    over(error);
    throw error;
  }
  if (isStream(given)) return streamed(given, over);
  over();
  return given;
}

async function* streamed(
  responses: AsyncIterable<unknown>,
  over: (error?: unknown) => void,
): AsyncIterable<unknown> {
  let failure: unknown;
  try {
    yield* responses;
  } catch (error) {
    failure = error;
    throw error;
  } finally {
    over(failure);
  }
}
