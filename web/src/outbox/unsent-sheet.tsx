import { useRefusalWords } from '../shared/refusal-words.ts';
import { Button, Dialog, Notice } from '../design/index.ts';
import { formatMoment, machineToday } from '../format/dates.ts';
import { useT } from '../i18n/language.tsx';
import { useOutbox, useUnsent } from './outbox-provider.tsx';
import styles from './unsent-sheet.module.css';

/** What has not been answered, and what was answered with no while nobody looked. */
export function UnsentSheet({ onClose }: { onClose: () => void }) {
  const t = useT();
  const words = useRefusalWords();
  const outbox = useOutbox();
  const unsent = useUnsent();
  return (
    <Dialog side title={t('outbox.title')} closeLabel={t('close')} onClose={onClose}>
      <p className={styles.intro}>{t('outbox.intro')}</p>
      <ul className={styles.list}>
        {unsent.map((entry) => (
          <li key={entry.id} className={styles.entry}>
            <strong>{entry.label === '' ? t('outbox.unnamed') : entry.label}</strong>
            <span className={styles.when}>
              {formatMoment(new Date(entry.at).toISOString(), machineToday())} · {t('outbox.waiting')}
            </span>
            {entry.refusal ? (
              <Notice
                tone="late"
                action={
                  <Button small onClick={() => void outbox.discard(entry.id)}>
                    {t('outbox.read')}
                  </Button>
                }
              >
                {words(entry.refusal.code, entry.refusal.params, entry.refusal.fields)}
              </Notice>
            ) : null}
          </li>
        ))}
      </ul>
      <Button icon="send" onClick={() => void outbox.flush()}>
        {t('outbox.now')}
      </Button>
    </Dialog>
  );
}
