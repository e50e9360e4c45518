import type { Caller } from '@lienthong/aggregates';
import { decideFile } from '../domain/decide/file-report.ts';
import { refuseWith } from '../domain/refusals.ts';
import type { Filed } from '../domain/report.ts';
import type { Desk, ReportDocument } from './desk.ts';

export type FileReport = Omit<Filed, 'survey'> & { reportId: string };

/** Stores a report in one write, then hands its survey on: a survey that a crash holds up is found at the next start. */
export async function fileReport(
  { reports, surveys, serves }: Desk,
  command: FileReport,
  caller: Caller,
): Promise<ReportDocument> {
  const { reportId, ...filed } = command;
  const { unit } = filed;
  if (!caller.maySee(unit)) refuseWith('UNIT_NOT_SERVED', { unit });
  const report = await reports.create(reportId, command, caller, (_command, context) => {
    if (!serves(unit)) refuseWith('UNIT_NOT_SERVED', { unit });
    return decideFile({ ...filed, survey: surveys.draw(reportId) }, context);
  });
  surveys.offer(report);
  return report;
}
