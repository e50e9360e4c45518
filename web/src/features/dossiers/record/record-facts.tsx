import type { Dossier } from '../../../api/onestop.ts';
import { formatDateTime } from '../../../format/dates.ts';
import { nameIn } from '../../../shared/proper-name.tsx';
import styles from './record-facts.module.css';
import { useLanguage, useT } from './words.ts';

/** Who handed in what; what is awaited comes first. */
export function RecordFacts({ dossier }: { dossier: Dossier }) {
  const { t, language } = useLanguage();
  const { applicant, components, holder, owner, sets, waitingFor } = dossier;
  const papers = components.map(({ name, count }) => (count > 1 ? `${name} (${count})` : name)).join('\n');
  return (
    <dl className={styles.facts}>
      {waitingFor ? <Fact name={t('fact.waitingFor')} value={waitingFor} wide /> : null}
      {owner ? (
        <Fact
          name={t('fact.owner')}
          value={[owner.name, owner.identityNumber].filter(Boolean).join(' · ')}
          wide
        />
      ) : null}
      <Fact name={t('fact.identityNumber')} value={applicant?.identityNumber} />
      <Fact name={t('fact.phone')} value={applicant?.phone} />
      <Fact name={t('fact.address')} value={applicant?.address} wide />
      <Fact name={t('fact.summary')} value={dossier.summary} wide />
      {papers ? <Fact name={t('fact.components', { n: sets || '?' })} value={papers} wide /> : null}
      <Fact name={t('fact.received')} value={dossier.receivedAt && formatDateTime(dossier.receivedAt)} />
      <Fact name={t('fact.channel')} value={t(`channel.${dossier.channel}`)} />
      <Fact name={t('fact.field')} value={nameIn(language, dossier.fieldName, dossier.fieldNameEn)} />
      {/* A closed dossier is with nobody. */}
      {holder === 'DESK_UNSPECIFIED' ? null : <Fact name={t('fact.holder')} value={t(`desk.${holder}`)} />}
    </dl>
  );
}

function Fact({ name, value, wide = false }: { name: string; value: string | undefined; wide?: boolean }) {
  const t = useT();
  return (
    <div className={wide ? styles.wide : undefined}>
      <dt>{name}</dt>
      <dd className={value ? undefined : styles.absent}>{value || t('fact.none')}</dd>
    </div>
  );
}
