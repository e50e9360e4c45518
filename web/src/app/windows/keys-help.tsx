import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Session } from '../../api/session.ts';
import { Dialog } from '../../design/index.ts';
import { useLanguage } from './words.ts';
import styles from './keys-help.module.css';
import { useSession } from '../../shared/session-context.tsx';
import { featuresOf } from '../features-of.ts';
import type { Shortcut } from '../../shared/feature.ts';
import { allows } from '../../shared/needs.ts';
import { setShortcutsOn, shortcutsOn } from '../../shared/shortcuts.ts';

const escape = {
  keys: ['Esc'],
  does: { vi: 'Đóng; không mất nội dung đang gõ', en: 'Close; nothing typed is lost' },
};
const rail = { keys: ['['], does: { vi: 'Mở rộng, thu gọn thanh bên', en: 'Widen or narrow the side bar' } };
const undo = {
  keys: ['Z'],
  does: { vi: 'Hoàn tác việc vừa làm, khi có lời mời', en: 'Undo, where it is offered' },
};
const help = { keys: ['?'], does: { vi: 'Bảng này', en: 'This table' } };

const search = { vi: 'Tìm ở mọi phần việc', en: 'Search everything' };

type Line = Pick<Shortcut, 'keys' | 'does'>;

/** The keys of the screens that a person has: none that does nothing for them. */
async function linesFor(session: Session): Promise<Line[]> {
  const all = await Promise.all(
    featuresOf(session).map(async ({ shortcuts }) => (await shortcuts?.()) ?? []),
  );
  const own = all.map((keys) => keys.filter(({ needs }) => !needs || allows(session, needs)));
  // Escape closes what is open, where a feature has no other use for it.
  const closes = own.length === 0 || own.some((keys) => !keys.some((one) => one.keys.includes('Esc')));
  // Where a screen has a field of its own, the one key goes to that.
  const isFree = !own.flat().some(({ keys }) => keys.includes('/'));
  return [
    { keys: ['Ctrl', 'K'], does: search },
    ...(isFree ? [{ keys: ['/'], does: search }] : []),
    ...own.flat(),
    ...(closes ? [escape] : []),
    undo,
    rail,
    help,
  ];
}

export function KeysHelp({ onClose }: { onClose: () => void }) {
  const { t, language } = useLanguage();
  const session = useSession();
  const lines = useQuery({
    queryKey: ['shortcuts', session.roles],
    queryFn: () => linesFor(session),
    staleTime: Infinity,
  });
  const [on, setOn] = useState(shortcutsOn);
  return (
    <Dialog title={t('keys.title')} closeLabel={t('close')} onClose={onClose}>
      <dl className={styles.keys}>
        {lines.data?.map(({ keys, does }) => (
          <div key={does.vi}>
            <dt>
              {keys.map((name) => (
                <kbd key={name}>{name}</kbd>
              ))}
            </dt>
            <dd>{does[language]}</dd>
          </div>
        ))}
      </dl>
      <label className={styles.toggle}>
        <input
          type="checkbox"
          checked={on}
          onChange={(event) => {
            setShortcutsOn(event.target.checked);
            setOn(event.target.checked);
          }}
        />
        {t('keys.toggle')}
      </label>
    </Dialog>
  );
}
