import type { Session } from '../api/session.ts';
import { Icon } from '../design/index.ts';
import { useT } from '../i18n/language.tsx';
import styles from './top-bar.module.css';

/** For whom has several units: which one all screens are about. */
export default function UnitSwitch({
  session: { units, homeUnit },
  onChoose,
}: {
  session: Session;
  onChoose: (key: string) => void;
}) {
  const t = useT();
  return (
    <span className={styles.switch}>
      <select
        className={styles.unit}
        aria-label={t('unit.choose')}
        value={homeUnit.key}
        onChange={(event) => onChoose(event.target.value)}
      >
        {units.map((unit) => (
          <option key={unit.key} value={unit.key}>
            {unit.name || unit.code}
          </option>
        ))}
      </select>
      <Icon name="down" size={14} />
    </span>
  );
}
