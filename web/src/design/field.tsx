import { type ComponentProps, type ReactNode, useId } from 'react';
import styles from './field.module.css';
import { Icon } from './icon.tsx';
import { useWrongTitle } from './title.ts';

export interface FieldProps {
  label: string;
  /** Said before the person types. */
  hint?: string | undefined;
  /** What is wrong and what to do; absent: nothing to complain about. */
  error?: string | undefined;
  optional?: string | undefined;
}

interface FrameProps extends FieldProps {
  id: string;
  children: ReactNode;
}

/** Label, hint and error around a control; the control names `${id}-note` in `aria-describedby`. */
export function FieldFrame({ id, label, hint, error, optional, children }: FrameProps) {
  useWrongTitle(Boolean(error));
  return (
    <div className={styles.field} data-wrong={error ? '' : undefined}>
      <label htmlFor={id} className={styles.label}>
        {label}
        {optional ? <span className={styles.optional}>{optional}</span> : null}
      </label>
      {children}
      <p id={`${id}-note`} className={error ? styles.error : styles.hint} aria-live="polite">
        {error ? (
          <>
            <Icon name="alert" size={14} /> {error}
          </>
        ) : (
          hint
        )}
      </p>
    </div>
  );
}

type InputProps = FieldProps & Omit<ComponentProps<'input'>, 'className' | 'id'>;

export function TextField({ label, hint, error, optional, ...input }: InputProps) {
  const id = useId();
  return (
    <FieldFrame id={id} label={label} hint={hint} error={error} optional={optional}>
      <input
        autoComplete="off"
        {...input}
        id={id}
        className={styles.control}
        aria-invalid={error ? true : undefined}
        aria-describedby={hint || error ? `${id}-note` : undefined}
      />
    </FieldFrame>
  );
}

type AreaProps = FieldProps & Omit<ComponentProps<'textarea'>, 'className' | 'id'>;

export function TextArea({ label, hint, error, optional, ...area }: AreaProps) {
  const id = useId();
  return (
    <FieldFrame id={id} label={label} hint={hint} error={error} optional={optional}>
      <textarea
        rows={3}
        {...area}
        id={id}
        className={styles.control}
        aria-invalid={error ? true : undefined}
        aria-describedby={hint || error ? `${id}-note` : undefined}
      />
    </FieldFrame>
  );
}

type SelectProps = FieldProps & Omit<ComponentProps<'select'>, 'className' | 'id'>;

export function SelectField({ label, hint, error, optional, children, ...select }: SelectProps) {
  const id = useId();
  return (
    <FieldFrame id={id} label={label} hint={hint} error={error} optional={optional}>
      <select
        {...select}
        id={id}
        className={styles.control}
        aria-invalid={error ? true : undefined}
        aria-describedby={hint || error ? `${id}-note` : undefined}
      >
        {children}
      </select>
    </FieldFrame>
  );
}
