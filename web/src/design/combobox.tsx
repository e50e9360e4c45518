import { type KeyboardEvent, type Ref, useId, useState } from 'react';
import { flushSync } from 'react-dom';
import { isComposing } from '../shared/composing.ts';
import { classNames } from './class-names.ts';
import styles from './combobox.module.css';
import { FieldFrame, type FieldProps } from './field.tsx';
import { matchOptions, type Option, optionMeant } from './match-options.ts';

interface Props extends FieldProps {
  options: Option[];
  value: string;
  onChange: (value: string) => void;
  /** @param unclear words were left in the field that mean no option */
  onLeave?: (unclear: boolean) => void;
  /** An option was picked, by Enter or by hand: the form goes on. */
  onPick?: () => void;
  empty: string;
  inputRef?: Ref<HTMLInputElement>;
  name?: string;
}

/** A field that is chosen from a list by typing (ARIA combobox with a list box). */
export function Combobox({
  options,
  value,
  onChange,
  onLeave,
  onPick,
  empty,
  inputRef,
  name,
  ...field
}: Props) {
  const id = useId();
  const [typed, setTyped] = useState<string>();
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const chosen = options.find((option) => option.value === value);
  const found = typed === undefined ? options : matchOptions(options, typed);

  const choose = (option: Option | undefined): void => {
    // At once: going on leaves the field, which must find what was picked and no words.
    flushSync(() => {
      if (option) onChange(option.value);
      setTyped(undefined);
      setOpen(false);
    });
    if (option) onPick?.();
  };

  /** What stands in the field is what is chosen: an option chosen before must not come back under other words. */
  const leave = (): void => {
    setOpen(false);
    const left = typed?.trim() ?? '';
    const meant = optionMeant(options, left);
    const unclear = left !== '' && !meant;
    if (!unclear) setTyped(undefined);
    if (typed !== undefined && (meant?.value ?? '') !== value) onChange(meant?.value ?? '');
    onLeave?.(unclear);
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    if (isComposing(event)) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (!open) {
        setOpen(true);
        setActive(
          Math.max(
            0,
            found.findIndex((option) => option.value === value),
          ),
        );
        return;
      }
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setActive((now) => (found.length === 0 ? 0 : (now + step + found.length) % found.length));
    } else if (event.key === 'Enter' && open) {
      // Nothing found, or nothing here yet: the words stay.
      event.preventDefault();
      event.stopPropagation();
      if (found.length > 0) choose(found[active]);
    } else if (event.key === 'Escape' && open) {
      event.preventDefault();
      event.stopPropagation();
      setTyped(undefined);
      setOpen(false);
    }
  };

  return (
    <FieldFrame id={id} {...field}>
      <div className={styles.box}>
        <input
          ref={inputRef}
          id={id}
          name={name}
          role="combobox"
          autoComplete="off"
          aria-expanded={open}
          aria-controls={`${id}-list`}
          aria-activedescendant={open && found[active] ? `${id}-${found[active].value}` : undefined}
          aria-autocomplete="list"
          aria-invalid={field.error ? true : undefined}
          aria-describedby={field.hint || field.error ? `${id}-note` : undefined}
          className={styles.input}
          value={typed ?? chosen?.label ?? ''}
          onFocus={(event) => event.target.select()}
          onClick={() => setOpen(true)}
          onChange={(event) => {
            setTyped(event.target.value);
            setActive(0);
            setOpen(true);
          }}
          onKeyDown={onKeyDown}
          onBlur={leave}
        />
        <ul id={`${id}-list`} role="listbox" aria-label={field.label} className={styles.list} hidden={!open}>
          {found.map((option, index) => (
            <li
              key={option.value}
              id={`${id}-${option.value}`}
              role="option"
              aria-selected={option.value === value}
              className={classNames(styles.option, index === active && styles.active)}
              onPointerDown={(event) => {
                event.preventDefault();
                choose(option);
              }}
            >
              <span>{option.label}</span>
              {option.note ? <span className={styles.note}>{option.note}</span> : null}
            </li>
          ))}
          {found.length === 0 ? (
            <li role="option" aria-selected={false} aria-disabled="true" className={styles.none}>
              {empty}
            </li>
          ) : null}
        </ul>
      </div>
    </FieldFrame>
  );
}
