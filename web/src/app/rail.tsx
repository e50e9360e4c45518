import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { classNames, Icon, type IconName } from '../design/index.ts';
import { useLanguage } from '../i18n/language.tsx';
import type { Feature } from '../shared/feature.ts';
import { readPreference, writePreference } from '../shared/preferences.ts';
import { useShortcuts } from '../shared/shortcuts.ts';
import { CountMark } from './count-mark.tsx';
import { entriesOf } from './features-of.ts';
import styles from './rail.module.css';

/** Where a person's work is, and how much of it waits: at the left, at the foot of a phone. */
export function Rail({
  features,
  onHelp,
  onMore,
}: {
  features: readonly Feature[];
  onHelp: () => void;
  onMore: () => void;
}) {
  const { t, language } = useLanguage();
  const [isOpen, setOpen] = useState(() => readPreference('rail') === 'open');
  const toggle = (): void => {
    writePreference('rail', isOpen ? '' : 'open');
    setOpen(!isOpen);
  };
  useShortcuts({ '[': toggle }, 'frame');
  const entries = entriesOf(features);
  return (
    <div className={styles.rail} data-open={isOpen || undefined}>
      <Link to="/" className={styles.mark} title={t('goHome')}>
        <img src="/mark.svg" alt="" width="28" height="28" />
        <span className={styles.name}>Liên Thông</span>
      </Link>
      <nav aria-label={t('nav.label')} className={styles.nav}>
        {entries.map((entry, index) => (
          <Link
            key={entry.to}
            to={entry.to}
            activeProps={{ 'aria-current': 'page' }}
            className={classNames(
              styles.entry,
              index > 0 && entry.group !== entries[index - 1]?.group && styles.begins,
            )}
            title={isOpen ? undefined : entry.name[language]}
          >
            <Icon name={entry.icon} size={20} />
            <span className={styles.name}>{entry.name[language]}</span>
            <span className={styles.waiting}>
              <CountMark of={entry.to} />
            </span>
          </Link>
        ))}
        <button
          type="button"
          className={classNames(styles.entry, styles.more)}
          aria-haspopup="dialog"
          onClick={onMore}
        >
          <Icon name="more" size={20} />
          <span className={styles.name}>{t('nav.more')}</span>
        </button>
      </nav>
      <div className={styles.foot}>
        <Tool icon="keyboard" words={t('keys.open')} onClick={onHelp} />
        <Tool icon="panel" words={t(isOpen ? 'nav.narrow' : 'nav.widen')} onClick={toggle} />
      </div>
    </div>
  );
}

function Tool({ icon, words, onClick }: { icon: IconName; words: string; onClick: () => void }) {
  return (
    <button type="button" className={styles.entry} title={words} onClick={onClick}>
      <Icon name={icon} size={20} />
      <span className={styles.name}>{words}</span>
    </button>
  );
}
