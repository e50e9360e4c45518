import type { Derivation } from './derivation.ts';
import { gather, type Told } from './gather.ts';
import { lawVi } from './law.ts';
import { capital } from './words.ts';

const sourceOf = (told: Told, derivation: Derivation): string => {
  switch (told.kind) {
    case 'START':
      return told.reason?.source ?? '';
    case 'STAGE': {
      const { term } = told;
      if (term.unit === 'WORKING_HOUR') return lawVi.firstHour;
      if (term.unit === 'SAME_DAY' || term.firstDay === 'SAME_DAY') return derivation.rule.source;
      return lawVi.firstDay;
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
    case 'NO_EFFECT':
    case 'GIVEN_BACK':
      return derivation.interruptions[told.interruption]?.basis ?? '';
    case 'HANDED_OVER':
      return derivation.rule.source;
    case 'MOVED':
      return lawVi.closedLastDay;
    case 'EXTENDED':
      return lawVi.extension;
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
  ...gather(derivation.steps).map((told) => capital(sourceOf(told, derivation))),
];
