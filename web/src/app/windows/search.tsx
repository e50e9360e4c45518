import { useQueries, useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { classNames, Dialog, Icon, Notice } from '../../design/index.ts';
import { formatCount } from '../../format/numbers.ts';
import { useFailureWords } from '../../shared/refusal-words.ts';
import { isComposing } from '../../shared/composing.ts';
import { useRested } from '../../shared/use-rested.ts';
import { useSession } from '../../shared/session-context.tsx';
import { featuresOf, findsOf } from '../features-of.ts';
import { type Place, usePlaces } from './places.ts';
import type { WindowName, WindowProps } from './props.ts';
import styles from './search.module.css';
import { useLanguage, useT } from './words.ts';

const mostCharacters = 100;

/** One field over all that a person has here: each feature looks for itself, and what it finds stands under its name. */
export function Search({ onClose, onOpen }: WindowProps) {
  const { t, language } = useLanguage();
  const id = useId();
  const router = useRouter();
  const features = featuresOf(useSession());
  const [typed, setTyped] = useState('');
  const [active, setActive] = useState(0);
  /** Enter was pressed before the answer to these words was there. */
  const [awaited, setAwaited] = useState('');
  const text = typed.trim();
  const { groups, isSettled, sought, hurry } = useFound(text, onOpen ?? (() => undefined));
  const all = groups.flatMap(({ hits }) => hits);
  // What is listed is of older words: it is not what Enter means.
  const isStale = sought !== text || !isSettled;
  const list = useRef<HTMLDivElement>(null);

  const open = (place: Place): void => {
    onClose();
    if (place.run) place.run();
    else {
      remember(place);
      router.history.push(place.href);
    }
  };
  useEffect(() => {
    if (awaited === '' || awaited !== text || isStale) return;
    setAwaited('');
    const meant =
      all.find(({ exact }) => exact) ?? (all.length === 1 && !all[0]?.further ? all[0] : undefined);
    if (meant) open(meant);
  });
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [active]);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (isComposing(event)) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setActive((now) => (all.length === 0 ? 0 : (now + step + all.length) % all.length));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      const chosen = all[active];
      if (isStale) {
        setAwaited(text);
        hurry();
      } else if (chosen) open(chosen);
    }
  };

  let at = -1;
  return (
    <Dialog steady title={t('search.title')} closeLabel={t('close')} onClose={onClose}>
      <div className={styles.box}>
        <Icon name="search" />
        <input
          role="combobox"
          type="text"
          inputMode="search"
          autoComplete="off"
          spellCheck={false}
          data-autofocus
          maxLength={mostCharacters}
          value={typed}
          placeholder={findsOf(features, language)}
          aria-label={t('search.title')}
          aria-expanded={all.length > 0}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={all[active] ? `${id}-${active}` : undefined}
          onChange={(event) => {
            setTyped(event.target.value);
            setActive(0);
            setAwaited('');
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <Told text={text} groups={groups} isStale={isStale} />
      <div
        ref={list}
        id={`${id}-list`}
        role="listbox"
        aria-label={t('search.found')}
        aria-busy={isStale}
        className={styles.list}
        data-stale={isStale || undefined}
      >
        {groups.map(({ name, hits, isMore }) =>
          hits.length === 0 ? null : (
            <div key={name} role="group" aria-label={name} className={styles.group}>
              <p aria-hidden="true">{name}</p>
              {hits.map((hit) => {
                at += 1;
                const index = at;
                return (
                  <div
                    key={hit.id}
                    id={`${id}-${index}`}
                    role="option"
                    tabIndex={-1}
                    aria-selected={index === active}
                    className={classNames(styles.hit, index === active && styles.active)}
                    onPointerMove={() => setActive(index)}
                    onClick={() => open(hit)}
                  >
                    <span>{hit.title}</span>
                    {hit.note ? <span className={styles.note}>{hit.note}</span> : null}
                  </div>
                );
              })}
              {isMore ? <p aria-hidden="true">{t('search.more')}</p> : null}
            </div>
          ),
        )}
      </div>
    </Dialog>
  );
}

const mostRemembered = 5;
/** What was opened from here lately, as long as the page lives: its names stand nowhere else. */
let recent: readonly Place[] = [];

function remember(place: Place): void {
  recent = [place, ...recent.filter(({ href }) => href !== place.href)].slice(0, mostRemembered);
}

interface Group {
  name: string;
  hits: readonly Place[];
  isMore: boolean;
  error?: unknown;
}

/** Why there is nothing, or less than there is; and for who listens, how much was found. */
function Told({ text, groups, isStale }: { text: string; groups: readonly Group[]; isStale: boolean }) {
  const t = useT();
  const failureWords = useFailureWords();
  const found = groups.reduce((sum, { hits }) => sum + hits.length, 0);
  const isMore = groups.some((group) => group.isMore);
  const failed = groups.filter(({ error }) => error);
  return (
    <>
      <p role="status" className={found > 0 ? 'visually-hidden' : styles.told}>
        {text === ''
          ? ''
          : isStale
            ? t('search.looking')
            : found > 0
              ? `${t('search.count', { n: formatCount(found) })}. ${isMore ? t('search.more') : ''}`
              : failed.length > 0
                ? ''
                : t('search.none', { text })}
      </p>
      {failed.map(({ name, error }) => (
        <Notice key={name} tone="late">
          <strong>{name}</strong>: {failureWords(error)}
        </Notice>
      ))}
    </>
  );
}

/** What was found for the words that were typed when typing rested. */
function useFound(text: string, onOpen: (name: WindowName) => void) {
  const { language, t } = useLanguage();
  const session = useSession();
  const queries = useQueryClient();
  const features = featuresOf(session);
  const { rested: sought, hurry } = useRested(text);
  const searching = features.flatMap(({ nav, search }) => (search ? [{ nav, search }] : []));
  const answers = useQueries({
    queries: searching.map(({ nav, search: { load } }) => ({
      queryKey: ['search', nav.to, language, sought],
      queryFn: async ({ signal }: { signal: AbortSignal }) =>
        (await load())({ text: sought, session, queries, language, signal }),
      enabled: sought !== '',
      staleTime: 5_000,
      gcTime: 0,
      retry: false,
    })),
  });
  const { pagesFor, actionsFor } = usePlaces(onOpen);
  const group = (name: string, hits: readonly Place[]): Group => ({ name, hits, isMore: false });
  const pages = group(t('search.pages'), pagesFor(sought));
  const actions = group(t('search.actions'), actionsFor(sought));
  const found = searching.map(({ nav }, index): Group => {
    const { data, error } = answers[index] ?? {};
    const name = nav.name[language];
    return data ? { name, ...data } : { name, hits: [], isMore: false, error };
  });
  return {
    // Whoever types a name of a page alone means the page; whoever types more means what it is about.
    groups: sought === '' ? [group(t('search.recent'), recent), actions, pages] : [...found, pages, actions],
    isSettled: sought === '' || answers.every(({ isFetching }) => !isFetching),
    sought,
    hurry,
  };
}
