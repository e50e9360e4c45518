import type { Derivation } from './derivation.ts';
import { gather, type Told } from './gather.ts';

const firstDay = 'Bộ luật Dân sự 2015, Điều 147';

const sourceOf = (told: Told, derivation: Derivation): string => {
  switch (told.kind) {
    case 'START':
      return told.reason?.source ?? '';
    case 'STAGE': {
      const { term } = told;
      const counted = term.unit === 'WORKING_DAY' || term.unit === 'CALENDAR_DAY';
      return counted && term.firstDay !== 'SAME_DAY' ? firstDay : derivation.rule.source;
    }
    case 'WEEKENDS':
      return told.stretches[0]?.reason.source ?? '';
    case 'SKIPPED':
      return told.reason.source;
    case 'MADE_UP':
      return told.step.makeUp?.source ?? '';
    case 'SUSPENDED':
    case 'RESTARTED':
    case 'WAITING':
      return derivation.interruptions[told.interruption]?.basis ?? '';
    case 'MOVED':
      return 'Bộ luật Dân sự 2015, Điều 148.5';
    case 'EXTENDED':
      return 'NĐ 118/2025/NĐ-CP, Điều 19.6';
    case 'SUM':
    case 'DUE':
      return '';
    default: {
      const never: never = told;
      return never;
    }
  }
};

/** The law or notice on which each line of `renderVi` and `renderEn` rests, in their order; empty where a line only sums up. */
export const sourcesOf = (derivation: Derivation): readonly string[] => [
  derivation.rule.source,
  ...gather(derivation.steps).map((told) => sourceOf(told, derivation)),
];
