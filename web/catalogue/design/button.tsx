import { Button } from '../../src/design/index.ts';
import type { Examples } from '../examples.ts';

const looks = ['primary', 'secondary', 'quiet', 'danger'] as const;

export const examples: Examples = {
  states: {
    looks: () => (
      <div className="in-line">
        {looks.map((look) => (
          <Button key={look} look={look}>
            Chuyển xử lý
          </Button>
        ))}
      </div>
    ),
    small: () => (
      <div className="in-line">
        {looks.map((look) => (
          <Button key={look} look={look} small icon="undo">
            Thử lại
          </Button>
        ))}
      </div>
    ),
    'with a key': () => (
      <Button look="primary" icon="plus" shortcut="N">
        Tiếp nhận hồ sơ
      </Button>
    ),
    'only an icon': () => <Button icon="close" look="quiet" aria-label="Đóng" />,
    busy: () => (
      <div className="in-line">
        {looks.map((look) => (
          <Button key={look} look={look} busy>
            Đang gửi
          </Button>
        ))}
      </div>
    ),
    disabled: () => (
      <div className="in-line">
        {looks.map((look) => (
          <Button key={look} look={look} disabled>
            Tải tệp
          </Button>
        ))}
      </div>
    ),
    'long words': () => (
      <Button look="primary">
        Chuyển tất cả hồ sơ đã chọn cho bộ phận chuyên môn của Ủy ban nhân dân xã xử lý ngay
      </Button>
    ),
  },
};
