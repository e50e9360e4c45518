import type { Session, SessionUnit } from '../api/session.ts';
import { Icon } from '../design/index.ts';
import { useT } from '../i18n/language.tsx';
import { readPreference, writePreference } from '../shared/preferences.ts';
import styles from './top-bar.module.css';

/** The unit that a person works for: the one chosen last on this device, where it is still theirs. */
export function chosenUnit({ units, homeUnit }: Session, key: string): SessionUnit {
  return units.find((unit) => unit.key === key) ?? homeUnit;
}

export const readChosenUnit = (): string => readPreference('unit');
export const writeChosenUnit = (key: string): void => writePreference('unit', key);

/** Which unit all screens are about; who has several chooses. */
export function UnitSwitch({
  session: { units, homeUnit },
  onChoose,
}: {
  session: Session;
  onChoose: (key: string) => void;
}) {
  const t = useT();
  const name = homeUnit.name || homeUnit.code;
  if (units.length < 2)
    return (
      <p className={styles.unit} title={name}>
        {name}
      </p>
    );
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
