import {
  type Succession as SuccessionMessage,
  SuccessionExtent,
  UnitKind,
  UnitLevel,
  type Unit as UnitMessage,
} from '@lienthong/contracts/directory/v1/directory';
import { codesByWord } from '@lienthong/contracts/enum-words';
import type { Succession, Unit } from '@lienthong/domain';

const kinds = codesByWord(UnitKind);
const levels = codesByWord(UnitLevel);
const extents = codesByWord(SuccessionExtent);

/** A unit as it goes out. */
export const toUnitMessage = (unit: Unit): UnitMessage => ({
  ...unit,
  kind: kinds[unit.kind],
  level: levels[unit.level],
});

export const toSuccessionMessage = (succession: Succession): SuccessionMessage => ({
  ...succession,
  extent: extents[succession.extent],
});
