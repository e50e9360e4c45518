/** What a person chose on this device. Never personal data. */
type Preference = 'theme' | 'language' | 'shortcuts' | 'rail' | 'unit' | OfFeature;
/** `<feature>.<name>`, by the name of its folder. */
type OfFeature = `${string}.${string}`;

const keyOf = (name: Preference): string => `lien-thong.${name}`;

export function readPreference(name: Preference): string {
  try {
    return localStorage.getItem(keyOf(name)) ?? '';
  } catch {
    // Storage may be forbidden by the browser's policy; the app works without it.
    return '';
  }
}

export function writePreference(name: Preference, value: string): void {
  try {
    localStorage.setItem(keyOf(name), value);
  } catch {
    // As above: the choice then lasts as long as the page.
  }
}
