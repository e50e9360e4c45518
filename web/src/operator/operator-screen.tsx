import { Link } from '@tanstack/react-router';
import { screensOf } from '../api/session.ts';
import { useSession } from '../app/session-context.tsx';
import { NotAllowed } from '../app/state-pages.tsx';
import { useT } from '../i18n/language.tsx';
import { DeadLetters } from './dead-letters.tsx';
import { Incidents } from './incidents.tsx';
import { Links } from './links.tsx';
import styles from './operator-screen.module.css';

/** What is wrong at this site and what to do: links, evidence that may be lost, events that could not be used. */
export function OperatorScreen() {
  const t = useT();
  const session = useSession();
  if (!screensOf(session).operator) return <NotAllowed />;
  return (
    <main className={styles.screen}>
      <header className={styles.head}>
        <h1>{t('operator.title', { name: session.site.name })}</h1>
        <Link to="/operator/guide">{t('operator.guide')}</Link>
      </header>
      <Links />
      <Incidents />
      <DeadLetters services={session.services} />
    </main>
  );
}
