import {
  addDays,
  type Contribution,
  dimensionsOf,
  Hierarchy,
  type LocalDay,
  type Unit,
} from '@lienthong/domain';
import type { Cell } from '../../services/operations/src/domain/cell.ts';

export const channel = 'u2-tally-onestop';
const fields = [
  'land',
  'civil_status',
  'residence',
  'business',
  'construction',
  'justice',
  'labour',
  'education',
];
const entrances = ['counter', 'online'];
/** Dossiers that come in on a day. With what they are finished as, these are about 36 counters. */
const dossiersADay = 10;

export const communesOf = (count: number): string[] =>
  Array.from({ length: count }, (_, at) => `${20_000 + at}@0`);

/** A province with a district for each sixteen communes. */
export function hierarchyOf(communes: readonly string[]): Hierarchy {
  const unit = (key: string, parent: string, level: Unit['level']): Unit => ({
    key,
    code: key.split('@')[0] ?? '',
    name: key,
    kind: level,
    level,
    parent,
    validFrom: '',
    validTo: '',
  });
  const districtOf = (at: number): string => `${400 + Math.floor(at / 16)}@0`;
  const districts = [...new Set(communes.map((_, at) => districtOf(at)))];
  return new Hierarchy(
    [
      unit('46@0', '', 'province'),
      ...districts.map((key) => unit(key, '46@0', 'district')),
      ...communes.map((key, at) => unit(key, districtOf(at), 'commune')),
    ],
    [],
  );
}

interface Open {
  dimensions: Contribution['dimensions'];
  due: LocalDay;
}

/** Cells of a commune, a day each: dossiers come, are pending until they are finished some two weeks later, some of them late. */
export function* cellsOf(unit: string, firstDay: LocalDay, days: number, seed: number): Generator<Cell> {
  const random = numbers(seed);
  const open: Open[] = [];
  for (let at = 0; at < days; at += 1) {
    const day = addDays(firstDay, at);
    const counters: Contribution[] = [];
    for (let one = 0; one < dossiersADay; one += 1) {
      const dimensions = dimensionsOf({ field: pick(fields, random()), channel: pick(entrances, random()) });
      const due = addDays(day, 5 + (random() % 20));
      open.push({ dimensions, due });
      counters.push({ indicator: 'received', dimensions, carriedBy: '', value: 1 });
      counters.push({ indicator: 'pending', dimensions, carriedBy: due, value: 1 });
    }
    const finished = open.length > 140 ? open.splice(0, dossiersADay) : [];
    for (const { dimensions, due } of finished) {
      const indicator = day > due ? 'finished_late' : 'finished_on_time';
      counters.push({ indicator, dimensions, carriedBy: '', value: 1 });
      counters.push({ indicator: 'pending', dimensions, carriedBy: due, value: -1 });
    }
    const tag = (seed * 100_000 + at).toString(16).padStart(16, '0');
    const stamp = { rev: 1, tag, broke: 0, lifted: 0 };
    yield { source: channel, unit, day, counters, facts: counters.length, digest: tag, ...stamp };
  }
}

const pick = <T>(all: readonly T[], number: number): T => all[number % all.length] as T;

/** Numbers that look random and are the same each time. */
function numbers(seed: number): () => number {
  let state = seed * 2_654_435_761 + 1;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 374_761_393) | 0;
    return (state ^ (state >>> 13)) >>> 1;
  };
}
