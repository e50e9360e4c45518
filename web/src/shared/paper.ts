import { createContext, type ReactNode, useContext } from 'react';

/** What a feature prints: a sheet that is seen on paper only, fetched before it is needed. */
export interface Paper<Of> {
  load: () => Promise<(props: { of: Of }) => ReactNode>;
}

/** Whatever it is about. */
export type AnyPaper = Paper<never>;

export type Print = <Of>(paper: Paper<Of>, of: Of) => void;

export const PrintContext = createContext<Print | undefined>(undefined);

/** Prints one of the feature's papers. */
export function usePrint(): Print {
  const print = useContext(PrintContext);
  if (!print) throw new Error('usePrint stands outside the shell');
  return print;
}
