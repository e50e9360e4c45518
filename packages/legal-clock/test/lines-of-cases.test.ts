import { computeDueDate, type LineCode, linesOf } from '../src/index.ts';
import { readCases, termOfCase } from './support/cases.ts';

test('every interruption of every worked case is told', () => {
  for (const worked of readCases()) {
    const { derivation } = computeDueDate(termOfCase(worked).term);
    const told = new Set(
      derivation.steps.flatMap((step) => ('interruption' in step ? [step.interruption] : [])),
    );
    const silent = derivation.interruptions.filter((_, i) => !told.has(i));
    expect([worked.place, silent]).toEqual([worked.place, []]);
  }
});

test('each line that moves the date has its law beside it', () => {
  const bare: readonly LineCode[] = [
    'RECEIVED',
    'COMPLETED',
    'RESUMED',
    'COUNTED_DAYS',
    'COUNTED_DAY',
    'COUNTED_HOURS',
    'COUNTED_NOTHING',
    'DUE_DAY',
    'DUE_HOUR',
    'WAIT_RUNS',
  ];
  for (const worked of readCases()) {
    const { derivation } = computeDueDate(termOfCase(worked).term);
    const lacking = linesOf(derivation).filter(({ code, source }) => source === '' && !bare.includes(code));
    expect([worked.place, lacking]).toEqual([worked.place, []]);
  }
});
