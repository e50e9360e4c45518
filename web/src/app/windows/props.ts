import type { Attention, Feature } from '../../shared/feature.ts';

export type WindowName = 'attention' | 'keysHelp' | 'personSettings' | 'search' | 'unsentSheet';

/** What a feature tells of: it comes with its count, and is kept nowhere else. */
export interface Told {
  nav: Feature['nav'];
  /** Undefined: not known. */
  lines: readonly Attention[] | undefined;
}

export interface WindowProps {
  onClose: () => void;
  /** For the window of what must not be missed. */
  told?: readonly Told[];
  /** For the search, which opens others. */
  onOpen?: (name: WindowName) => void;
}
