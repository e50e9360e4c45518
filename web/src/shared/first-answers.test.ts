import { expect, test } from '@jest/globals';
import { QueryClient } from '@tanstack/react-query';
import { fetchBehind, hurryBehind } from './first-answers.ts';

test('what waits behind the first answers is fetched at once when somebody needs it', async () => {
  const queries = new QueryClient();
  let answer = (): void => undefined;
  const asked = queries.fetchQuery({
    queryKey: ['list'],
    queryFn: () =>
      new Promise<string>((resolve) => {
        answer = () => resolve('listed');
      }),
  });
  let fetched = 0;
  const load = async (): Promise<number> => (fetched += 1);
  const first = fetchBehind(queries, load);
  await Promise.resolve();
  expect(fetched).toBe(0);
  hurryBehind();
  expect(await first).toBe(1);
  expect(queries.isFetching()).toBe(1);

  const second = fetchBehind(queries, load);
  answer();
  await asked;
  expect(await second).toBe(2);
});
