import type { Aggregate, Caller, StateDocument, StoredEvent } from '@lienthong/aggregates';
import type { Instant, UnitKey } from '@lienthong/domain';
import type { CancelledDay, Report, ReportEvent } from '../domain/report.ts';
import type { Survey } from '../domain/survey.ts';

export interface StoredReportEvent extends StoredEvent {
  kind: ReportEvent['kind'];
  cancels: CancelledDay[];
}
export type ReportDocument = StateDocument<Report, StoredReportEvent>;
export type Reports = Aggregate<ReportDocument, ReportEvent, { now: Instant; actor: Caller }>;

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
