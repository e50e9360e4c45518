import { Icon } from '../../design/index.ts';
import { formatMoment } from '../../format/dates.ts';
import { formatCount } from '../../format/numbers.ts';
import { coverageOf, coverageWords } from './basis.ts';
import { bySeverity, type UnitTrust } from './trust.ts';
import styles from './trust-strip.module.css';
import type { Board } from './use-board.ts';
import { type Translate, useLanguage } from './words.ts';

type Tone = 'good' | 'soon' | 'stale';

/** Whether the board can be believed, in one line; more behind it. */
export function TrustStrip({ board, onOpen }: { board: Board; onOpen: () => void }) {
  const { t } = useLanguage();
  const { tone, words } = trustWords(t, board);
  return (
    <button type="button" className={styles.strip} data-tone={tone} onClick={onOpen} title={t('trust.open')}>
      <Icon name={tone === 'good' ? 'check' : tone === 'stale' ? 'unlink' : 'alert'} />
      <span role="status">{words.join(' · ')}</span>
      <span className={styles.more}>
        {t('trust.open')} <Icon name="chevron" size={14} />
      </span>
    </button>
  );
}

/** The strip and the wall say the same. */
export function trustWords(t: Translate, board: Board): { tone: Tone; words: string[] } {
  const { live, day } = board;
  if (!live.now) return { tone: 'stale', words: [t('board.connecting')] };
  const { connected, all } = coverageOf(board);
  const coverage = coverageWords(t, board);
  if (live.isLost)
    return { tone: 'stale', words: [t('board.stopped', { time: formatMoment(live.now, day) }), coverage] };
  const shown = new Set(board.communes.map(({ key }) => key));
  const units = [...live.trust.values()].filter(({ unit }) => shown.has(unit));
  const latest = units
    .flatMap(({ completeAsOf }) => completeAsOf ?? [])
    .sort((a, b) => Date.parse(b) - Date.parse(a))[0];
  const troubled = byReason(units.filter(({ trust }) => trust === 'stale' || trust === 'doubtful'));
  return {
    tone: connected === all && troubled.length === 0 ? 'good' : 'soon',
    words: [
      coverage,
      ...(latest ? [t('trust.latest', { time: formatMoment(latest, day) })] : []),
      ...troubled.map(([reason, n]) => t('trust.some', { n: formatCount(n), what: t(`fresh.${reason}`) })),
    ],
  };
}

/** How many units for each reason, the gravest first. */
function byReason(units: readonly UnitTrust[]): [UnitTrust['reason'], number][] {
  const counts = new Map<UnitTrust['reason'], number>();
  for (const { reason } of [...units].sort((a, b) => bySeverity(b, a)))
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts];
}
