import { capitalisedName, phoneSince2018 } from '@lienthong/domain';
import { useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { Button, TextArea, TextField } from '../../../design/index.ts';
import type { ApplicantFieldName, NewDossierFields } from './new-dossier-fields.ts';
import styles from './applicant-fields.module.css';
import { useT } from './words.ts';

type Values = Pick<NewDossierFields, ApplicantFieldName>;

interface Props {
  values: Values;
  errorOf: (name: ApplicantFieldName) => string | undefined;
  onChange: (change: Partial<Values>) => void;
  onLeave: (name: ApplicantFieldName) => void;
  summaryHint?: string;
}

/** What could be meant by a field that was left; undefined: what stands there. */
const offers: Partial<Record<ApplicantFieldName, (value: string) => string | undefined>> = {
  name: (name) => {
    const isSmall = name === name.toLocaleLowerCase('vi') && name !== name.toLocaleUpperCase('vi');
    return isSmall ? capitalisedName(name) : undefined;
  },
  phone: phoneSince2018,
};

/** Who hands in, for whom and what for, in the order of the card: number, name, then what no card tells. */
export function ApplicantFields({ values, errorOf, onChange, onLeave, summaryHint }: Props) {
  const t = useT();
  const [left, setLeft] = useState<Partial<Values>>({});
  const [isOpened, setForOther] = useState(false);
  const isForOther = isOpened || values.ownerName !== '' || values.ownerIdentityNumber !== '';
  const owner = useRef<HTMLInputElement>(null);
  const text = (name: ApplicantFieldName) => ({
    name,
    label: t(`form.${name}`),
    value: values[name],
    error: errorOf(name),
    onBlur: () => {
      setLeft({ ...left, [name]: values[name] });
      onLeave(name);
    },
    onChange: (event: { target: { value: string } }) => onChange({ [name]: event.target.value }),
  });
  /** Only for what stood there when the field was left: nobody is corrected while typing. */
  const offer = (name: ApplicantFieldName) => {
    const meant = left[name] === values[name] ? offers[name]?.(values[name]) : undefined;
    if (meant === undefined || meant === values[name]) return null;
    return (
      <Button
        small
        onClick={() => {
          onChange({ [name]: meant });
          setLeft({ ...left, [name]: undefined });
        }}
      >
        {t(`form.offer.${name as 'name' | 'phone'}`, { meant })}
      </Button>
    );
  };
  return (
    <div className={styles.fields}>
      <TextField
        {...text('identityNumber')}
        optional={t('optional')}
        inputMode="numeric"
        hint={t('form.identityHint')}
      />
      <div className={styles.offered}>
        <TextField {...text('name')} autoCapitalize="words" hint={t('form.nameHint')} />
        {offer('name')}
      </div>
      <div className={styles.offered}>
        <TextField {...text('phone')} optional={t('optional')} inputMode="tel" hint={t('form.phoneHint')} />
        {offer('phone')}
      </div>
      <TextField {...text('address')} optional={t('optional')} />
      {isForOther ? (
        <>
          <TextField {...text('ownerIdentityNumber')} optional={t('optional')} inputMode="numeric" />
          <TextField {...text('ownerName')} autoCapitalize="words" ref={owner} />
        </>
      ) : (
        <div className={styles.wide}>
          <Button
            small
            look="quiet"
            icon="plus"
            onClick={() => {
              flushSync(() => setForOther(true));
              owner.current?.focus();
            }}
          >
            {t('form.forOther')}
          </Button>
        </div>
      )}
      <div className={styles.wide}>
        <TextArea {...text('summary')} optional={t('optional')} rows={2} hint={summaryHint} />
      </div>
    </div>
  );
}
