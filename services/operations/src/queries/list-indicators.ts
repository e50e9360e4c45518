import type { LocalDay } from '@lienthong/domain';
import type { Indicator } from '@lienthong/indicators';
import { catalogueIn, type QueryContext } from './sources.ts';

/**
 * The indicators of a day, in the order of the directory's catalogue.
 * @param on empty: today.
 */
export function listIndicators(
  { directory, businessClock }: Pick<QueryContext, 'directory' | 'businessClock'>,
  on: LocalDay | '',
): Indicator[] {
  const day = on === '' ? businessClock.today() : on;
  return catalogueIn({ directory }).validOn(day);
}
