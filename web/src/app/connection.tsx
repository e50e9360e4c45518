import { useState } from 'react';
import { Icon } from '../design/index.ts';
import { useUnsent } from '../outbox/outbox-provider.tsx';
import styles from './connection.module.css';
import { useLine } from './line.ts';
import { Window } from './windows/index.tsx';
import { useT } from './windows/words.ts';

/** One mark for the line and for what is unsent; its words are said as they change, and shown in the sheet that it opens. */
export function Connection() {
  const t = useT();
  const [open, setOpen] = useState(false);
  const unsent = useUnsent();
  const line = useLine();
  const isWrong = unsent.some(({ fault, refusal }) => fault || refusal);
  const tone = isWrong ? 'late' : line?.tone === 'good' && unsent.length > 0 ? 'soon' : line?.tone;
  return (
    <>
      <p className="visually-hidden" role="status">
        {line?.words}
      </p>
      {line || unsent.length > 0 ? (
        <button
          type="button"
          className={styles.line}
          data-tone={tone}
          title={line?.words}
          onClick={() => setOpen(true)}
        >
          <Icon name={line?.icon ?? 'send'} />
          {unsent.length > 0 ? (
            <span>{t('line.unsent', { n: unsent.length })}</span>
          ) : (
            <span className={line?.tone === 'late' ? undefined : 'visually-hidden'}>
              {t(line?.tone === 'late' ? 'line.down' : 'line.open')}
            </span>
          )}
        </button>
      ) : null}
      {open ? <Window name="unsentSheet" onClose={() => setOpen(false)} /> : null}
    </>
  );
}
