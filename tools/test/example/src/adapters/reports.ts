import { defineAggregate } from '@lienthong/aggregates';
import type { ReportContext, ReportDocument, Reports } from '../commands/desk.ts';
import { contributionsOf, contributionVersion } from '../domain/contributions.ts';
import { refuseWith } from '../domain/refusals.ts';
import { evolve, type ReportEvent } from '../domain/report.ts';
import { parseCode, seriesOf } from '../domain/report-code.ts';

/** The reports of the site. */
export function createReports(given: Parameters<typeof defineAggregate>[1]): Promise<Reports> {
  return defineAggregate<ReportDocument, ReportEvent, ReportContext>(
    {
      name: 'floods.report',
      types: { filed: 'filed.v1', settled: 'settled.v1', mistaken: 'mistaken.v1' },
      collection: 'reports',
      v: 1,
      evolve,
      numbers: {
        code: {
          gapless: true,
          numberOf: ({ code }) => parseCode(code),
          currentSeries: (unit) => [seriesOf(unit, given.businessClock.today())],
          numberIn: ({ reference }) => parseCode(reference?.code ?? ''),
        },
      },
      lists: {
        shape: 1,
        entryOf: (id, { code, lookAgain, status }) => ({
          at: 0,
          lists: status === 'open' ? [{ name: 'open', key: `${lookAgain}|${id}`, day: lookAgain }] : [],
          words: [],
          exact: [code],
          facet: '',
        }),
      },
      record: ({ kind }) => ({ kind }),
      context: (_unit, happened) => happened,
      contributionsOf,
      contributionVersion,
      tells: ({ state }) => ({ reference: { kind: 'flood_report', code: state.code } }),
      absent: () => refuseWith('REPORT_NOT_FOUND'),
    },
    given,
  );
}
