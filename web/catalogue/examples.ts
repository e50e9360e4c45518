import type { ComponentType } from 'react';

/** A component in each state that a person may meet it in. */
export interface Examples {
  /** By what is special about the state. */
  states: Record<string, ComponentType>;
  /** A state takes the whole window, as a modal one does: only one is shown at a time. */
  isAlone?: boolean;
  /** Dark whatever the device prefers, and on no phone. */
  isForWall?: boolean;
  /** A selector of what is there once all states stand; absent: they stand at once. */
  ready?: string;
}

const files = import.meta.glob<Examples>('./{app,design,shared,dossiers,board,operation,sites}/*.tsx', {
  eager: true,
  import: 'examples',
});

/** By room and component: `design/badge`. */
export const examplesOf: ReadonlyMap<string, Examples> = new Map(
  Object.entries(files)
    .map(([path, examples]) => [path.slice('./'.length, -'.tsx'.length), examples] as const)
    .sort(([a], [b]) => a.localeCompare(b)),
);
