import { useId } from 'react';
import type { CopyKind } from '../../../api/onestop.ts';
import { Button } from '../../../design/index.ts';
import { usePaperT } from '../papers/words.ts';
import styles from './components-check.module.css';
import type { AskedFor, NewDossierFields } from './new-dossier-fields.ts';

type Handed = Pick<NewDossierFields, 'components' | 'sets'>;

const kinds: CopyKind[] = ['COPY_KIND_ORIGINAL', 'COPY_KIND_COPY', 'COPY_KIND_ELECTRONIC'];

/** What the procedure asks for, ticked off and counted. Enter passes it by: whoever does not count leaves it to the pen. */
export function ComponentsCheck({
  components,
  sets,
  onChange,
}: Handed & { onChange: (change: Partial<Handed>) => void }) {
  const t = usePaperT();
  const id = useId();
  if (components.length === 0) return null;
  const set = (at: number, change: Partial<AskedFor>): void =>
    onChange({
      components: components.map((one, index) => (index === at ? { ...one, ...change } : one)),
    });
  const isMissing = components.some(({ ifAny, isHere }) => !ifAny && !isHere);
  return (
    <fieldset className={styles.check}>
      <legend>{t('components.title')}</legend>
      <span id={`${id}-count`} hidden>
        {t('components.count')}
      </span>
      <span id={`${id}-kind`} hidden>
        {t('components.kind')}
      </span>
      <ul>
        {components.map(({ name, kind, count, ifAny, isHere }, at) => (
          <li key={name} data-here={isHere || undefined}>
            <label className={styles.name}>
              <input
                type="checkbox"
                data-aside=""
                checked={isHere}
                onChange={(event) => set(at, { isHere: event.target.checked })}
              />
              <span id={`${id}-${at}`} lang="vi">
                {name}
              </span>
              {ifAny ? <em>{t('components.ifAny')}</em> : null}
            </label>
            <input
              className={styles.count}
              data-aside=""
              inputMode="numeric"
              maxLength={2}
              aria-labelledby={`${id}-count ${id}-${at}`}
              value={count}
              onChange={(event) => set(at, { count: event.target.value.replace(/\D/g, '') })}
            />
            <select
              aria-labelledby={`${id}-kind ${id}-${at}`}
              value={kind}
              onChange={(event) => set(at, { kind: event.target.value as CopyKind })}
            >
              {kinds.map((one) => (
                <option key={one} value={one}>
                  {t(`components.${one}`)}
                </option>
              ))}
            </select>
          </li>
        ))}
      </ul>
      <p className={styles.foot}>
        <label htmlFor={id}>{t('components.sets')}</label>
        <input
          id={id}
          className={styles.count}
          data-aside=""
          inputMode="numeric"
          maxLength={2}
          value={sets}
          onChange={(event) => onChange({ sets: event.target.value.replace(/\D/g, '') })}
        />
        {isMissing ? (
          <Button
            small
            onClick={() =>
              onChange({
                components: components.map((one) => (one.ifAny ? one : { ...one, isHere: true })),
              })
            }
          >
            {t('components.all')}
          </Button>
        ) : null}
      </p>
    </fieldset>
  );
}
