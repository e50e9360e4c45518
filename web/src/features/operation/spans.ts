import type { Translate } from './words.ts';

const steps = [
  ['span.days', 86_400_000],
  ['span.hours', 3_600_000],
  ['span.minutes', 60_000],
] as const;

/** A length of time in its two largest units: `3 ngày 2 giờ`. */
export function spanWords(t: Translate, ms: number): string {
  const words: string[] = [];
  let rest = Math.round(ms / 60_000) * 60_000;
  for (const [key, size] of steps) {
    const n = Math.floor(rest / size);
    rest -= n * size;
    if (n > 0) words.push(t(key, { n }));
  }
  return words.slice(0, 2).join(' ') || t('span.minutes', { n: 0 });
}
