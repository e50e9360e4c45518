import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, useToast } from '../../../design/index.ts';
import { usePrint } from '../../../shared/paper.ts';
import styles from './last-received.module.css';
import { receipt } from '../papers.ts';
import { lastReceived, oneDossier } from '../queries.ts';
import { useT } from './words.ts';

/** The last five of the counter: what was left too early is opened and printed again. */
export function LastReceived({ unit }: { unit: string }) {
  const t = useT();
  const print = usePrint();
  const queries = useQueryClient();
  const toast = useToast();
  const { data = [] } = useQuery(lastReceived(unit));
  /** Who received it stands in its history, which a list has not. */
  const printAgain = (id: string): void =>
    void queries.fetchQuery(oneDossier(unit, id)).then(
      (dossier) => print(receipt, dossier),
      () => toast({ tone: 'late', words: t('unreachable.title') }),
    );
  if (data.length === 0) return null;
  return (
    <section className={styles.strip} aria-labelledby="last-received">
      <h2 id="last-received">{t('lastReceived.title')}</h2>
      <ul>
        {data.map((dossier) => {
          const name = dossier.applicant?.name ?? '';
          return (
            <li key={dossier.id}>
              <Link to="/dossiers/$dossierId" params={{ dossierId: dossier.id }}>
                <span className={styles.code}>{dossier.code}</span> {name}
              </Link>
              <Button
                small
                look="quiet"
                icon="print"
                aria-label={t('lastReceived.print', { name })}
                title={t('receipt.print')}
                onClick={() => printAgain(dossier.id)}
              />
            </li>
          );
        })}
      </ul>
    </section>
  );
}
