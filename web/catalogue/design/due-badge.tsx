import { DueBadge, type DueLook } from '../../src/design/index.ts';
import type { Examples } from '../examples.ts';

const looks: DueLook[] = ['running', 'soon', 'today', 'late', 'paused', 'done'];

export const examples: Examples = {
  states: {
    looks: () => (
      <div className="in-line">
        {looks.map((look) => (
          <DueBadge key={look} look={look} words="còn 2 ngày làm việc · 06/05" />
        ))}
      </div>
    ),
    'in a dense list': () => (
      <div className="in-line in-surface">
        {looks.map((look) => (
          <DueBadge key={look} look={look} words="hôm nay" whole="đến hạn hôm nay, 17:00" plain />
        ))}
      </div>
    ),
    'not ended well': () => <DueBadge look="done" icon="close" words="đã hủy 06/05" />,
    wrapped: () => (
      <DueBadge
        look="late"
        wrap
        words="quá hạn 12 ngày làm việc, hạn trả thứ Tư 06/05/2025, đang chờ công dân bổ sung giấy tờ còn thiếu"
      />
    ),
  },
};
