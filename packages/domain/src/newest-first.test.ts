import { newestFirst } from './newest-first.ts';

const dated = (...times: number[]) => times.map((at) => ({ at }));
const timesOf = (page: { at: number }[]) => page.map(({ at }) => at);

test.each([0, 1, 500])(
  '%d that have a moment are read page by page, each once, the newest first',
  (count) => {
    // Several share a moment, also across the end of a page.
    const all = dated(...Array.from({ length: count }, (_, at) => Math.floor((at * 7) % count) >> 2));
    const read: number[] = [];
    let before: number | undefined;
    for (let more = true; more; ) {
      const { page, isMore } = newestFirst(all, before, 30);
      read.push(...timesOf(page));
      before = page.at(-1)?.at;
      more = isMore;
    }
    expect(read).toEqual(timesOf(all).sort((a, b) => b - a));
  },
);

test('a page ends where its moment does', () => {
  expect(newestFirst(dated(3, 2, 2, 2, 1), undefined, 2)).toEqual({ page: dated(3, 2, 2, 2), isMore: true });
  expect(newestFirst(dated(3, 2, 1), 2, 2)).toEqual({ page: dated(1), isMore: false });
});
