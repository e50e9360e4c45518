import type { Session, SessionUnit } from '../api/session.ts';
import { readPreference, writePreference } from '../shared/preferences.ts';

/** The unit that a person works for: the one chosen last on this device, where it is still theirs. */
export function chosenUnit({ units, homeUnit }: Session, key: string): SessionUnit {
  return units.find((unit) => unit.key === key) ?? homeUnit;
}

export const readChosenUnit = (): string => readPreference('unit');
export const writeChosenUnit = (key: string): void => writePreference('unit', key);
