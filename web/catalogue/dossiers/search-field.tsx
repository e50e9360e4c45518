import { useRef, useState } from 'react';
import { SearchField } from '../../src/features/dossiers/list/search-field.tsx';
import type { Examples } from '../examples.ts';
import { longName } from '../sample/names.ts';

function Some({ typed }: { typed: string }) {
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(typed);
  const nothing = (): void => undefined;
  return <SearchField inputRef={field} text={text} onChange={setText} onEnter={nothing} onDown={nothing} />;
}

export const examples: Examples = {
  states: { empty: () => <Some typed="" />, filled: () => <Some typed={longName} /> },
};
