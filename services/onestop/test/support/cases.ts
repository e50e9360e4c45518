import { dayOf, type Instant, instantOf } from '@lienthong/domain';
import {
  createProcedures,
  hueCounterCalendar,
  type Procedures,
  type ProceduresTable,
} from '@lienthong/legal-clock';
import content from '../../../directory/data/procedures.json' with { type: 'json' };
import type { DecisionContext } from '../../src/domain/decide/context.ts';
import { decideReceive } from '../../src/domain/decide/receive.ts';
import { type Dossier, type DossierEvent, evolve, type RecordedEvent } from '../../src/domain/dossier.ts';

export const shipped = content as ProceduresTable;
export const procedures = createProcedures(shipped);
export const calendar = hueCounterCalendar();
export const actor = { subject: 'clerk-1', name: 'Cán bộ Một cửa' };
export const at = (day: string, time: string): Instant => instantOf(day, time);
export const contextAt = (now: Instant): DecisionContext => ({ now, actor, procedures, calendar });

export interface Case {
  state: Dossier;
  events: RecordedEvent[];
}

export function apply(before: Case | undefined, events: DossierEvent[]): Case {
  let state = before?.state;
  const recorded = [...(before?.events ?? [])];
  for (const event of events) {
    state = evolve(state, event);
    recorded.push({
      ...event,
      id: `e${recorded.length + 1}`,
      version: recorded.length + 1,
      procedureCode: state.subject.procedure.code,
    });
  }
  if (!state) throw new Error('nothing happened');
  return { state, events: recorded };
}

export function receive(
  now: Instant,
  procedureCode = '1.004837',
  channel: 'COUNTER' | 'ONLINE' | 'POST' = 'COUNTER',
  from: Procedures = procedures,
): Case {
  const procedure = from.findOn(procedureCode, dayOf(now));
  if (!procedure) throw new Error('no such procedure');
  const applicant = { name: 'Nguyễn Thị Bưởi', identityNumber: '', phone: '0905123456', address: '' };
  const command = {
    dossierId: '0197bd1e-0000-7000-8000-000000000001',
    unit: '20116@0',
    procedureCode,
    channel,
    applicant,
    summary: '',
  };
  return apply(
    undefined,
    decideReceive(command, contextAt(now), {
      code: 'H57.01.16-250630-0001',
      procedure,
    }),
  );
}

/** What the numbers say of one dossier: everything that still counts, added up. */
