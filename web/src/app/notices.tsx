import { useQueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { signInAddress } from '../api/session.ts';
import { formatMoment, machineToday } from '../format/dates.ts';
import { useT } from '../i18n/language.tsx';
import { useDeviceKeeps } from '../outbox/device-health.ts';
import styles from './shell.module.css';

interface Props {
  /** What is shown is kept, but nothing more is answered. */
  ended: boolean;
  /** The site has not said yet who this is. */
  isUnverified: boolean;
}

/** What is wrong with all that a person sees and does, above every screen. */
export function Notices({ ended, isUnverified }: Props) {
  return (
    <>
      {ended ? <SessionEnded /> : isUnverified ? <FromDevice /> : null}
      <DeviceFull />
    </>
  );
}

/** The site has not been reached since the app was opened. */
function FromDevice() {
  const t = useT();
  const at = useShownSince();
  const since = Number.isFinite(at) ? ` (${formatMoment(new Date(at).toISOString(), machineToday())})` : '';
  return (
    <p className={styles.ended} role="status">
      <span>{t('fromDevice', { since })}</span>
    </p>
  );
}

/** When the oldest of the lists that are shown was answered. Milliseconds since 1970; infinite: none is shown. */
function useShownSince(): number {
  const cache = useQueryClient().getQueryCache();
  return useSyncExternalStore(
    (listener) => cache.subscribe(listener),
    () =>
      Math.min(
        ...cache
          .findAll({ type: 'active' })
          .filter(({ meta, state }) => meta?.kept === 'short' && state.data)
          .map(({ state }) => state.dataUpdatedAt),
      ),
  );
}

/** What is given to this device to be kept is not kept: sending goes on, and the window must stay. */
function DeviceFull() {
  const t = useT();
  if (useDeviceKeeps()) return null;
  return (
    <p className={styles.ended} role="alert">
      <span>{t('deviceFull')}</span>
    </p>
  );
}

function SessionEnded() {
  const t = useT();
  return (
    <p className={styles.ended} role="alert">
      <span>{t('sessionEnded')}</span>
      <a href={signInAddress(location.pathname + location.search)}>{t('signIn')}</a>
    </p>
  );
}
