import { useQuery } from '@tanstack/react-query';
import { allows } from '../../shared/needs.ts';
import { useSession } from '../../shared/session-context.tsx';
import { Notice } from '../../design/index.ts';
import { formatDay } from '../../format/dates.ts';
import { useT } from './words.ts';
import { registryQuery, siteName } from '../../shared/site-names.ts';
import { atTheCounter } from './needs.ts';

const oftenMs = 60_000;

/** Who receives for the unit of this counter by now; undefined: this site does, as far as is known here. */
export function useHandedOver(): { to: string; on: string } | undefined {
  const session = useSession();
  const { homeUnit, site } = session;
  const registry = useQuery({
    ...registryQuery,
    refetchInterval: oftenMs,
    enabled: allows(session, atTheCounter),
  });
  const { sites = [], former = [] } = registry.data ?? {};
  const owner = sites.find(({ owns }) => owns.includes(homeUnit.key));
  if (!owner || owner.id === site.id) return undefined;
  const here = former.find((one) => one.unit === homeUnit.key && one.site === site.id);
  return { to: siteName(owner, owner.id), on: here ? formatDay(here.until) : '' };
}

/** Where the clerk's unit receives now, and what becomes of the dossiers that are open here. */
export function HandedOver({ to, on }: { to: string; on: string }) {
  const t = useT();
  const unit = useSession().homeUnit.name;
  return (
    <Notice tone="late" icon="alert">
      <strong>
        {on === '' ? t('handedOver.title', { unit, to }) : t('handedOver.titleOn', { unit, to, on })}
      </strong>
      <p>{t('handedOver.what', { to })}</p>
    </Notice>
  );
}
