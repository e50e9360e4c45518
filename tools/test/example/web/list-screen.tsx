import { useQuery } from '@tanstack/react-query';
import { Link, Outlet } from '@tanstack/react-router';
import { EmptyState, Notice, Skeleton } from '../../design/index.ts';
import { Failure } from '../../shared/failure.tsx';
import { walkRows } from '../../shared/rows.ts';
import { useSession } from '../../shared/session-context.tsx';
import styles from './floods.module.css';
import { openReports } from './queries.ts';
import { useT } from './words.ts';

/** The open reports, by when somebody looks at them next. */
export function ListScreen() {
  const t = useT();
  const reports = useQuery(openReports(useSession().homeUnit.key));
  return (
    <main className={styles.screen}>
      <h1>{t('floods.title')}</h1>
      {reports.error ? (
        <Notice tone="late">
          <Failure error={reports.error} />
        </Notice>
      ) : null}
      {reports.isPending ? <Skeleton label={t('loading')} /> : null}
      {reports.data?.reports.length === 0 ? <EmptyState icon="check" title={t('floods.none')} /> : null}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: arrows move among the links inside */}
      <div onKeyDown={walkRows}>
        <ul>
          {reports.data?.reports.map(({ id, code }) => (
            <li key={id}>
              <Link to="/floods/$reportId" params={{ reportId: id }}>
                {code}
              </Link>
            </li>
          ))}
        </ul>
      </div>
      <Outlet />
    </main>
  );
}
