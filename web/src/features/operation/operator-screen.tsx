import { Link } from '@tanstack/react-router';
import { useSession } from '../../shared/session-context.tsx';
import { useT } from './words.ts';
import { DeadLetters } from './dead-letters.tsx';
import { Incidents } from './incidents.tsx';
import { Links } from './links.tsx';
import styles from '../../shared/operating/operating.module.css';

/** What is wrong at this site and what to do: links, evidence that may be lost, events that could not be used. */
export function OperatorScreen() {
  const t = useT();
  const session = useSession();
  return (
    <main className={styles.screen}>
      <header className={styles.head}>
        <h1>{t('operator.title', { name: session.site.name })}</h1>
        <p className={styles.links}>
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
