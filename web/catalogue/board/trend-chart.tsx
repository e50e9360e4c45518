import type { ComponentProps } from 'react';
import { TrendChart } from '../../src/features/board/trend-chart.tsx';
import type { Point } from '../../src/features/board/trend-points.ts';
import type { Examples } from '../examples.ts';
import { days, series } from '../sample/board.ts';

const points = (valueOf: (index: number) => (number | undefined)[]): Point[] =>
  days.map((day, index) => ({ day, values: valueOf(index) }));
const some =
  (shown: Point[], more: Partial<ComponentProps<typeof TrendChart>> = {}) =>
  () => (
    <div style={{ maxWidth: '40rem' }}>
      <TrendChart
        points={shown}
        series={series}
        title="Tiếp nhận và quá hạn mỗi ngày"
        today={days.at(-1) ?? ''}
        {...more}
      />
    </div>
  );

export const examples: Examples = {
  states: {
    known: some(points((index) => [20 + ((index * 7) % 15), index % 4])),
    'days unknown': some(points((index) => (index % 5 === 2 ? [undefined, undefined] : [12, 3]))),
    'one series unknown': some(points(() => [9, undefined])),
    zero: some(points(() => [0, 0])),
    'small numbers': some(points((index) => [index % 2, 0])),
    'great numbers': some(points((index) => [1_234_567 * (index + 1), 98_765])),
    '1 day': some(points(() => [4, 1]).slice(-1)),
    '0 days': some([]),
  },
};
