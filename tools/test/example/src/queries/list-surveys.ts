import type { UnitKey } from '@lienthong/domain';
import type { Survey } from '../domain/survey.ts';

/** The surveys of a unit that are held here, by report. */
export type FindSurveys = (
  unit: UnitKey,
) => Promise<(Omit<Survey, 'version'> & { reportId: string; type: string })[]>;
