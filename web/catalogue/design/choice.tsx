import { useState } from 'react';
import { Choice } from '../../src/design/index.ts';
import type { Examples } from '../examples.ts';

function Some({ options }: { options: { value: string; label: string; disabled?: boolean }[] }) {
  const [value, setValue] = useState(options[0]?.value ?? '');
  return <Choice legend="Cách nộp" options={options} value={value} onChange={setValue} />;
}

export const examples: Examples = {
  states: {
    'one of three': () => (
      <Some
        options={[
          { value: 'counter', label: 'Tại quầy' },
          { value: 'online', label: 'Trực tuyến' },
          { value: 'post', label: 'Bưu chính' },
        ]}
      />
    ),
    'one not offered': () => (
      <Some
        options={[
          { value: 'counter', label: 'Tại quầy' },
          { value: 'online', label: 'Trực tuyến', disabled: true },
        ]}
      />
    ),
    'long words': () => (
      <Some
        options={[
          { value: 'a', label: 'Nộp trực tiếp tại Bộ phận Tiếp nhận và Trả kết quả' },
          { value: 'b', label: 'Nộp qua Cổng Dịch vụ công quốc gia' },
          { value: 'c', label: 'Nộp qua dịch vụ bưu chính công ích' },
        ]}
      />
    ),
  },
};
