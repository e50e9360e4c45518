import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { type ConfirmationLevel, getTallyConfirmation } from '../../../api/exchange.ts';
import { ApiFailure } from '../../../api/failure.ts';
import { freshMs } from '../queries.ts';

/** Which levels above hold the unit's figures of a day; empty until the figures have been put. */
async function confirmationOf(unit: string, day: string, signal: AbortSignal): Promise<ConfirmationLevel[]> {
  try {
    return await getTallyConfirmation(unit, day, signal);
  } catch (error) {
    if (error instanceof ApiFailure && error.code === 'RECORD_UNKNOWN') return [];
    throw error;
  }
}

const soonMs = 2_000;
const soonTimes = 15;

/**
 * Asked again soon while somebody waits for the confirmation, seldom afterwards, never where it is not answered. A level that has
 * never held the day is not in the answer yet, and right after a step the answer is still that of the figures before it: so
 * after each step it is asked often for a while, even when all that answered have confirmed.
 *
 * @param step the last thing that happened to the dossier
 */
export const dayConfirmation = (unit: string, day: string, step: string) =>
  queryOptions({
    queryKey: ['confirmation', unit, day, step],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => confirmationOf(unit, day, signal),
    retry: false,
    refetchInterval: ({ state: { data, error, dataUpdateCount } }) => {
      if (error instanceof ApiFailure && error.kind === 'refused') return false;
      if (dataUpdateCount < soonTimes) return soonMs;
      return data && data.length > 0 && data.every((level) => level.confirmed) ? 2 * freshMs : soonMs;
    },
  });
