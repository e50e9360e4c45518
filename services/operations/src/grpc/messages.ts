import {
  GroupBy,
  type RollupRow as RollupRowMessage,
  type Selection,
} from '@lienthong/contracts/operations/v1/operations';
import { type Hierarchy, refuseField } from '@lienthong/domain';
import type { RollupRow } from '../domain/rollup.ts';
import { checkSelection, type Grouping, type RollupSelection } from '../domain/selection.ts';

const groupings: ReadonlyMap<number, Grouping> = new Map([
  [GroupBy.UNSPECIFIED, 'total'],
  [GroupBy.TOTAL, 'total'],
  [GroupBy.CHILDREN, 'children'],
  [GroupBy.COMMUNE, 'commune'],
]);

/** @throws Refusal `INVALID_FIELD`. */
export function readSelection(message: Selection | undefined, hierarchy: Hierarchy): RollupSelection {
  if (!message) refuseField('selection', 'REQUIRED', 'a selection is required');
  return checkSelection({ ...message, groupBy: groupings.get(message.groupBy) }, hierarchy);
}

/** A row as it goes out. */
export function toRowMessage(row: RollupRow): RollupRowMessage {
  return { ...row, asOf: toDate(row.asOf) };
}

export function toDate(at: number | undefined): Date | undefined {
  return at === undefined ? undefined : new Date(at);
}
