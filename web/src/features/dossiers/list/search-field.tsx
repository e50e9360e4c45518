import type { RefObject } from 'react';
import { Icon } from '../../../design/index.ts';
import { isComposing } from '../../../shared/composing.ts';
import styles from './search-field.module.css';
import { useT } from './words.ts';

interface Props {
  inputRef: RefObject<HTMLInputElement | null>;
  text: string;
  onChange: (text: string) => void;
  /** Enter: what was typed is meant, whatever stands in the list by now. */
  onEnter: () => void;
  /** Down: into the list. */
  onDown: () => void;
}

/** The list's own search. It knows nothing of what was found: the screen decides what a key means. */
export function SearchField({ inputRef, text, onChange, onEnter, onDown }: Props) {
  const t = useT();
  return (
    <search className={styles.search}>
      <Icon name="search" />
      <input
        ref={inputRef}
        type="search"
        value={text}
        placeholder={t('search.placeholder')}
        aria-label={t('search.label')}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (isComposing(event)) return;
          if (event.key === 'ArrowDown') {
            event.preventDefault();
            onDown();
          } else if (event.key === 'Enter') {
            event.preventDefault();
            onEnter();
          } else if (event.key === 'Escape') {
            event.preventDefault();
            if (text === '') event.currentTarget.blur();
            else onChange('');
          }
        }}
      />
      <kbd aria-hidden="true">/</kbd>
    </search>
  );
}
