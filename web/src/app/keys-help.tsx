import { useState } from 'react';
import { type Screens, screensOf } from '../api/session.ts';
import { Dialog } from '../design/index.ts';
import { useT } from '../i18n/language.tsx';
import type { Key } from '../i18n/translate.ts';
import styles from './keys-help.module.css';
import { useSession } from '../shared/session-context.tsx';
import { setShortcutsOn, shortcutsOn } from '../shared/shortcuts.ts';

/** The keys of the screens that a person has: none that does nothing for them. */
const keysOf = ({ dossiers, register, board }: Screens): [string[], Key][] => [
  ...when(dossiers, [['/'], 'keys.search']),
  ...when(register, [['N'], 'keys.new']),
  ...when(dossiers, [['↑', '↓'], 'keys.move'], [['Enter'], 'keys.enter']),
  ...when(register, [['A'], 'keys.action']),
  ...when(dossiers, [['P'], 'keys.print'], [['Ctrl', 'Enter'], 'keys.submit']),
  ...when(board, [['↑', '↓'], 'keys.lines'], [['Enter'], 'keys.line'], [['Esc'], 'keys.back']),
  ...when(!board || dossiers, [['Esc'], 'keys.escape']),
  [['?'], 'keys.help'],
];
const when = (has: boolean, ...keys: [string[], Key][]): [string[], Key][] => (has ? keys : []);

export function KeysHelp({ onClose }: { onClose: () => void }) {
  const t = useT();
  const screens = screensOf(useSession());
  const [on, setOn] = useState(shortcutsOn);
  return (
    <Dialog title={t('keys.title')} closeLabel={t('close')} onClose={onClose}>
      <dl className={styles.keys}>
        {keysOf(screens).map(([names, words]) => (
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
