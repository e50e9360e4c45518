import { DayTally } from '@lienthong/contracts/reporting/v1/tally';
import type { Tally } from '../domain/fold-tally.ts';

/** The one shape of a tally outside memory: stored, put into exchange and shown as a cell without conversion on the way. */
export function encodeTally(tally: Tally): Buffer {
  return Buffer.from(DayTally.encode(tally).finish());
}

export function decodeTally(value: Uint8Array): DayTally {
  return DayTally.decode(value);
}
