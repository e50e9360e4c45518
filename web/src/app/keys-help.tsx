import { useState } from 'react';
import { Dialog } from '../design/index.ts';
import { useT } from '../i18n/language.tsx';
import type { Key } from '../i18n/translate.ts';
import styles from './keys-help.module.css';
import { setShortcutsOn, shortcutsOn } from './shortcuts.ts';

const keys: [string[], Key][] = [
  [['/'], 'keys.search'],
  [['N'], 'keys.new'],
  [['↑', '↓'], 'keys.move'],
  [['Enter'], 'keys.enter'],
  [['A'], 'keys.action'],
  [['P'], 'keys.print'],
  [['Ctrl', 'Enter'], 'keys.submit'],
  [['Esc'], 'keys.escape'],
  [['?'], 'keys.help'],
];

export function KeysHelp({ onClose }: { onClose: () => void }) {
  const t = useT();
  const [on, setOn] = useState(shortcutsOn);
  return (
    <Dialog title={t('keys.title')} closeLabel={t('close')} onClose={onClose}>
      <dl className={styles.keys}>
        {keys.map(([names, words]) => (
          <div key={words}>
            <dt>
              {names.map((name) => (
                <kbd key={name}>{name}</kbd>
              ))}
            </dt>
            <dd>{t(words)}</dd>
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
