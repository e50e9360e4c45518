import { useState } from 'react';
import { type Chip, Chips } from '../../src/design/index.ts';
import type { Examples } from '../examples.ts';

function Some({ chips }: { chips: Chip<string>[] }) {
  const [value, setValue] = useState(chips[0]?.value ?? '');
  return <Chips label="Lọc hồ sơ" chips={chips} value={value} onChange={setValue} />;
}

const chips = (counts: readonly (number | undefined)[]): Chip<string>[] => [
  { value: 'open', label: 'Đang xử lý', count: counts[0] },
  { value: 'soon', label: 'Sắp đến hạn', count: counts[1], tone: 'soon' },
  { value: 'late', label: 'Quá hạn', count: counts[2], tone: 'late' },
];

export const examples: Examples = {
  states: {
    counted: () => <Some chips={chips([12, 3, 1])} />,
    'nothing to do': () => <Some chips={chips([0, 0, 0])} />,
    'not known': () => <Some chips={chips([])} />,
    'great numbers': () => <Some chips={chips([1_234_567, 98_765, 4_321])} />,
    'long words': () => (
      <Some
        chips={[
          {
            value: 'a',
            label: 'Hồ sơ đang chờ công dân bổ sung giấy tờ còn thiếu theo phiếu yêu cầu',
            count: 7,
          },
          { value: 'b', label: 'Hồ sơ đã có kết quả nhưng chưa trả', count: 2 },
        ]}
      />
    ),
  },
};
