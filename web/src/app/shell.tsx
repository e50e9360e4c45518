import { useQueryClient } from '@tanstack/react-query';
import { Link, Outlet, useLocation } from '@tanstack/react-router';
import { Suspense, useEffect, useRef, useState } from 'react';
import { readReachability, subscribeReachability } from '../api/reachability.ts';
import { type Session, signInAddress } from '../api/session.ts';
import { Button, Icon, Skeleton, ToastProvider } from '../design/index.ts';
import { formatDay, formatTime, localDayOf } from '../format/dates.ts';
import { useT } from '../i18n/language.tsx';
import { useDeviceKeeps } from '../outbox/device-health.ts';
import { OutboxProvider } from '../outbox/outbox-provider.tsx';
import type { Feature } from '../shared/feature.ts';
import { ConnectionLine } from './connection-line.tsx';
import { commands, featuresOf } from './features-of.ts';
import { Nav } from './nav.tsx';
import { PaperHost } from './paper-host.tsx';
import { fetchWindows, Window } from './windows/index.tsx';
import { PersonMenu } from './person-menu.tsx';
import { keepApp } from './keep-app.ts';
import { preloadScreens } from './preload.ts';
import { useWho } from './use-who.ts';
import { HasWorkContext, SessionContext } from '../shared/session-context.tsx';
import styles from './shell.module.css';
import { isComposing } from '../shared/composing.ts';
import { useShortcuts } from '../shared/shortcuts.ts';
import { SignedOut, Unreachable } from '../shared/state-pages.tsx';

/** The frame of every screen: where one is, who one is, whether what one does arrives. */
export function Shell() {
  const t = useT();
  const { session, isUnverified, failure } = useWho();
  if (failure?.kind === 'signed-out' && !session) return <SignedOut />;
  if (!session) return failure ? <Unreachable /> : <Skeleton label={t('loading')} />;
  return (
    <SessionContext value={session}>
      <ToastProvider closeLabel={t('close')}>
        <Frame
          features={featuresOf(session)}
          session={session}
          ended={failure?.kind === 'signed-out'}
          isUnverified={isUnverified}
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

function Frame({
  features,
  session,
  ended,
  isUnverified,
}: FrameProps & { ended: boolean; isUnverified: boolean }) {
  const t = useT();
  const [help, setHelp] = useState(false);
  const location = useLocation();
  const wall = features.some(({ bare }) => bare?.(location.pathname, location.search));
  const [searching, setSearching] = useState(false);
  // Who has nothing here has nothing to search.
  const search = features.length > 0 ? () => setSearching(true) : undefined;
  useShortcuts({ '?': () => setHelp(true), ...(search ? { '/': search } : {}) }, 'frame');
  useSearchKey(search);
  useRefetchAfterSilence();
  useEffect(() => {
    // After the first screen has what it needs. What cannot be fetched now is fetched when it is opened.
    const prepare = async (): Promise<void> => {
      await Promise.all([fetchWindows(), preloadScreens(featuresOf(session))]);
      await keepApp();
    };
    const timer = setTimeout(() => void prepare().catch(() => undefined), 1_500);
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
      {wall ? null : (
        <TopBar features={features} session={session} onHelp={() => setHelp(true)} onSearch={search} />
      )}
      {session.demonstration ? (
        <p className={styles.demonstration}>
          <strong>{t('demonstration.day', { day: formatDay(localDayOf(session.businessNow)) })}</strong>
          <span>{t('demonstration.words')}</span>
          <span className={styles.clocks}>{t('demonstration.clocks')}</span>
        </p>
      ) : null}
      {ended ? <SessionEnded /> : isUnverified ? <FromDevice /> : null}
      <DeviceFull />
      <div id="content" className={styles.content} tabIndex={-1}>
        <Suspense fallback={<Skeleton label={t('loading')} />}>
          <Outlet />
        </Suspense>
      </div>
      {searching ? <Window name="search" onClose={() => setSearching(false)} /> : null}
      {help ? <Window name="keysHelp" onClose={() => setHelp(false)} /> : null}
    </div>
  );
  const framed = (
    <HasWorkContext value={features.length > 0}>
      <PaperHost>{content}</PaperHost>
    </HasWorkContext>
  );
  const gives = features.some((feature) => feature.commands);
  return gives ? <OutboxProvider commands={commands}>{framed}</OutboxProvider> : framed;
}

/** Ctrl+K searches from everywhere, also out of a field; not over a window, whose words would be left. */
function useSearchKey(search: (() => void) | undefined): void {
  const latest = useRef(search);
  useEffect(() => {
    latest.current = search;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      const isIt =
        (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.code === 'KeyK';
      if (!isIt || !latest.current || isComposing(event)) return;
      event.preventDefault();
      if (!document.querySelector('dialog[open]')) latest.current();
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, []);
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

function TopBar({
  features,
  session,
  onHelp,
  onSearch,
}: FrameProps & { onHelp: () => void; onSearch: (() => void) | undefined }) {
  const t = useT();
  return (
    <header className={styles.bar}>
      <Link to="/" className={styles.place}>
        <img src="/mark.svg" alt="Liên Thông" width="28" height="28" />
        <span className={styles.unit} title={session.homeUnit.name}>
          {session.homeUnit.name}
        </span>
      </Link>
      <Nav features={features} />
      {onSearch ? (
        <button type="button" className={styles.search} onClick={onSearch} title={t('search.open')}>
          <Icon name="search" />
          <span>{t('search.short')}</span>
          <kbd aria-hidden="true">Ctrl K</kbd>
        </button>
      ) : null}
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

/** The site has not been reached since the app was opened. */
function FromDevice() {
  const t = useT();
  return (
    <p className={styles.ended} role="status">
      <span>{t('fromDevice')}</span>
    </p>
  );
}

/** What is given to this device to be kept is not kept: sending goes on, and the window must stay. */
function DeviceFull() {
  const t = useT();
  if (useDeviceKeeps()) return null;
  return (
    <p className={styles.ended} role="alert">
      <span>{t('deviceFull')}</span>
    </p>
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
