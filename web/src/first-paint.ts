/*
 * Runs before anything is painted, as a script of its own that waits for no other: colours and width of the rail are as this person
 * chose, so that nothing flashes or moves. The names are those of `shared/preferences.ts`.
 */
const { dataset } = document.documentElement;

const chosen = (name: string): string | null => {
  try {
    return localStorage.getItem(`lien-thong.${name}`);
  } catch {
    return null;
  }
};

const theme = chosen('theme');
const followsDevice = theme !== 'light' && theme !== 'dark';
const isDark = followsDevice ? matchMedia('(prefers-color-scheme: dark)').matches : theme === 'dark';
dataset['theme'] = isDark ? 'dark' : 'light';
if (chosen('rail') === 'open') dataset['rail'] = 'open';

export {};
