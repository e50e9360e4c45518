import { createProcedures, type Procedure, type ProcedureVersion } from '../../src/index.ts';

export const procedureVersion = (change: Partial<ProcedureVersion> = {}): ProcedureVersion => ({
  version: '2018',
  validFrom: '2018-06-21',
  lastDay: '2025-06-30',
  source: 'thử',
  terms: { COUNTER: { unit: 'WORKING_DAY', amount: 3 } },
  supplement: { effect: 'RESET', basis: 'thử', remindAfterDays: 15 },
  ...change,
});

export const procedureOf = (...versions: ProcedureVersion[]): Procedure => ({
  code: '1.004194',
  name: 'Đăng ký tạm trú',
  field: 'residence',
  versions,
});

const first = procedureVersion();
const next = procedureVersion({ version: '2025', validFrom: '2025-07-01', lastDay: undefined });
const table =
  (...procedures: Procedure[]) =>
  () =>
    createProcedures({ procedures });
const one = (change: Partial<ProcedureVersion>): (() => unknown) =>
  table(procedureOf(procedureVersion(change)));

/** Tables of procedures that contradict themselves: name, attempt, and the code and place of the refusal. */
export const badProcedures: readonly [string, () => unknown, string][] = [
  ['a procedure twice', table(procedureOf(first), procedureOf(next)), 'PROCEDURE_TWICE procedures[1].code'],
  [
    'a version of a procedure twice',
    table(procedureOf(first, { ...next, version: '2018' })),
    'PROCEDURE_VERSION_TWICE procedures[0].versions[1].version',
  ],
  [
    'two versions of a procedure on one day',
    table(procedureOf(first, { ...next, validFrom: '2025-06-30' })),
    'PROCEDURE_VERSIONS_OVERLAP procedures[0].versions[1].validFrom',
  ],
  [
    'an open version of a procedure before another',
    table(procedureOf(next, { ...next, version: '2030', validFrom: '2030-01-01' })),
    'PROCEDURE_VERSIONS_OVERLAP procedures[0].versions[1].validFrom',
  ],
  [
    'a version of a procedure that ends before it starts',
    one({ lastDay: '2018-06-20' }),
    'BAD_RULE procedures[0].versions[0].lastDay',
  ],
  ['a procedure without a term', one({ terms: {} }), 'BAD_RULE procedures[0].versions[0].terms'],
  [
    'a procedure that takes half a day',
    one({ terms: { POST: { unit: 'WORKING_DAY', amount: 2.5 } } }),
    'BAD_TERM procedures[0].versions[0].terms.POST.amount',
  ],
  [
    'a procedure that takes a seventh of an hour',
    one({ terms: { COUNTER: { unit: 'WORKING_HOUR', amount: 1 / 7 } } }),
    'BAD_TERM procedures[0].versions[0].terms.COUNTER.amount',
  ],
  [
    'a procedure with a cutoff that is no time of day',
    one({ terms: { COUNTER: { unit: 'SAME_DAY', cutoff: '25:00' } } }),
    'BAD_HOURS procedures[0].versions[0].terms.COUNTER.cutoff',
  ],
];
