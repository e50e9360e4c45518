import { Button, Notice } from '../../../design/index.ts';
import type { Unsent } from '../../../outbox/outbox.ts';
import { usePrint } from '../../../shared/paper.ts';
import { provisionalSlip } from '../papers.ts';
import { provisionalNumber, receptionOf } from './provisional.ts';
import { useT } from './words.ts';

/** A dossier that has not reached the site: what the citizen is told, and the slip with its own number. */
export function KeptNotice({ kept, procedureName }: { kept: Unsent; procedureName: string }) {
  const t = useT();
  const print = usePrint();
  const told = { name: receptionOf(kept).applicant.name, number: provisionalNumber(kept.id) };
  return (
    <Notice
      tone="soon"
      icon="send"
      action={
        <Button small icon="print" onClick={() => print(provisionalSlip, { kept, procedureName })}>
          {t('provisional.print')}
        </Button>
      }
    >
      {t(kept.unkept ? 'new.keptInWindow' : 'new.kept', told)}
    </Notice>
  );
}
