import type { Dossier, DueDate, HistoryEntry } from '../../src/api/onestop.ts';
import { longName, longProcedure } from './names.ts';

const today = '2025-06-30';

export const due = (more: Partial<DueDate> = {}): DueDate => ({
  day: '2025-07-02',
  state: 'DUE_STATE_RUNNING',
  today,
  derivation: [],
  ruleVersion: '2025-06-01',
  workingMinutesLeft: 960,
  daysLeft: 2,
  term: { unit: 'TERM_UNIT_WORKING_DAY', amount: 3, clear: false, cutoff: '' },
  awaitedTo: '',
  closes: false,
  ...more,
});

export const dossier = (more: Partial<Dossier> = {}): Dossier => ({
  id: 'd1',
  code: 'H57.48.16-250630-0001',
  unit: '20116@0',
  unitName: 'Xã Vinh Hưng',
  procedureCode: '1.004873',
  procedureName: 'Cấp giấy xác nhận tình trạng hôn nhân',
  procedureNameEn: '',
  field: 'HT',
  fieldName: 'Hộ tịch',
  fieldNameEn: '',
  channel: 'CHANNEL_COUNTER',
  state: 'DOSSIER_STATE_RECEIVED',
  applicant: {
    name: 'Phan Thị Mai',
    identityNumber: '046185001234',
    phone: '0905123456',
    address: 'Thôn Diêm Trường',
  },
  summary: '',
  receivedAt: '2025-06-30T01:30:00Z',
  due: due(),
  timeliness: 'TIMELINESS_UNSPECIFIED',
  holder: 'DESK_INTAKE',
  nextAction: 'NEXT_ACTION_ASSIGN',
  version: 1,
  history: [],
  waitingFor: '',
  components: [],
  sets: 0,
  ...more,
});

/** Where a dossier can stand, each by its name. */
export const standings: Record<string, Dossier> = {
  running: dossier(),
  soon: dossier({ due: due({ state: 'DUE_STATE_SOON', day: '2025-07-01', daysLeft: 1 }) }),
  today: dossier({ due: due({ state: 'DUE_STATE_TODAY', day: today, daysLeft: 0 }) }),
  late: dossier({ due: due({ state: 'DUE_STATE_LATE', day: '2025-06-20', daysLeft: -6 }) }),
  waiting: dossier({
    state: 'DOSSIER_STATE_WAITING_SUPPLEMENT',
    nextAction: 'NEXT_ACTION_AWAIT_SUPPLEMENT',
    due: due({ state: 'DUE_STATE_SUSPENDED', day: '', awaitedTo: '2025-07-15', closes: true }),
    waitingFor: 'Giấy ra viện',
  }),
  finished: dossier({
    state: 'DOSSIER_STATE_FINISHED',
    timeliness: 'TIMELINESS_EARLY',
    finishedAt: '2025-06-30T01:50:00Z',
    nextAction: 'NEXT_ACTION_RETURN_RESULT',
    due: due({ state: 'DUE_STATE_CLOSED' }),
  }),
  returned: dossier({
    state: 'DOSSIER_STATE_RETURNED',
    timeliness: 'TIMELINESS_LATE',
    closedAt: '2025-06-30T01:55:00Z',
    nextAction: 'NEXT_ACTION_UNSPECIFIED',
    due: due({ state: 'DUE_STATE_CLOSED' }),
  }),
  withdrawn: dossier({
    state: 'DOSSIER_STATE_WITHDRAWN',
    closedAt: '2025-06-30T01:55:00Z',
    nextAction: 'NEXT_ACTION_UNSPECIFIED',
    due: due({ state: 'DUE_STATE_CLOSED' }),
  }),
  voided: dossier({
    state: 'DOSSIER_STATE_VOIDED',
    closedAt: '2025-06-30T01:55:00Z',
    nextAction: 'NEXT_ACTION_UNSPECIFIED',
    due: due({ state: 'DUE_STATE_CLOSED' }),
  }),
};

export const longDossier = dossier({
  applicant: { name: longName, identityNumber: '', phone: '', address: '' },
  procedureName: longProcedure,
});

/** As a list has them: by due date, what waits at the end. */
export function manyDossiers(count: number): Dossier[] {
  const order = ['late', 'today', 'soon', 'running', 'waiting', 'finished'];
  return Array.from({ length: count }, (_, index) => {
    const standing = standings[order[Math.floor((index * order.length) / count)] ?? 'running'] ?? dossier();
    return {
      ...standing,
      id: `d${index}`,
      code: `H57.48.16-250630-${String(index + 1).padStart(4, '0')}`,
      applicant: { name: `Phan Thị Mai ${index + 1}`, identityNumber: '', phone: '', address: '' },
    };
  });
}

export const entry = (more: Partial<HistoryEntry> = {}): HistoryEntry => ({
  eventId: 'e1',
  type: 'onestop.dossier.received.v1',
  at: '2025-06-30T01:30:00Z',
  actor: 'lan',
  actorName: 'Nguyễn Thị Lan',
  note: '',
  published: true,
  corrected: [],
  handedTo: 'DESK_UNSPECIFIED',
  ...more,
});
