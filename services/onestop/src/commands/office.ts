import type { Calendar } from '@lienthong/legal-clock';
import type { AggregateStore } from '@lienthong/aggregates';
import type { BusinessClock, Logger } from '@lienthong/runtime';
import type { Catalogue } from '../domain/procedure.ts';
import type { DossierDocument } from './dossier-document.ts';

/** What the office knows of itself and its surroundings: held in memory, no read on the way of a command. */
export interface Register {
  /** The working calendar of a unit's counter. @throws Refusal `CALENDAR_MISSING`. */
  calendarOf(unit: string): Calendar;
  /** Whether this site receives dossiers for the unit. */
  serves(unit: string): boolean;
  /** Units whose dossiers stand here. */
  unitsServed(): string[];
  /** The agency id (mã định danh) of a unit. @throws Refusal `AGENCY_CODE_MISSING`. */
  agencyOf(unit: string): string;
  unitName(unit: string): string;
  fieldName(code: string): string;
}

/** Numbers of dossier codes per agency and local day. */
export interface DossierNumbers {
  /** The next number of `<agency>-<yymmdd>`; never waits once a day's numbers are known. */
  take(prefix: string): number | Promise<number>;
  /** A number turned out to be given already: looks into the store again. */
  lookAgain(prefix: string): Promise<void>;
}

/** Everything that the use cases work with. */
export interface Office {
  store: AggregateStore<DossierDocument>;
  numbers: DossierNumbers;
  register: Register;
  catalogue: Catalogue;
  clock: BusinessClock;
  logger: Logger;
}

/** Who sends a command or asks a question. */
export interface Caller {
  subject: string;
  name: string;
  /** Whether the unit lies in what the caller may act for. */
  maySee(unit: string): boolean;
}
