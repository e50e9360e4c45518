import type { Instant } from './local-day.ts';

/**
 * One page of what has a moment, the newest first. All that have the moment of the last come with it, so that the next page begins
 * before that moment and leaves nothing out.
 *
 * @param before undefined: from the newest on.
 */
export function newestFirst<Dated extends { at: Instant }>(
  all: readonly Dated[],
  before: Instant | undefined,
  most: number,
): { page: Dated[]; isMore: boolean } {
  const older = all.filter(({ at }) => before === undefined || at < before).sort((a, b) => b.at - a.at);
  const last = older[most - 1];
  const page = last ? older.filter(({ at }) => at >= last.at) : older;
  return { page, isMore: page.length < older.length };
}
