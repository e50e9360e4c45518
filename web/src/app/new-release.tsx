import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Button } from '../design/index.ts';
import { useDeviceKeeps } from '../outbox/device-health.ts';
import { ownRelease, servedRelease } from '../shared/release.ts';
import styles from './shell.module.css';
import { useT } from './windows/words.ts';

const askAgainMs = 600_000;

/** Says that the site serves another release than this window runs. A wall, where nobody types or presses, goes over to it by itself. */
export default function NewRelease({ isBare }: { isBare: boolean }) {
  const t = useT();
  const own = ownRelease();
  const { data: served = own } = useQuery({
    queryKey: ['release'],
    queryFn: ({ signal }) => servedRelease(signal),
    enabled: own !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    refetchInterval: askAgainMs,
    refetchOnWindowFocus: 'always',
    retry: false,
  });
  const keeps = useDeviceKeeps();
  const isOther = served !== own;
  useEffect(() => {
    // Not at once: a page that was kept for a slow site would be loaded again and again.
    if (isOther && isBare && performance.now() > askAgainMs) location.reload();
  }, [isOther, isBare]);
  // What the device does not keep would be lost.
  if (!isOther || isBare || !keeps) return null;
  return (
    <p className={styles.ended} data-tone="quiet" role="status">
      <span>{t('newRelease')}</span>
      <Button small onClick={() => location.reload()}>
        {t('failed.reload')}
      </Button>
    </p>
  );
}
