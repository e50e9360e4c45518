import { Link } from '@tanstack/react-router';
import { Page } from '../shared/state-pages.tsx';
import { useSession } from '../shared/session-context.tsx';
import { featuresOf, findsOf } from './features-of.ts';
import styles from './not-found.module.css';
import { useLanguage } from './windows/words.ts';

/** What there is instead, of what the person has. */
export function NotFound() {
  const { t, language } = useLanguage();
  const features = featuresOf(useSession());
  const finds = findsOf(features, language);
  return (
    <Page icon="search" title={t('notFound.title')}>
      <p>{t('notFound.words')}</p>
      {finds ? <p>{t('notFound.search', { what: finds })}</p> : null}
      {features.length > 0 ? (
        <nav aria-label={t('nav.label')} className={styles.ways}>
          {features.map(({ nav }) => (
            <Link key={nav.to} to={nav.to}>
              {nav.name[language]}
            </Link>
          ))}
        </nav>
      ) : null}
    </Page>
  );
}
