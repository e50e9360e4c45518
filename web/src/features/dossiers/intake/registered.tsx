import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Dossier } from '../../../api/onestop.ts';
import { usePrint } from '../../../shared/paper.ts';
import { ProperName } from '../../../shared/proper-name.tsx';
import { useShortcuts } from '../../../shared/shortcuts.ts';
import { Button, Icon } from '../../../design/index.ts';
import { useT } from './words.ts';
import { ArrivalLine } from '../record/arrival-line.tsx';
import { DueCard } from '../due/due-card.tsx';
import { receipt } from '../papers.ts';
import { oneDossier } from '../queries.ts';
import styles from './registered.module.css';

/** What the citizen is told: the code, the day; and whether it has arrived above. */
export function Registered({ first, onNext }: { first: Dossier; onNext: () => void }) {
  const t = useT();
  const print = usePrint();
  const { data: dossier } = useQuery({ ...oneDossier(first.unit, first.id), initialData: first });
  useShortcuts({ p: () => print(receipt, dossier) });
  return (
    <section className={styles.done} aria-labelledby="registered-code">
      <p className={styles.saved} role="status">
        <Icon name="check" /> {t('registered.saved')}
        <span className="visually-hidden">{dossier.code}</span>
      </p>
      <div>
        <p className={styles.label}>{t('registered.code')}</p>
        <h2 id="registered-code" className={styles.code}>
          {dossier.code}
        </h2>
        <p>
          <strong>{dossier.applicant?.name}</strong>
        </p>
        <p>
          <ProperName vi={dossier.procedureName} en={dossier.procedureNameEn} />
        </p>
      </div>
      <DueCard dossier={dossier} />
      <ArrivalLine dossier={dossier} />
      <div className={styles.buttons}>
        <Button look="primary" icon="plus" shortcut="N" autoFocus onClick={onNext}>
          {t('registered.next')}
        </Button>
        <Button icon="print" shortcut="P" onClick={() => print(receipt, dossier)}>
          {t('receipt.print')}
        </Button>
        <Link to="/dossiers/$dossierId" params={{ dossierId: dossier.id }}>
          {t('registered.open')}
        </Link>
      </div>
    </section>
  );
}
