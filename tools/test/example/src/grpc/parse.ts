import type { Addressed } from '@lienthong/aggregates';
import type { FileReport } from '../commands/file-report.ts';
import { Cause, type CloseReportRequest, type FileReportRequest, Outcome } from '../contract.ts';

// The contract's rules are kept by what comes here.

export const parseFile = ({ reportId, cause, ...rest }: FileReportRequest): FileReport => ({
  reportId: reportId.toLowerCase(),
  unit: rest.unit,
  cause: cause === Cause.RAIN ? 'rain' : 'tide',
  levelCm: rest.levelCm,
  lookAgain: rest.lookAgain,
});

export const parseClose = ({
  reportId,
  version,
  idempotencyKey,
  outcome,
}: CloseReportRequest): Addressed & { outcome: 'settled' | 'mistaken' } => ({
  id: reportId.toLowerCase(),
  version,
  idempotencyKey,
  outcome: outcome === Outcome.SETTLED ? 'settled' : 'mistaken',
});
