import { defineAggregate } from '@lienthong/aggregates';
import { dayOf } from '@lienthong/domain';
import type { EventEnvelope } from '@lienthong/messaging';
import type { ReportDocument, Reports, StoredReportEvent } from '../commands/desk.ts';
import { contributionsOf, contributionVersion } from '../domain/contributions.ts';
import { refuseWith } from '../domain/refusals.ts';
import { evolve } from '../domain/report.ts';

/** The reports of the site. */
export function createReports(given: Parameters<typeof defineAggregate>[1]): Promise<Reports> {
  return defineAggregate(
    {
      name: 'floods.report',
      collection: 'reports',
      v: 1,
      evolve,
      lists: {
        shape: 1,
        entryOf: (id, { lookAgain, status }) => ({
          at: 0,
          lists: [{ name: status, key: `${lookAgain}|${id}`, day: lookAgain }],
          words: [],
          exact: [id],
          facet: '',
        }),
      },
      record: (event) => ({
        kind: event.kind,
        cancels: event.kind === 'mistaken' ? event.cancels : [],
      }),
      days: (event) => (event.kind === 'mistaken' ? event.cancels.map(({ day }) => day) : [dayOf(event.at)]),
      context: (_unit, happened) => happened,
      contributionVersion,
      toEnvelope,
      absent: () => refuseWith('REPORT_NOT_FOUND'),
    },
    given,
  );
}

/** Named fields only: nothing leaves by accident. */
function toEnvelope({ _id, unit, state }: ReportDocument, event: StoredReportEvent): EventEnvelope {
  const contributions = contributionsOf(event.kind, state);
  return {
    id: event.id,
    type: event.type,
    subject: _id,
    unit,
    time: new Date(event.at),
    version: event.version,
    data: Buffer.alloc(0),
    facts: contributions.length > 0 ? [{ day: dayOf(event.at), contributions }] : [],
    cancels: event.cancels.map(({ eventId, day }) => ({ eventId, day })),
    reference: { kind: 'flood_report', code: _id },
    contributionVersion,
  };
}
