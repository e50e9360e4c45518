import { Button, EmptyState, Notice, Skeleton } from '../../src/design/index.ts';
import type { Examples } from '../examples.ts';
import { longProcedure } from '../sample/names.ts';

const tones = ['late', 'soon', 'stale', 'accent'] as const;

export const examples: Examples = {
  // It comes only when the wait can be felt.
  ready: '[role=status] > span',
  states: {
    empty: () => (
      <EmptyState icon="plus" title="Chưa có hồ sơ nào" action={<Button>Tiếp nhận hồ sơ</Button>}>
        Hồ sơ đầu tiên sẽ ở đây.
      </EmptyState>
    ),
    'empty, in a card': () => (
      <EmptyState inline icon="check" title="Không có gì phải quyết">
        Mọi bản ghi đều dùng được.
      </EmptyState>
    ),
    loading: () => <Skeleton label="Đang tải" />,
    notices: () => (
      <>
        {tones.map((tone) => (
          <Notice key={tone} tone={tone}>
            Máy chủ đơn vị chưa trả lời.
          </Notice>
        ))}
      </>
    ),
    'a notice with an action': () => (
      <Notice tone="late" action={<Button>Thử lại</Button>}>
        Máy chủ đơn vị chưa trả lời.
      </Notice>
    ),
    'long words': () => (
      <Notice tone="soon" action={<Button>Thử lại</Button>}>
        {longProcedure}
      </Notice>
    ),
  },
};
