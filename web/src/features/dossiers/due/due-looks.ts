import type { DueState } from '../../../api/onestop.ts';
import type { DueLook } from '../../../design/index.ts';

export const dueLooks: Record<DueState, DueLook> = {
  DUE_STATE_UNSPECIFIED: 'paused',
  DUE_STATE_RUNNING: 'running',
  DUE_STATE_SOON: 'soon',
  DUE_STATE_TODAY: 'today',
  DUE_STATE_LATE: 'late',
  DUE_STATE_SUSPENDED: 'paused',
  DUE_STATE_CLOSED: 'done',
};
