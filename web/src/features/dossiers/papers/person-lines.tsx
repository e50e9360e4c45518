import type { Dossier } from '../../../api/onestop.ts';
import { moment } from './official-dates.ts';
import { say } from './official.ts';
import { Line } from './sheet.tsx';
import styles from './sheet.module.css';

/** Whose matter it is, where somebody else hands it in. */
export function Owner({ of: { owner } }: { of: Pick<Dossier, 'owner'> }) {
  return owner ? <Line name={say('owner')} value={owner.name} strong /> : null;
}

/** A paper that is printed again after a correction says so. */
export function Corrected({ of: { applicantCorrectedAt } }: { of: Pick<Dossier, 'applicantCorrectedAt'> }) {
  if (!applicantCorrectedAt) return null;
  return <p className={styles.corrected}>{say('corrected', { moment: moment(applicantCorrectedAt) })}</p>;
}
