import { useState } from 'react';
import { Icon } from '../design/index.ts';
import { useLanguage } from '../i18n/language.tsx';
import { useSession } from '../shared/session-context.tsx';
import { Window } from './windows/index.tsx';
import styles from './person-menu.module.css';

/** Who is signed in, how the screen looks, and the way out. */
export function PersonMenu() {
  const session = useSession();
  const { t } = useLanguage();
  const [open, setOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        className={styles.person}
        onClick={() => setOpen(true)}
        aria-haspopup="dialog"
        aria-label={t('person.open', { name: session.name })}
      >
        <Icon name="person" />
        <span className={styles.name}>{session.name}</span>
      </button>
      {open ? <Window name="personSettings" onClose={() => setOpen(false)} /> : null}
    </>
  );
}
