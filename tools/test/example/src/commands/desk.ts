import type { Aggregate, Caller, HistoryEvent, StateDocument } from '@lienthong/aggregates';
import type { Instant, UnitKey } from '@lienthong/domain';
import type { Movement, Report, ReportEvent } from '../domain/report.ts';
import type { Survey } from '../domain/survey.ts';

interface StoredReportEvent extends HistoryEvent<Movement> {
  kind: ReportEvent['kind'];
}
export type ReportDocument = StateDocument<Report, StoredReportEvent>;
/** What decisions about reports are given. */
export interface ReportContext {
  now: Instant;
  actor: Caller;
}
export type Reports = Aggregate<ReportDocument, ReportEvent, ReportContext>;

/** The files of reports, on their way to the sites above. */
export interface Surveys {
  /** The survey of a report that is about to be filed. */
  draw(reportId: string): Survey;
  /** A report was stored: its survey goes out. */
  offer(report: ReportDocument): void;
}

/** What commands about reports need. */
export interface Desk {
  reports: Reports;
  surveys: Surveys;
  serves: (unit: UnitKey) => boolean;
}
