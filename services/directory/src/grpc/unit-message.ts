import {
  type Succession as SuccessionMessage,
  SuccessionExtent,
  UnitKind as KindMessage,
  UnitLevel as LevelMessage,
  type Unit as UnitMessage,
} from '@lienthong/contracts/directory/v1/directory';
import type { Succession, Unit, UnitKind, UnitLevel } from '@lienthong/domain';

const kinds: Record<UnitKind, KindMessage> = {
  province: KindMessage.PROVINCE,
  city: KindMessage.CITY,
  district: KindMessage.DISTRICT,
  urban_district: KindMessage.URBAN_DISTRICT,
  town: KindMessage.TOWN,
  provincial_city: KindMessage.PROVINCIAL_CITY,
  commune: KindMessage.COMMUNE,
  ward: KindMessage.WARD,
  township: KindMessage.TOWNSHIP,
  special_zone: KindMessage.SPECIAL_ZONE,
};

const levels: Record<UnitLevel, LevelMessage> = {
  province: LevelMessage.PROVINCE,
  district: LevelMessage.DISTRICT,
  commune: LevelMessage.COMMUNE,
};

const extents: Record<Succession['extent'], SuccessionExtent> = {
  whole: SuccessionExtent.WHOLE,
  part: SuccessionExtent.PART,
};

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
