import { createProcedures, ruleOf } from '../src/index.ts';
import { procedureOf, procedureVersion } from './support/bad-procedures.ts';

const next = procedureVersion({ version: '2025', validFrom: '2025-07-01', lastDay: undefined });

test('the version in force is that of the day, its last day included', () => {
  const procedures = createProcedures({ procedures: [procedureOf(procedureVersion(), next)] });
  const on = (day: string): string | undefined => procedures.findOn('1.004194', day)?.version.version;
  expect([on('2018-06-20'), on('2018-06-21'), on('2025-06-30'), on('2025-07-01')]).toEqual([
    undefined,
    '2018',
    '2018',
    '2025',
  ]);
  expect(procedures.inForceOn('2025-07-01').map(({ code }) => code)).toEqual(['1.004194']);
  expect(procedures.inForceOn('2018-06-20')).toEqual([]);
});

test('a version is counted by its own terms and what it says of a supplement', () => {
  const supplement = { ...procedureVersion().supplement, noticeWithinWorkingDays: 3, closesAfterDays: 15 };
  const { code, name, field } = procedureOf();
  expect(ruleOf({ code, name, field, version: procedureVersion({ supplement }) })).toMatchObject({
    id: '1.004194',
    version: '2018',
    terms: { COUNTER: [{ term: { unit: 'WORKING_DAY', amount: 3 } }] },
    interruptions: {
      SUPPLEMENT: {
        effect: 'RESET',
        noticeWithin: { unit: 'WORKING_DAY', amount: 3 },
        atMost: { unit: 'CALENDAR_DAY', amount: 15 },
        afterMost: 'CLOSES',
      },
    },
  });
});
