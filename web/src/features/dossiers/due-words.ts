import { formatShortDay } from '../../format/dates.ts';

/**
 * For lists: "còn 2 ngày làm việc · 06/05" of "còn 2 ngày làm việc, đến hết thứ Tư 06/05"; all of it is in the title. Words that
 * say a day already get no second one: of two days nobody knows which is meant.
 */
export function shortened(words: string, day: string): string {
  const [first = ''] = words.split(',');
  const date = day === '' ? '' : formatShortDay(day);
  return date === '' || /\d{2}\/\d{2}/.test(first) ? first : `${first} · ${date}`;
}

/** Whether a line of the derivation has a source that its own words do not name yet. */
export const isUnsaid = (source: string, words: string): boolean =>
  source !== '' && !words.toLocaleLowerCase('vi').includes(source.toLocaleLowerCase('vi'));
