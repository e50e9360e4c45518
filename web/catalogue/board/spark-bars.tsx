import { SparkBars } from '../../src/features/board/spark-bars.tsx';
import type { Examples } from '../examples.ts';

const some =
  (...values: (number | undefined)[]) =>
  () => (
    <SparkBars
      values={values}
      label={`Xã Vinh Hưng, tiếp nhận 14 ngày: ${values.map((one) => one ?? '–').join(', ')}`}
    />
  );

export const examples: Examples = {
  states: {
    known: some(3, 5, 2, 8, 1, 4, 6),
    'days unknown': some(3, undefined, undefined, 8, 1, 4, undefined),
    zero: some(0, 0, 0, 0),
    '0 days': some(),
    '1 day': some(7),
    'great numbers': some(1_000_000, 2, 999_999),
  },
};
