import { Link } from '@tanstack/react-router';
import { screensOf } from '../../api/session.ts';
import { useSession } from '../../shared/session-context.tsx';
import { NotAllowed } from '../../shared/state-pages.tsx';
import { useT } from '../../i18n/language.tsx';
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
        <p className={styles.links}>
          {screensOf(session).sites ? <Link to="/operator/sites">{t('sites.title')}</Link> : null}
          <Link to="/operator/decisions">{t('decisions.title')}</Link>
          <Link to="/operator/guide">{t('operator.guide')}</Link>
        </p>
      </header>
      <Links />
      <Incidents services={session.services} />
      <DeadLetters services={session.services} />
    </main>
  );
}
