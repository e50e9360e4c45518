import type { Aggregate } from '@lienthong/aggregates';
import type { Calendar, Procedures } from '@lienthong/legal-clock';
import type { BusinessClock } from '@lienthong/runtime';
import type { DecisionContext } from '../domain/decide/context.ts';
import type { DossierEvent } from '../domain/dossier.ts';
import type { DossierDocument } from './dossier-document.ts';

/** What the office knows of itself and its surroundings: held in memory, no read on the way of a command. */
export interface Register {
  /** The working calendar of a unit's counter. @throws Refusal `CALENDAR_MISSING`. */
  calendarOf(unit: string): Calendar;
  /** Whether this site receives dossiers for the unit. */
  serves(unit: string): boolean;
  /** Units whose dossiers stand here. */
  unitsServed(): string[];
  /** The agency id (mã định danh) of a unit. */
  findAgency(unit: string): string | undefined;
  /** @throws Refusal `AGENCY_CODE_MISSING`. */
  agencyOf(unit: string): string;
  unitName(unit: string): string;
  /** In English empty where there is none. */
  fieldNames(code: string): { name: string; nameEn: string };
}

export type Dossiers = Aggregate<DossierDocument, DossierEvent, DecisionContext>;

/** Everything that the use cases work with. */
export interface OneStopDeps {
  dossiers: Dossiers;
  register: Register;
  /** As the directory has them now. */
  procedures: Procedures;
  clock: BusinessClock;
  /** How many days a counter may be without the site, and what was handed in there still be dated so. */
  offlineDays: number;
}
