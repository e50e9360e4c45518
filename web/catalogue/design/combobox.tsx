import { useState } from 'react';
import { Combobox } from '../../src/design/index.ts';
import type { Option } from '../../src/design/match-options.ts';
import type { Examples } from '../examples.ts';
import { longProcedure } from '../sample/names.ts';

const procedures: Option[] = [
  { value: '1', label: 'Đăng ký khai sinh', note: '1.001193 · trong ngày' },
  { value: '2', label: 'Cấp giấy xác nhận tình trạng hôn nhân', note: '1.004873 · 3 ngày làm việc' },
  { value: '3', label: longProcedure, note: '1.012345 · 30 ngày' },
];
const many: Option[] = Array.from({ length: 500 }, (_, index) => ({
  value: String(index),
  label: `Thủ tục số ${index + 1}`,
}));

function Some({ options, value: first = '', error }: { options: Option[]; value?: string; error?: string }) {
  const [value, setValue] = useState(first);
  return (
    <Combobox
      label="Thủ tục"
      hint="Gõ tên hoặc mã"
      empty="Không có thủ tục nào như thế"
      options={options}
      value={value}
      onChange={setValue}
      error={error}
    />
  );
}

/** As it stands after a click: the list is there. */
function Open({ options }: { options: Option[] }) {
  return (
    <div ref={(box) => box?.querySelector('input')?.click()} style={{ minHeight: '24rem' }}>
      <Some options={options} />
    </div>
  );
}

export const examples: Examples = {
  states: {
    empty: () => <Some options={procedures} />,
    chosen: () => <Some options={procedures} value="2" />,
    'a long name chosen': () => <Some options={procedures} value="3" />,
    wrong: () => <Some options={procedures} error="Chưa chọn thủ tục. Chọn một thủ tục trong danh sách." />,
    open: () => <Open options={procedures} />,
    'open, 0 rows': () => <Open options={[]} />,
    'open, 500 rows': () => <Open options={many} />,
  },
};
