import { computeDueDate, renderEn, renderVi, sourcesOf } from '../src/index.ts';
import { readCases, termOfCase } from './support/cases.ts';

test('every worked case can be read out in both languages, line by line', () => {
  for (const worked of readCases()) {
    const { derivation } = computeDueDate(termOfCase(worked).term);
    const [vi, en] = [renderVi(derivation), renderEn(derivation)];
    expect([worked.place, vi.length]).toEqual([worked.place, en.length]);
    expect([...vi, ...en].filter((line) => /undefined|NaN|null|\(\)/.test(line))).toEqual([]);
  }
});

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

test('each line has its law beside it, and every line that takes days out has one', () => {
  for (const worked of readCases()) {
    const { derivation } = computeDueDate(termOfCase(worked).term);
    const [said, sources] = [renderVi(derivation), sourcesOf(derivation)];
    expect([worked.place, sources.length]).toEqual([worked.place, said.length]);
    const bare = said.filter(
      (line, i) =>
        sources[i] === '' && /^(Không tính|Có tính|Ngày cuối cùng|Đang|Chờ|Theo|Đã xin lỗi)/.test(line),
    );
    expect([worked.place, bare]).toEqual([worked.place, []]);
  }
});
