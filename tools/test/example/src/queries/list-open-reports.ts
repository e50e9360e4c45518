import type { AggregateLists, Listed } from '@lienthong/aggregates';
import type { UnitKey } from '@lienthong/domain';
import type { ReportDocument } from '../commands/desk.ts';

const pageSize = 50;

/** A unit's open reports, those that are looked at next first. */
export const listOpenReports = (
  lists: AggregateLists<ReportDocument>,
  unit: UnitKey,
  pageToken: string,
): Promise<{ items: Listed<ReportDocument>[]; nextPageToken: string }> =>
  lists.page({
    scope: unit,
    list: 'open',
    range: { from: '', to: '' },
    newestFirst: false,
    facet: '',
    words: [],
    exact: [],
    pageSize,
    pageToken,
  });
