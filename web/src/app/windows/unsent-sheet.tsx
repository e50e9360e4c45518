import { useRefusalWords } from '../../shared/refusal-words.ts';
import { Button, Dialog, Icon, Notice } from '../../design/index.ts';
import { formatMoment, formatTime, machineToday } from '../../format/dates.ts';
import { useT } from './words.ts';
import type { Unsent } from '../../outbox/outbox.ts';
import { useOutbox, useUnsent } from '../../outbox/outbox-provider.tsx';
import { useSession } from '../../shared/session-context.tsx';
import { useLine } from '../line.ts';
import styles from './unsent-sheet.module.css';

/** How the line is, and what could not be sent over it. */
export function UnsentSheet({ onClose }: { onClose: () => void }) {
  const t = useT();
  const { demonstration } = useSession();
  const unsent = useUnsent();
  const line = useLine();
  return (
    <Dialog side title={t('outbox.title')} closeLabel={t('close')} onClose={onClose}>
      {line ? (
        <p className={styles.connection} data-tone={line.tone}>
          <Icon name={line.icon} />
          <span>{line.words}</span>
        </p>
      ) : null}
      {demonstration ? <p className={styles.intro}>{t('demonstration.clocks')}</p> : null}
      {unsent.length > 0 ? (
        <UnsentWork unsent={unsent} />
      ) : (
        <p className={styles.intro}>{t('outbox.none')}</p>
      )}
    </Dialog>
  );
}

/** What has not been answered, and what was answered with no while nobody looked. */
function UnsentWork({ unsent }: { unsent: readonly Unsent[] }) {
  const t = useT();
  const outbox = useOutbox();
  return (
    <>
      <h3 className={styles.heading}>{t('outbox.heading')}</h3>
      <p className={styles.intro}>{t('outbox.intro')}</p>
      <ul className={styles.list}>
        {unsent.map((entry) => (
          <li key={entry.id} className={styles.entry}>
            <strong>{entry.label === '' ? t('outbox.unnamed') : entry.label}</strong>
            <span className={styles.when}>
              {formatMoment(new Date(entry.at).toISOString(), machineToday())} ·{' '}
              {t(entry.refusal ? 'outbox.refused' : entry.aside ? 'outbox.aside' : 'outbox.waiting')}
            </span>
            <Trouble entry={entry} />
          </li>
        ))}
      </ul>
      <Button icon="send" onClick={() => void outbox.then((one) => one.flush())}>
        {t('outbox.now')}
      </Button>
    </>
  );
}

/** What is wrong with one of them, and what a person can do about it. */
function Trouble({ entry: { id, refusal, fault, aside } }: { entry: Unsent }) {
  const t = useT();
  const words = useRefusalWords();
  const outbox = useOutbox();
  const retry = (
    <Button small icon="send" onClick={() => void outbox.then((one) => one.retry(id))}>
      {t('outbox.retry')}
    </Button>
  );
  const discard = (label: 'outbox.read' | 'outbox.drop') => (
    <Button small onClick={() => void outbox.then((one) => one.discard(id))}>
      {t(label)}
    </Button>
  );
  if (refusal)
    return (
      <Notice tone="late" action={discard('outbox.read')}>
        {words(refusal.code, refusal.params, refusal.fields)}
      </Notice>
    );
  if (aside)
    return (
      <Notice
        tone="stale"
        icon="pause"
        action={
          <span className={styles.actions}>
            {retry}
            {discard('outbox.drop')}
          </span>
        }
      >
        {t('outbox.asideWords')}
      </Notice>
    );
  if (!fault) return null;
  const [time, next] = [fault.at, fault.next].map((at) => formatTime(new Date(at).toISOString()));
  return (
    <Notice
      tone="soon"
      action={
        <span className={styles.actions}>
          {retry}
          <Button small icon="pause" onClick={() => void outbox.then((one) => one.setAside(id))}>
            {t('outbox.setAside')}
          </Button>
        </span>
      }
    >
      {t('outbox.fault', { time: time ?? '', next: next ?? '', code: fault.code })}
    </Notice>
  );
}
