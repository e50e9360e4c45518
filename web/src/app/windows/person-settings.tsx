import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { signOut } from '../../api/session.ts';
import { Button, Choice, Dialog, Icon, Notice, useToast } from '../../design/index.ts';
import { useLanguage } from './words.ts';
import { forgetDrafts } from '../../outbox/draft.ts';
import { forgetKnown } from '../../outbox/last-known.ts';
import { useUnsent } from '../../outbox/outbox-provider.tsx';
import { useOwner } from '../../outbox/owner.ts';
import { noteSignOut } from '../../outbox/sign-out.ts';
import { useFailureWords } from '../../shared/refusal-words.ts';
import { useSession } from '../../shared/session-context.tsx';
import { useTheme } from '../../shared/theme.tsx';
import { entriesOf, featuresOf, mostAtFoot } from '../features-of.ts';
import styles from './person-settings.module.css';

/** How the screen looks, and the way out. */
export function PersonSettings({ onClose }: { onClose: () => void }) {
  const session = useSession();
  const owner = useOwner();
  const { t, language, setLanguage } = useLanguage();
  const { choice, choose } = useTheme();
  const unsent = useUnsent();
  const queries = useQueryClient();
  const toast = useToast();
  const failureWords = useFailureWords();
  const [busy, setBusy] = useState(false);

  const leave = async (): Promise<void> => {
    setBusy(true);
    try {
      await signOut();
      noteSignOut(owner);
      await Promise.all([forgetDrafts(owner), forgetKnown(owner)]).catch(console.error);
      sessionStorage.clear();
      queries.clear();
      location.assign('/');
    } catch (error) {
      toast({ tone: 'late', words: failureWords(error) });
      setBusy(false);
    }
  };

  return (
    <Dialog title={session.name} closeLabel={t('close')} onClose={onClose}>
      <div className={styles.settings}>
        <p className={styles.title}>
          {session.title} · {session.homeUnit.name}
          <br />
          {session.roles.map((role) => t(`role.${role}`)).join(', ')}
        </p>
        <nav className={styles.parts} aria-label={t('nav.more')}>
          {entriesOf(featuresOf(session))
            .slice(mostAtFoot)
            .map(({ to, name, icon }) => (
              <Link key={to} to={to} onClick={onClose}>
                <Icon name={icon} size={20} />
                {name[language]}
              </Link>
            ))}
        </nav>
        <Choice
          legend={t('theme.label')}
          value={choice}
          onChange={choose}
          options={[
            { value: 'system', label: t('theme.system') },
            { value: 'light', label: t('theme.light') },
            { value: 'dark', label: t('theme.dark') },
          ]}
        />
        <Choice
          legend={t('language.label')}
          value={language}
          onChange={setLanguage}
          options={[
            { value: 'vi', label: 'Tiếng Việt' },
            { value: 'en', label: 'English' },
          ]}
        />
        {unsent.length > 0 ? <Notice tone="soon">{t('signOut.unsent', { n: unsent.length })}</Notice> : null}
        <Button busy={busy} onClick={() => void leave()}>
          {t('signOut')}
        </Button>
      </div>
    </Dialog>
  );
}
