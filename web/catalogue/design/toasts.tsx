import { useEffect, useRef } from 'react';
import { type Toast, ToastProvider, Toasts, useToast } from '../../src/design/index.ts';
import type { Examples } from '../examples.ts';
import { longProcedure } from '../sample/names.ts';

function Told({ toasts }: { toasts: readonly Toast[] }) {
  const toast = useToast();
  const isTold = useRef(false);
  useEffect(() => {
    if (isTold.current) return;
    isTold.current = true;
    toasts.forEach(toast);
  }, [toasts, toast]);
  return null;
}

const told =
  (...toasts: Toast[]) =>
  () => (
    <ToastProvider>
      {/* Whose pointer is over them can read them as long as they like. */}
      <div
        ref={(box) => {
          const hold = () => {
            for (const one of box?.querySelectorAll('[data-tone]') ?? [])
              one.dispatchEvent(new FocusEvent('focusin', { bubbles: true }));
          };
          const watch = new MutationObserver(hold);
          if (box) watch.observe(box, { childList: true, subtree: true });
          return () => watch.disconnect();
        }}
      >
        <Toasts closeLabel="Đóng" undoKey="z" />
      </div>
      <Told toasts={toasts} />
    </ToastProvider>
  );

export const examples: Examples = {
  states: {
    nothing: told(),
    done: told({ words: 'Đã chuyển hồ sơ.' }),
    'with a way back': told({
      words: 'Đã chuyển hồ sơ.',
      action: { label: 'Hoàn tác', run: () => undefined },
    }),
    'kept, and failed': told(
      { tone: 'soon', words: 'Đã giữ trên máy, gửi khi có đường truyền.' },
      { tone: 'late', words: 'Máy chủ đơn vị chưa trả lời.' },
    ),
    'long words': told({ tone: 'late', words: longProcedure }),
  },
};
