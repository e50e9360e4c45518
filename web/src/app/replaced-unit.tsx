import { formatDay } from '../format/dates.ts';
import { useSession } from '../shared/session-context.tsx';
import styles from './shell.module.css';
import { useT } from './windows/words.ts';

/** The unit that one works for is no longer one: which took its place, and what has to be done. */
export default function ReplacedUnit() {
  const t = useT();
  const { name: unit, replaced } = useSession().homeUnit;
  if (!replaced) return null;
  const [on, by] = [formatDay(replaced.on), replaced.by.join(', ')];
  return (
    <p className={styles.ended} role="status">
      <span>{by === '' ? t('replacedByNone', { on, unit }) : t('replaced', { on, unit, by })}</span>
    </p>
  );
}
