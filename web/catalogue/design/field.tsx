import { SelectField, TextArea, TextField } from '../../src/design/index.ts';
import type { Examples } from '../examples.ts';
import { longName, longProcedure } from '../sample/names.ts';

const error = 'Chưa ghi họ và tên. Ghi như trên căn cước.';

export const examples: Examples = {
  states: {
    text: () => <TextField label="Họ và tên" />,
    'with a hint': () => <TextField label="Họ và tên" hint="Ghi như trên căn cước" />,
    optional: () => <TextField label="Số điện thoại" optional="không bắt buộc" inputMode="tel" />,
    filled: () => <TextField label="Họ và tên" defaultValue={longName} />,
    wrong: () => <TextField label="Họ và tên" hint="Ghi như trên căn cước" error={error} />,
    disabled: () => <TextField label="Mã hồ sơ" defaultValue="H57.48.16-250630-0001" disabled />,
    'long words': () => <TextField label={longProcedure} hint={longProcedure} error={longProcedure} />,
    area: () => <TextArea label="Lý do" defaultValue={longProcedure} />,
    'area, wrong': () => <TextArea label="Lý do" error="Chưa ghi lý do." />,
    select: () => (
      <SelectField label="Đơn vị" defaultValue="2">
        <option value="1">Xã Vinh Hưng</option>
        <option value="2">{longProcedure}</option>
      </SelectField>
    ),
    'select, 500 rows': () => (
      <SelectField label="Đơn vị" error="Chưa chọn đơn vị.">
        {Array.from({ length: 500 }, (_, index) => (
          <option key={index}>Xã số {index + 1}</option>
        ))}
      </SelectField>
    ),
  },
};
