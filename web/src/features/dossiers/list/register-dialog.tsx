import { type FormEvent, useState } from 'react';
import { businessTimeAt } from '../../../api/session.ts';
import { type Dossier, listDossiers } from '../../../api/onestop.ts';
import { Button, Dialog, Notice, TextField } from '../../../design/index.ts';
import { localDayOf } from '../../../format/dates.ts';
import { usePrint } from '../../../shared/paper.ts';
import { Refused } from '../../../shared/refused.tsx';
import { useSession } from '../../../shared/session-context.tsx';
import { useIsHere } from '../../../shared/use-is-here.ts';
import { trackingRegister } from '../papers.ts';
import { usePaperT } from '../papers/words.ts';
import { useT } from './words.ts';
import styles from './hand-over-dialog.module.css';

const mostDays = 31;
const dayMs = 86_400_000;

/** Which days of the register are printed. */
export function RegisterDialog({ onClose }: { onClose: () => void }) {
  const t = useT();
  const paperT = usePaperT();
  const session = useSession();
  const print = usePrint();
  const isHere = useIsHere();
  const now = businessTimeAt(session, Date.now()) ?? session.businessNow;
  const [from, setFrom] = useState(localDayOf(now));
  const [to, setTo] = useState(localDayOf(now));
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const [isEmpty, setEmpty] = useState(false);
  const [isWrong, setWrong] = useState(false);

  const send = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (busy) return;
    setFailure(undefined);
    setEmpty(false);
    const span = Date.parse(to) - Date.parse(from);
    setWrong(!(span >= 0 && span < mostDays * dayMs));
    if (!(span >= 0 && span < mostDays * dayMs)) return;
    setBusy(true);
    try {
      const dossiers = await receivedBetween(session.homeUnit.key, from, to);
      if (!isHere()) return;
      setEmpty(dossiers.length === 0);
      if (dossiers.length > 0) {
        print(trackingRegister, {
          unitName: session.homeUnit.name,
          from,
          to,
          at: now,
          by: session.name,
          dossiers,
        });
        onClose();
      }
    } catch (error) {
      setFailure(error);
    }
    setBusy(false);
  };
  return (
    <Dialog title={paperT('paper.register')} closeLabel={t('close')} onClose={onClose}>
      <form className={styles.form} onSubmit={(event) => void send(event)} noValidate>
        <p>{paperT('register.meaning')}</p>
        <TextField
          type="date"
          label={paperT('register.from')}
          value={from}
          data-autofocus
          error={isWrong ? paperT('register.order', { days: mostDays }) : undefined}
          onChange={(event) => setFrom(event.target.value)}
        />
        <TextField
          type="date"
          label={paperT('register.to')}
          value={to}
          onChange={(event) => setTo(event.target.value)}
        />
        {isEmpty ? <Notice tone="soon">{paperT('register.empty')}</Notice> : null}
        {failure ? <Refused error={failure} /> : null}
        <div className={styles.buttons}>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" look="primary" icon="print" shortcut="Ctrl ↵" busy={busy}>
            {paperT('paper.register')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** All of a unit's dossiers of these days, the first received first. The list comes newest first. */
async function receivedBetween(unit: string, from: string, to: string): Promise<Dossier[]> {
  const found: Dossier[] = [];
  for (let pageToken = ''; ; ) {
    const asked = { unit, filter: 'DOSSIER_FILTER_ALL', search: '', pageSize: 200, pageToken } as const;
    const { dossiers, nextPageToken } = await listDossiers(asked);
    const days = dossiers.map(({ receivedAt }) => (receivedAt ? localDayOf(receivedAt) : ''));
    found.push(...dossiers.filter((_, index) => within(days[index] ?? '', from, to)));
    pageToken = nextPageToken;
    if (pageToken === '' || (days.at(-1) ?? '') < from) return found.reverse();
  }
}

const within = (day: string, from: string, to: string): boolean => from <= day && day <= to;
