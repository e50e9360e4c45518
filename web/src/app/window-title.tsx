import { useMatches } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useSaidTitle } from '../design/index.ts';
import { useLanguage } from '../i18n/language.tsx';

/** What is open, where, in which app: tabs, history and papers saved as files are told apart by it. */
export function WindowTitle({ unit }: { unit: string }) {
  const { t, language } = useLanguage();
  const { words, isWrong } = useSaidTitle();
  const ofRoute = useMatches({ select: (matches) => matches.at(-1)?.staticData.title });
  const title = [words ?? ofRoute?.[language], unit, 'Liên Thông'].filter(Boolean).join(' – ');
  const whole = isWrong ? t('title.wrong', { title }) : title;
  useEffect(() => {
    document.title = whole;
  }, [whole]);
  return null;
}
