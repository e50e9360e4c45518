import { useQueryClient } from '@tanstack/react-query';
import { Outlet, useLocation, useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useMemo, useRef, useState } from 'react';
import { readReachability, subscribeReachability } from '../api/reachability.ts';
import type { Session } from '../api/session.ts';
import { endOpening, Skeleton, ToastProvider, Toasts, useToastAction } from '../design/index.ts';
import { useT } from '../i18n/language.tsx';
import { OutboxProvider } from '../outbox/outbox-provider.tsx';
import type { Feature } from '../shared/feature.ts';
import { featuresOf, fetchCommands, startsOf } from './features-of.ts';
import { PaperHost } from './paper-host.tsx';
import { Window } from './windows/index.tsx';
import type { WindowName } from './windows/props.ts';
import { Rail } from './rail.tsx';
import { HasWorkContext, SessionContext } from '../shared/session-context.tsx';
import styles from './shell.module.css';
import { isComposing } from '../shared/composing.ts';
import { useShortcuts } from '../shared/shortcuts.ts';
import { SignedOut, Unreachable } from '../shared/state-pages.tsx';
import { TopBar } from './top-bar.tsx';
import { chosenUnit, readChosenUnit, writeChosenUnit } from './chosen-unit.ts';
import { useBehind } from './use-behind.ts';
import { useWho } from './use-who.ts';
import { WindowTitle } from './window-title.tsx';

const ReplacedUnit = lazy(async () => import('./replaced-unit.tsx').catch(() => ({ default: () => null })));
const NewRelease = lazy(async () => import('./new-release.tsx').catch(() => ({ default: () => null })));

const restMs = 1_500;
const mostWaits = 5;

/** The frame of every screen: where one is, who one is, whether what one does arrives. */
export function Shell() {
  const { session, isUnverified, failure } = useWho();
  const [unit, setUnit] = useState(readChosenUnit);
  const known = useMemo(
    () => session && { ...session, homeUnit: chosenUnit(session, unit) },
    [session, unit],
  );
  const chooseUnit = (key: string): void => {
    writeChosenUnit(key);
    setUnit(key);
  };
  if (failure?.kind === 'signed-out' && !known) return <SignedOut />;
  // Until somebody is known, the frame of `index.html` stands.
  if (!known) return failure ? <Unreachable /> : null;
  return (
    <SessionContext value={known}>
      <ToastProvider>
        <Frame
          features={featuresOf(known)}
          session={known}
          ended={failure?.kind === 'signed-out'}
          isUnverified={isUnverified}
          onChooseUnit={chooseUnit}
        />
      </ToastProvider>
    </SessionContext>
  );
}

interface FrameProps {
  session: Session;
  /** Those that the person has here. */
  features: readonly Feature[];
  /** What is shown is kept, but nothing more is answered. */
  ended: boolean;
  /** The site has not said yet who this is. */
  isUnverified: boolean;
  onChooseUnit: (key: string) => void;
}

function Frame({ features, session, ended, isUnverified, onChooseUnit }: FrameProps) {
  const t = useT();
  const [open, setOpen] = useState<WindowName>();
  const { pathname, search } = useLocation();
  const isBare = features.some(({ bare }) => bare?.(pathname, search));
  const hasWork = features.length > 0;
  const help = (): void => setOpen('keysHelp');
  const find = (): void => setOpen('search');
  // Who has nothing here has nothing to search.
  useShortcuts({ '?': help, ...(hasWork ? { '/': find } : {}), ...useActionKeys(session) }, 'frame');
  useSearchKey(hasWork ? find : undefined);
  useRefetchAfterSilence();
  const queries = useQueryClient();
  const Notices = useBehind(async () => (await import('./notices.tsx')).Notices);
  // It hears nothing before somebody can scan something.
  const Scanning = useBehind(async () => (await import('./scanning.tsx')).fetchScanning());
  const [isRested, setRested] = useState(false);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    const afterFirstScreen = (waits: number): void => {
      timer = setTimeout(() => {
        // On a slow line the first screen still asks for what it shows.
        if (queries.isFetching() > 0 && waits > 0) afterFirstScreen(waits - 1);
        else {
          setRested(true);
          endOpening();
          // What cannot be fetched now is fetched when it is opened.
          import('./preload.ts')
            .then(({ preloadApp }) => preloadApp(featuresOf(session)))
            .catch(() => undefined);
        }
      }, restMs);
    };
    afterFirstScreen(mostWaits);
    return () => clearTimeout(timer);
    // Once for each person: what the session says again every half minute changes nothing here.
    // biome-ignore lint/correctness/useExhaustiveDependencies: the features follow from who it is
  }, [session.subject, queries]);

  const content = (
    <div className={styles.frame} data-bare={isBare || undefined}>
      <WindowTitle unit={session.homeUnit.name} />
      <a href="#content" className={styles.skip}>
        {t('skip')}
      </a>
      {isBare ? null : (
        <>
          <Rail features={features} onHelp={help} onMore={() => setOpen('personSettings')} />
          <TopBar
            features={features}
            isRested={isRested}
            session={session}
            onSearch={hasWork ? find : undefined}
            onChooseUnit={onChooseUnit}
          />
        </>
      )}
      <div className={styles.screen}>
        {Notices ? <Notices ended={ended} isUnverified={isUnverified} /> : null}
        {session.homeUnit.replaced ? (
          <Suspense fallback={null}>
            <ReplacedUnit />
          </Suspense>
        ) : null}
        {isRested ? (
          <Suspense fallback={null}>
            <NewRelease isBare={isBare} />
          </Suspense>
        ) : null}
        <div id="content" className={styles.content} tabIndex={-1}>
          <Suspense fallback={<Skeleton label={t('loading')} />}>
            {/* What is open is of one unit: another one begins anew. */}
            <Outlet key={session.homeUnit.key} />
          </Suspense>
        </div>
        <Toasts closeLabel={t('close')} undoKey={undoKey} />
      </div>
      {open ? <Window key={open} name={open} onClose={() => setOpen(undefined)} onOpen={setOpen} /> : null}
      {Scanning ? <Scanning /> : null}
    </div>
  );
  const framed = (
    <HasWorkContext value={hasWork}>
      <PaperHost>{content}</PaperHost>
    </HasWorkContext>
  );
  const gives = features.some((feature) => feature.commands);
  return gives ? <OutboxProvider fetchCommands={fetchCommands}>{framed}</OutboxProvider> : framed;
}

const undoKey = 'z';

/** What features let begin from anywhere, and what was just done and can be taken back. */
function useActionKeys(session: Session): Record<string, () => void> {
  const navigate = useNavigate();
  const undo = useToastAction();
  const starts = startsOf(session).flatMap(({ key, to }) =>
    key ? [[key, () => void navigate({ to })] as const] : [],
  );
  return { ...Object.fromEntries(starts), ...(undo ? { [undoKey]: undo } : {}) };
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
