import { expect, test } from '@jest/globals';
import { planTwoWeeks } from './plan.ts';

const units = [
  { key: '20116@0', name: 'Xã Vinh Hưng' },
  { key: '20125@0', name: 'Xã Vinh Hiền' },
];

test('two weeks are ten working days before the business day, which stays free', () => {
  const { moments } = planTwoWeeks(units, '2025-06-30', 1);
  const days = [...new Set(moments.map(({ day }) => day))];
  expect(days).toEqual([
    '2025-06-16',
    '2025-06-17',
    '2025-06-18',
    '2025-06-19',
    '2025-06-20',
    '2025-06-23',
    '2025-06-24',
    '2025-06-25',
    '2025-06-26',
    '2025-06-27',
  ]);
});

test('the same seed plans the same weeks, another seed others', () => {
  expect(planTwoWeeks(units, '2025-06-30', 7)).toEqual(planTwoWeeks(units, '2025-06-30', 7));
  expect(planTwoWeeks(units, '2025-06-30', 8)).not.toEqual(planTwoWeeks(units, '2025-06-30', 7));
});

test('every end that a dossier can have is there, and some are left open', () => {
  const { dossiers, moments } = planTwoWeeks(units, '2025-06-30', 46);
  const last = dossiers.map(({ steps }) => steps.at(-1)?.kind ?? 'received');
  for (const kind of ['received', 'hand_over', 'supplement', 'finish', 'return', 'withdraw', 'void'])
    expect(last).toContain(kind);
  expect(dossiers.some(({ steps }) => steps.some(({ kind }) => kind === 'correct'))).toBe(true);
  for (const { at, steps } of dossiers)
    for (const [index, step] of steps.entries()) {
      expect(step.at).toBeGreaterThanOrEqual(steps[index - 1]?.at ?? at);
      expect(step.at).toBeLessThan(moments.length);
    }
});

test('invented people have the form of real ones, in NFC', () => {
  for (const { applicant } of planTwoWeeks(units, '2025-06-30', 46).dossiers) {
    expect(applicant.name).toBe(applicant.name.normalize('NFC'));
    expect(applicant.identityNumber).toMatch(/^046[0-3]\d{8}$/);
    expect(applicant.phone).toMatch(/^0\d{9}$/);
  }
});
