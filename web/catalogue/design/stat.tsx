import type { ComponentProps } from 'react';
import { Stat } from '../../src/design/index.ts';
import type { Examples } from '../examples.ts';
import { longProcedure, longUnit } from '../sample/names.ts';

const some = (more: Partial<ComponentProps<typeof Stat>>) => () => (
  <div style={{ maxWidth: '20rem' }}>
    <Stat
      label="Hồ sơ quá hạn"
      figure="12"
      unit="hồ sơ"
      basis="9 trên 9 xã, đến 09:00"
      explain="Xem con số này từ đâu ra"
      onExplain={() => undefined}
      {...more}
    />
  </div>
);

export const examples: Examples = {
  states: {
    plain: some({}),
    late: some({ tone: 'late' }),
    good: some({ tone: 'good', figure: '98,7', unit: '%' }),
    zero: some({ figure: '0' }),
    unknown: some({ figure: '–' }),
    partial: some({ isPartial: true, basis: '4 trên 9 xã, đến 09:00' }),
    stale: some({
      isStale: true,
      warnings: [
        { words: 'Số của Xã Giang Hải có thể đã khác', icon: 'clock' },
        { words: `Mất liên lạc với ${longUnit}`, icon: 'unlink' },
      ],
    }),
    'with its parts': some({ children: 'hôm qua 14' }),
    'long words': some({ label: longProcedure, figure: '1.234.567.890', children: longProcedure }),
  },
};
