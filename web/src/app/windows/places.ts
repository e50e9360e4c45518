import { type AnyRoute, useRouter } from '@tanstack/react-router';
import { matches } from '../../design/index.ts';
import type { Language } from '../../i18n/translate.ts';
import type { Name } from '../../shared/feature.ts';
import { allows } from '../../shared/needs.ts';
import type { Hit } from '../../shared/search.ts';
import { useSession } from '../../shared/session-context.tsx';
import { useTheme } from '../../shared/theme.tsx';
import { entriesOf, featuresOf, startsOf } from '../features-of.ts';
import type { WindowName } from './props.ts';
import { useLanguage } from './words.ts';

/** Something that is opened or done at once. */
export interface Place extends Hit {
  run?: () => void;
}

interface Known {
  name: Name;
  place: Place;
}

/** Pages and actions that a person has, found by their names in both languages; all of them where nothing is sought. */
export function usePlaces(onOpen: (name: WindowName) => void) {
  const { language } = useLanguage();
  const pages = usePages(language);
  const actions = useActions(language, onOpen);
  const found = (known: readonly Known[], text: string): Place[] =>
    known
      .filter(({ name }) => text === '' || matches(`${name.vi} ${name.en}`, text))
      .map(({ place }) => place);
  return {
    pagesFor: (text: string) => found(pages, text),
    actionsFor: (text: string) => found(actions, text),
  };
}

function usePages(language: Language): Known[] {
  const session = useSession();
  const own = featuresOf(session);
  const starts = startsOf(session).map(({ to }) => to);
  const entries = entriesOf(own);
  const { routesById } = useRouter();
  const others = Object.values<AnyRoute>(routesById).flatMap((route) => {
    const { title, needs } = route.options.staticData ?? {};
    const to: string = route.fullPath;
    const isOwn = own.some(({ routes }) => routes.includes(topOf(route)));
    // What takes a parameter is found as what it is about.
    if (!title || !isOwn || to.includes('$') || (needs && !allows(session, needs))) return [];
    if (starts.includes(to) || entries.some((entry) => entry.to === to)) return [];
    return [{ to, name: title as Name }];
  });
  return [...entries, ...others].map(({ to, name }) => ({
    name,
    place: { id: to, title: name[language], note: '', href: to },
  }));
}

const topOf = (route: AnyRoute): AnyRoute =>
  !route.parentRoute || route.parentRoute.isRoot ? route : topOf(route.parentRoute);

/** What features let begin, and what the frame itself can do. */
function useActions(language: Language, onOpen: (name: WindowName) => void): Known[] {
  const session = useSession();
  const { setLanguage } = useLanguage();
  const { choose } = useTheme();
  const isDark = document.documentElement.dataset.theme === 'dark';
  const own = [
    {
      name: { vi: 'Đổi giao diện sáng, tối', en: 'Change the theme: light, dark' },
      run: () => choose(isDark ? 'light' : 'dark'),
    },
    {
      name: { vi: 'Đổi ngôn ngữ: English', en: 'Change the language: Tiếng Việt' },
      run: () => setLanguage(language === 'vi' ? 'en' : 'vi'),
    },
    { name: { vi: 'Phím tắt', en: 'Keys, shortcuts' }, run: () => onOpen('keysHelp') },
    {
      name: { vi: 'Kết nối và việc chưa gửi', en: 'Connection and unsent work' },
      run: () => onOpen('unsentSheet'),
    },
    { name: { vi: 'Đăng xuất, tài khoản', en: 'Sign out, account' }, run: () => onOpen('personSettings') },
  ];
  return [
    ...startsOf(session).map(({ name, to, key }) => ({
      name,
      place: { id: to, title: name[language], note: key?.toUpperCase() ?? '', href: to },
    })),
    ...own.map(({ name, run }) => ({
      name,
      place: { id: name.en, title: name[language], note: '', href: '', run },
    })),
  ];
}
