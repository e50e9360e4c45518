import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, Outlet, useLocation } from '@tanstack/react-router';
import { Suspense, useEffect, useState } from 'react';
import { ApiFailure } from '../api/failure.ts';
import { readReachability, subscribeReachability } from '../api/reachability.ts';
import { readSession, type Session, signInAddress } from '../api/session.ts';
import { Button, Skeleton, ToastProvider } from '../design/index.ts';
import { formatDay, formatTime, localDayOf } from '../format/dates.ts';
import { useLanguage, useT } from '../i18n/language.tsx';
import { OutboxProvider } from '../outbox/outbox-provider.tsx';
import type { Feature } from '../shared/feature.ts';
import { ConnectionLine } from './connection-line.tsx';
import { commands, featuresOf } from './features-of.ts';
import { KeysHelp } from './keys-help.tsx';
import { PersonMenu } from './person-menu.tsx';
import { preloadScreens } from './preload.ts';
import { HasWorkContext, SessionContext } from '../shared/session-context.tsx';
import styles from './shell.module.css';
import { useShortcuts } from '../shared/shortcuts.ts';
import { SignedOut, Unreachable } from '../shared/state-pages.tsx';

const askAgainMs = 30_000;

/** The frame of every screen: where one is, who one is, whether what one does arrives. */
export function Shell() {
  const t = useT();
  const session = useQuery({
    queryKey: ['session'],
    queryFn: readSession,
    refetchInterval: askAgainMs,
    refetchOnWindowFocus: 'always',
  });
  const failure = session.error instanceof ApiFailure ? session.error : undefined;
  if (failure?.kind === 'signed-out' && !session.data) return <SignedOut />;
  if (!session.data) return failure ? <Unreachable /> : <Skeleton label={t('loading')} />;
  return (
    <SessionContext value={session.data}>
      <ToastProvider closeLabel={t('close')}>
        <Frame
          features={featuresOf(session.data)}
          session={session.data}
          ended={failure?.kind === 'signed-out'}
        />
      </ToastProvider>
    </SessionContext>
  );
}

interface FrameProps {
  session: Session;
  /** Those that the person has here. */
  features: readonly Feature[];
}

function Frame({ features, session, ended }: FrameProps & { ended: boolean }) {
  const t = useT();
  const [help, setHelp] = useState(false);
  const location = useLocation();
  const wall = features.some(({ bare }) => bare?.(location.pathname, location.search));
  useShortcuts({ '?': () => setHelp(true) });
  useRefetchAfterSilence();
  useEffect(() => {
    // After the first screen has what it needs. What cannot be fetched now is fetched when it is opened.
    const timer = setTimeout(() => void preloadScreens(featuresOf(session)).catch(() => undefined), 1_500);
    return () => clearTimeout(timer);
  }, [session]);
  useEffect(() => {
    document.title = `${session.homeUnit.name} – Liên Thông`;
  }, [session.homeUnit.name]);

  const content = (
    <div className={styles.frame} data-wall={wall || undefined}>
      <a href="#content" className={styles.skip}>
        {t('skip')}
      </a>
      {wall ? null : <TopBar features={features} session={session} onHelp={() => setHelp(true)} />}
      {session.demonstration ? (
        <p className={styles.demonstration}>
          <strong>{t('demonstration.day', { day: formatDay(localDayOf(session.businessNow)) })}</strong>
          <span>{t('demonstration.words')}</span>
          <span className={styles.clocks}>{t('demonstration.clocks')}</span>
        </p>
      ) : null}
      {ended ? <SessionEnded /> : null}
      <div id="content" className={styles.content} tabIndex={-1}>
        <Suspense fallback={<Skeleton label={t('loading')} />}>
          <Outlet />
        </Suspense>
      </div>
      {help ? <KeysHelp onClose={() => setHelp(false)} /> : null}
    </div>
  );
  const framed = <HasWorkContext value={features.length > 0}>{content}</HasWorkContext>;
  const gives = features.some((feature) => feature.commands);
  return gives ? <OutboxProvider commands={commands}>{framed}</OutboxProvider> : framed;
}

/** What failed while the site was silent is asked for again as soon as anything is answered, not when its turn comes. */
function useRefetchAfterSilence(): void {
  const queries = useQueryClient();
  useEffect(
    () =>
      subscribeReachability(() => {
        if (readReachability().downSince === undefined)
          void queries.refetchQueries({ type: 'active', predicate: ({ state }) => state.status === 'error' });
      }),
    [queries],
  );
}

function TopBar({ features, session, onHelp }: FrameProps & { onHelp: () => void }) {
  const { t, language } = useLanguage();
  return (
    <header className={styles.bar}>
      <Link to="/" className={styles.place}>
        <img src="/mark.svg" alt="Liên Thông" width="28" height="28" />
        <span className={styles.unit} title={session.homeUnit.name}>
          {session.homeUnit.name}
        </span>
      </Link>
      <nav aria-label={t('nav.label')} className={styles.nav}>
        {features.map(({ nav }) => (
          <Link key={nav.to} to={nav.to} activeProps={{ 'aria-current': 'page' }}>
            {nav.name[language]}
          </Link>
        ))}
      </nav>
      <ConnectionLine />
      <time className={styles.clock} dateTime={session.businessNow} title={t('businessTime')}>
        {formatTime(session.businessNow)}
      </time>
      <span className={styles.keys}>
        <Button
          look="quiet"
          icon="keyboard"
          onClick={onHelp}
          aria-label={t('keys.open')}
          title={t('keys.open')}
        />
      </span>
      <PersonMenu />
    </header>
  );
}

function SessionEnded() {
  const t = useT();
  return (
    <p className={styles.ended} role="alert">
      <span>{t('sessionEnded')}</span>
      <a href={signInAddress(location.pathname + location.search)}>{t('signIn')}</a>
    </p>
  );
}
