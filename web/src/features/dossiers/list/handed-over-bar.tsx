import { Button } from '../../../design/index.ts';
import { usePrint } from '../../../shared/paper.ts';
import { handOverSlip } from '../papers.ts';
import type { HandedOverTogether } from '../papers/hand-over-slip.tsx';
import { usePaperT } from '../papers/words.ts';
import { useT } from './words.ts';
import styles from './selection-bar.module.css';

/** Those that just went to a desk, with the slip that both sides sign; until it is closed, or they are taken back. */
export function HandedOverBar({ of: together, onClose }: { of: HandedOverTogether; onClose: () => void }) {
  const t = useT();
  const paperT = usePaperT();
  const print = usePrint();
  const desk = together.to === 'CITIZEN' ? '' : t(`desk.${together.to}`);
  return (
    <div className={styles.bar}>
      <p>{paperT('handedOver.just', { n: together.dossiers.length, desk })}</p>
      <Button look="primary" icon="print" onClick={() => print(handOverSlip, together)}>
        {paperT('paper.handOver')}
      </Button>
      <Button look="quiet" icon="close" aria-label={t('close')} onClick={onClose} />
    </div>
  );
}
