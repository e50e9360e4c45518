import type { Language, Params } from './translate.ts';
import { fill } from './translate.ts';

type Sentences<Key extends string> = Record<Key, string>;

/** A dictionary in both languages; the second is fetched when somebody asks for it. */
interface Part {
  vi: Sentences<string>;
  en: Sentences<string> | undefined;
  fetchEnglish: () => Promise<Sentences<string>>;
}

/** The common words, and those of each feature from the moment that one of its screens is fetched. */
const parts: Part[] = [];
let isEnglish = false;

/** Words of a feature and those common to all. */
export interface Words<Key extends string> {
  in: (language: Language) => (key: Key, params?: Params) => string;
  has: (key: string) => key is Key;
}

/**
 * Makes a dictionary known. Its Vietnamese comes in the file that calls this, its English with `wordsFetched`.
 * @param common what is looked up where this one has no such key
 */
export function addWords<Own extends string, Common extends string = never>(
  vi: Sentences<Own>,
  fetchEnglish: () => Promise<Sentences<Own>>,
  common?: Words<Common>,
): Words<Own | Common> {
  const part: Part = { vi, en: undefined, fetchEnglish };
  parts.push(part);
  const isOwn = (key: string): key is Own => Object.hasOwn(vi, key);
  const translate = (language: Language) => {
    const others = common?.in(language);
    return (key: Own | Common, params?: Params): string => {
      if (!isOwn(key)) return others ? others(key, params) : key;
      const english = language === 'en' ? part.en?.[key] : undefined;
      // English that could not be fetched: the sentence stands in the language that is here.
      return english === undefined ? fill('vi', vi[key], params) : fill('en', english, params);
    };
  };
  const ready = { vi: translate('vi'), en: translate('en') };
  return {
    in: (language) => ready[language],
    has: (key): key is Own | Common => isOwn(key) || (common?.has(key) ?? false),
  };
}

/** Says which language is wanted, and fetches it for all dictionaries that are known. @throws when it cannot be fetched */
export async function wantLanguage(language: Language): Promise<void> {
  isEnglish = language === 'en';
  await wordsFetched();
}

/** Settles when all dictionaries that are known are here in the language that is wanted. @throws when one cannot be fetched */
export async function wordsFetched(): Promise<void> {
  if (!isEnglish) return;
  await Promise.all(
    parts.map(async (part) => {
      part.en ??= await part.fetchEnglish();
    }),
  );
}
