import { type Caller, callerOf, type Listed } from '@lienthong/aggregates';
import type { CallContext, Handlers, Jurisdiction } from '@lienthong/runtime';
import type { Desk, ReportDocument } from '../commands/desk.ts';
import { fileReport } from '../commands/file-report.ts';
import type { FloodsService, ReportMessage } from '../contract.ts';
import { decideClose } from '../domain/decide/close-report.ts';
import { listOpenReports } from '../queries/list-open-reports.ts';
import type { FindSurveys } from '../queries/list-surveys.ts';
import { parseClose, parseFile } from './parse.ts';

/** Parse, decide or ask, word the answer. */
export function createHandlers(
  desk: Desk,
  findSurveys: FindSurveys,
  jurisdiction: Jurisdiction,
): Handlers<FloodsService> {
  const by = (call: CallContext): Caller => callerOf(call, jurisdiction);
  const answer = async (written: Promise<ReportDocument>) => ({ report: toMessage(await written) });
  return {
    fileReport: (r, c) => answer(fileReport(desk, parseFile(r), by(c))),
    closeReport: (r, c) => answer(desk.reports.execute(parseClose(r), by(c), decideClose)),
    async listReports({ unit, pageToken }) {
      const { items, nextPageToken } = await listOpenReports(desk.reports.lists, unit, pageToken);
      return { reports: items.map(toMessage), nextPageToken };
    },
    listSurveys: async ({ unit }) => ({
      surveys: (await findSurveys(unit)).map(({ type, ...survey }) => ({ ...survey, mediaType: type })),
    }),
  };
}

const toMessage = ({ _id, unit, version, state }: Listed<ReportDocument>): ReportMessage => ({
  id: _id,
  code: state.code,
  unit,
  version,
  open: state.status === 'open',
});
