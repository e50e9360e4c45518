import { Button, Dialog, TextArea } from '../../src/design/index.ts';
import type { Examples } from '../examples.ts';
import { longProcedure } from '../sample/names.ts';

const nothing = (): void => undefined;

export const examples: Examples = {
  isAlone: true,
  states: {
    question: () => (
      <Dialog title="Rút hồ sơ" closeLabel="Đóng" onClose={nothing}>
        <p>Hồ sơ kết thúc, không trả kết quả.</p>
        <Button look="danger">Rút hồ sơ</Button>
      </Dialog>
    ),
    'with a field': () => (
      <Dialog title="Yêu cầu bổ sung" closeLabel="Đóng" onClose={nothing}>
        <TextArea label="Giấy tờ còn thiếu" data-autofocus />
        <Button look="primary">Gửi yêu cầu</Button>
      </Dialog>
    ),
    'at the side': () => (
      <Dialog side title="Con số này từ đâu ra" closeLabel="Đóng" onClose={nothing}>
        <p>Hồ sơ quá hạn: 12</p>
      </Dialog>
    ),
    'long words': () => (
      <Dialog title={longProcedure} closeLabel="Đóng" onClose={nothing}>
        {Array.from({ length: 40 }, (_, index) => (
          <p key={index}>{longProcedure}</p>
        ))}
      </Dialog>
    ),
    'on paper': () => (
      <Dialog printable title="Con số này từ đâu ra" closeLabel="Đóng" onClose={nothing}>
        <p>Hồ sơ quá hạn: 12</p>
      </Dialog>
    ),
  },
};
