import { lazy, Suspense } from 'react';
import type { Session } from '../api/session.ts';
import { Icon } from '../design/index.ts';
import { formatDay, formatTime, localDayOf } from '../format/dates.ts';
import { useT } from '../i18n/language.tsx';
import { useBusinessMinute } from '../shared/business-clock.ts';
import type { Feature } from '../shared/feature.ts';
import { PersonMenu } from './person-menu.tsx';
import styles from './top-bar.module.css';
import { useBehind } from './use-behind.ts';

const UnitSwitch = lazy(async () =>
  import('./unit-switch.tsx').catch(() => ({
    default: ({ session }: { session: Session }) => <UnitName session={session} />,
  })),
);
const Bell = lazy(async () => import('./bell.tsx').catch(() => ({ default: () => null })));

/** Where one is, what one looks for, whether what one does arrives, what must not be missed, when it is, who one is. */
export function TopBar({
  features,
  isRested,
  session,
  onSearch,
  onChooseUnit,
}: {
  features: readonly Feature[];
  /** The first screen has what it needs. */
  isRested: boolean;
  session: Session;
  onSearch: (() => void) | undefined;
  onChooseUnit: (key: string) => void;
}) {
  const t = useT();
  const Connection = useBehind(async () => (await import('./connection.tsx')).Connection);
  return (
    <header className={styles.bar}>
      {session.units.length > 1 ? (
        <Suspense fallback={<UnitName session={session} />}>
          <UnitSwitch session={session} onChoose={onChooseUnit} />
        </Suspense>
      ) : (
        <UnitName session={session} />
      )}
      {onSearch ? (
        <button type="button" className={styles.search} onClick={onSearch} title={t('search.open')}>
          <Icon name="search" />
          <span>{t('search.short')}</span>
          <kbd aria-hidden="true">Ctrl K</kbd>
        </button>
      ) : null}
      <div className={styles.tools}>
        {Connection ? <Connection /> : null}
        <span className={styles.bell}>
          {isRested ? (
            <Suspense fallback={null}>
              <Bell features={features} />
            </Suspense>
          ) : null}
        </span>
        <Clock session={session} />
        <PersonMenu />
      </div>
    </header>
  );
}

function UnitName({ session: { homeUnit } }: { session: Session }) {
  const name = homeUnit.name || homeUnit.code;
  return (
    <p className={styles.unit} title={name}>
      {name}
    </p>
  );
}

/** The time of business; in a demonstration with its day, because it is not that of the wall clock. */
function Clock({ session: { demonstration, ...session } }: { session: Session }) {
  const businessNow = useBusinessMinute(session.businessNow);
  const t = useT();
  if (!demonstration)
    return (
      <time className={styles.clock} dateTime={businessNow} title={t('businessTime')}>
        {formatTime(businessNow)}
      </time>
    );
  return (
    <p className={styles.demonstration} title={t('demonstration.words')}>
      <span>{t('demonstration.short')}</span>
      <time className={styles.moment} dateTime={businessNow}>
        {formatDay(localDayOf(businessNow))} {formatTime(businessNow)}
      </time>
    </p>
  );
}
