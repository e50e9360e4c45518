import { Link } from '@tanstack/react-router';
import { Dialog, EmptyState, Icon, Notice } from '../../design/index.ts';
import { formatCount } from '../../format/numbers.ts';
import { fill } from '../../i18n/translate.ts';
import styles from './attention.module.css';
import type { WindowProps } from './props.ts';
import { useLanguage } from './words.ts';

/** What must not be missed, each line leading to where it is settled. */
export function AttentionWindow({ told, onClose }: WindowProps) {
  const { t, language } = useLanguage();
  const isEmpty = told?.every(({ lines }) => lines?.length === 0);
  return (
    <Dialog title={t('bell.title')} closeLabel={t('close')} onClose={onClose}>
      {isEmpty ? <EmptyState inline icon="check" title={t('bell.none')} /> : null}
      <ul className={styles.lines}>
        {told?.map(({ nav, lines }) =>
          lines ? (
            lines.map(({ id, tone, n, of, href }) => (
              <li key={`${nav.to} ${id}`} data-tone={tone}>
                <Link to={href} onClick={onClose}>
                  <Icon name={tone === 'late' ? 'alert' : 'clock'} />
                  <span>{fill(language, of[language], { n: formatCount(n) })}</span>
                  <span className={styles.where}>{nav.name[language]}</span>
                </Link>
              </li>
            ))
          ) : (
            <li key={nav.to}>
              <Notice tone="stale">
                {nav.name[language]}: {t('nav.unknown')}
              </Notice>
            </li>
          ),
        )}
      </ul>
    </Dialog>
  );
}
