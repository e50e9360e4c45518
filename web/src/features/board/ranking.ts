import { formatDay, formatMoment } from '../../format/dates.ts';
import { formatCount } from '../../format/numbers.ts';
import { inWords } from '../../i18n/in-words.ts';
import type { Language } from '../../i18n/translate.ts';
import { findFigure, type Group, type RowPlace } from './rollup.ts';
import type { Board } from './use-board.ts';
import type { Translate } from './words.ts';

export interface Order {
  /** Of an indicator; empty: by name. */
  code: string;
  direction: 'ascending' | 'descending';
}

/** In the order asked for; what is unknown is the last whatever the order. Absent: as they are. */
export function byOrder(
  { live }: Pick<Board, 'live'>,
  groups: readonly Group[],
  order: Order | undefined,
  groupBy: RowPlace['groupBy'] = 'GROUP_BY_CHILDREN',
): Group[] {
  if (!order) return [...groups];
  const sign = order.direction === 'ascending' ? 1 : -1;
  const byName = (a: Group, b: Group): number => a.unit.name.localeCompare(b.unit.name, 'vi');
  if (order.code === '') return [...groups].sort((a, b) => sign * byName(a, b));
  const valueOf = ({ unit }: Group): number | undefined =>
    findFigure(live, { groupBy, unit: unit.key }, order.code).value;
  return groups
    .map((group) => ({ group, value: valueOf(group) }))
    .sort((a, b) => {
      if (a.value === undefined || b.value === undefined)
        return Number(a.value === undefined) - Number(b.value === undefined);
      return sign * (a.value - b.value) || byName(a.group, b.group);
    })
    .map(({ group }) => group);
}

/** The ranking as a file: districts and the communes under each; an unknown cell is empty. The last column says what a row rests on. */
export function rankingRows(
  t: Translate,
  language: Language,
  board: Board,
  groups: readonly Group[],
): string[][] {
  const { layout, live, from, day, reporting } = board;
  const row = (place: RowPlace, name: string, parent: string): string[] => {
    const figures = layout.columns.map(({ indicator }) => ({
      figure: findFigure(live, place, indicator.code),
      decimals: indicator.decimals,
    }));
    const first = figures[0]?.figure;
    const upTo = live.isLost ? live.now : first?.asOf;
    const basis = [
      t('basis.short', {
        complete: formatCount(first?.complete ?? 0),
        total: formatCount(first?.total ?? 0),
      }),
      upTo ? t('basis.asOf', { time: formatMoment(upTo, '') }) : t('fresh.unknown'),
      ...(first?.stale ? [t('basis.staleShort')] : []),
    ];
    return [
      name,
      parent,
      ...figures.map(({ figure, decimals }) =>
        figure.value === undefined ? '' : (figure.value / 10 ** decimals).toString().replace('.', ','),
      ),
      basis.join(' · '),
    ];
  };
  const period = from === day ? formatDay(day) : `${formatDay(from)}–${formatDay(day)}`;
  return [
    [
      `${t('units.unit')} (${period})`,
      t('units.parent'),
      ...layout.columns.map(({ label }) => inWords(language, label)),
      t('units.basis'),
    ],
    ...groups.flatMap(({ unit, communes }) => [
      row({ groupBy: 'GROUP_BY_CHILDREN', unit: unit.key }, unit.name, board.top.name),
      ...communes
        .filter(({ key }) => key !== unit.key && reporting.has(key))
        .map((one) => row({ groupBy: 'GROUP_BY_COUNTING_UNIT', unit: one.key }, one.name, unit.name)),
    ]),
  ];
}
