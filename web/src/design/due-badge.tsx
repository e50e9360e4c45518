import { Badge, type Tone } from './badge.tsx';
import type { IconName } from './icon.tsx';

/** How near a day is, whatever is due on it. */
export type DueLook = 'running' | 'soon' | 'today' | 'late' | 'paused' | 'done';

const looks: Record<DueLook, { tone: Tone; icon: IconName }> = {
  running: { tone: 'good', icon: 'clock' },
  soon: { tone: 'soon', icon: 'clock' },
  today: { tone: 'soon', icon: 'alert' },
  late: { tone: 'late', icon: 'alert' },
  paused: { tone: 'neutral', icon: 'pause' },
  done: { tone: 'neutral', icon: 'check' },
};

interface Props {
  look: DueLook;
  /** For lists: `còn 2 ngày làm việc · 06/05`. */
  words: string;
  /** All of it, where the words are short. */
  whole?: string;
  /** Without a ground, for dense lists. */
  plain?: boolean;
  wrap?: boolean;
  /** Another shape, where what is done did not end well. */
  icon?: IconName | undefined;
}

/** The traffic light of whatever has a day, by shape, words and colour. */
export function DueBadge({ look, words, whole = words, plain = false, wrap = false, icon }: Props) {
  return (
    <Badge tone={looks[look].tone} icon={icon ?? looks[look].icon} plain={plain} wrap={wrap} title={whole}>
      {words}
    </Badge>
  );
}
