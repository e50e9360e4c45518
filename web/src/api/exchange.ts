import { tallyChannel } from '@lienthong/domain';
import * as exchange from '../gen/exchange.ts';
import { call } from './call.ts';

export type {
  CheckClockResponse as ClockCheck,
  GetConfirmationResponse_Level as ConfirmationLevel,
  ListNeighboursResponse as Neighbours,
  Neighbour,
} from '../gen/exchange.ts';

export const listNeighbours = (signal?: AbortSignal): Promise<exchange.ListNeighboursResponse> =>
  call(exchange.listNeighbours, {}, signal);

/** Whether the site's clock can be trusted to date a dossier. `differs` is absent while the clocks agree, or nobody has said what time it is. */
export const checkClock = (signal?: AbortSignal): Promise<exchange.CheckClockResponse> =>
  call(exchange.checkClock, {}, signal);

/** Which levels above hold the unit's numbers of a day. */
export async function getTallyConfirmation(
  unit: string,
  day: string,
  signal?: AbortSignal,
): Promise<exchange.GetConfirmationResponse_Level[]> {
  const key = { channel: tallyChannel('onestop'), unit, id: day };
  return (await call(exchange.getConfirmation, { key }, signal)).levels;
}
