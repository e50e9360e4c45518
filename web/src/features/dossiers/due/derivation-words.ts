import type { LocalDay } from '@lienthong/domain';
import type { DerivationLine } from '../../../api/onestop.ts';
import { formatDay, formatShortDay, formatTime, localDayOf, weekdayOf } from '../../../format/dates.ts';
import type { Language, Params } from '../../../i18n/translate.ts';
import type { TranslateOf } from '../../../i18n/language.tsx';
import type { vi } from './vi.ts';
import type { Translate as OfFeature } from './due-words.ts';
import { termWords } from './term-words.ts';

/** The words of the room beside those of the feature. */
export type Translate = TranslateOf<keyof typeof vi> & OfFeature;
type Coded = Partial<DerivationLine['params']>;

/** A line of the derivation as a clerk reads it out. */
export function derivationWords(t: Translate, language: Language, line: DerivationLine): string {
  const { code, params, source } = line;
  const by = source === '' ? '' : ` (${source})`;
  const words = t(`derivation.${code}`, { ...params, ...places(t, language, params), source, by });
  // Where a wait is told, it often begins the sentence.
  return params['wait'] === undefined ? words : capital(words);
}

/** The law or notice behind a line, unless its own words name it; then empty. */
export const lawBehind = ({ source }: DerivationLine, words: string): string =>
  words.toLocaleLowerCase('vi').includes(source.toLocaleLowerCase('vi')) ? '' : capital(source);

/** What fills a sentence, where it is more than the parameter as it came. */
function places(t: Translate, language: Language, params: Coded): Params {
  const day = (value: LocalDay): string => `${weekdayOf(value, language)} ${formatDay(value)}`;
  const moment = (value: string): string => `${formatTime(value)} ${day(localDayOf(value))}`;
  const forms: Record<string, (value: string) => string> = {
    day,
    from: day,
    to: day,
    at: moment,
    since: moment,
    until: moment,
    validFrom: formatDay,
    stretches: (value) => value.split(',').map(stretch).join(', '),
    channel: (value) => coded(t, 'channel', value),
    why: (value) => coded(t, 'why', value, params),
    wait: (value) => coded(t, 'wait', value) + mostWords(t, params),
  };
  const formed = Object.entries(params).flatMap(([name, value]) => {
    const form = forms[name];
    return form && value !== undefined ? [[name, form(value)]] : [];
  });
  const { version, countsFrom, at, provisional, complete, unit, amount, clear, cutoff } = params;
  const receivedOn = countsFrom ?? (at === undefined ? undefined : localDayOf(at));
  return {
    // A wait that was told before it had a beginning.
    since: '…',
    until: at === undefined ? '…' : moment(at),
    ...Object.fromEntries(formed),
    length: unit ? lengthWords(t, { unit, amount, clear, cutoff }) : '',
    counted: t(complete ? 'derivation.complete' : 'derivation.soFar'),
    version: version ? t('derivation.version', { version }) : '',
    countsFrom: countsFrom ? t('derivation.countsFrom', { day: day(countsFrom) }) : '',
    filed: receivedOn ? t('derivation.filed', { day: day(receivedOn) }) : '',
    provisional: provisional ? t('derivation.provisional') : '',
  };
}

function coded(t: Translate, of: 'channel' | 'why' | 'wait', code: string, params: Coded = {}): string {
  return t(`derivation.${of}.${code}` as keyof typeof vi, { name: params['name'] ?? '' });
}

/** For how long a wait may last. */
const mostWords = (t: Translate, { mostUnit, mostAmount }: Coded): string =>
  mostUnit ? t('derivation.most', { length: lengthWords(t, { unit: mostUnit, amount: mostAmount }) }) : '';

/** A length as `termWords` says it; of days none means that the last one runs. */
function lengthWords(t: Translate, { unit, amount = '0', clear, cutoff = '' }: Coded): string {
  if (amount === '0' && (unit === 'WORKING_DAY' || unit === 'CALENDAR_DAY')) return t('derivation.lastDay');
  const termUnit = `TERM_UNIT_${unit}` as Parameters<typeof termWords>[1]['unit'];
  return termWords(t, { unit: termUnit, amount: Number(amount), clear: clear === 'true', cutoff });
}

/** `30/04–02/05/2026` of `2026-04-30/2026-05-02`: a stretch inside a year does not repeat it. */
function stretch(days: string): string {
  const [from = '', to = from] = days.split('/');
  if (from === to) return formatDay(from);
  const start = from.slice(0, 4) === to.slice(0, 4) ? formatShortDay(from) : formatDay(from);
  return `${start}–${formatDay(to)}`;
}

const capital = (text: string): string => text.replace(/^./u, (first) => first.toLocaleUpperCase('vi'));
