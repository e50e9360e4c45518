/**
 * What a source answered: a binary inside the given directory, one that the system now has elsewhere, or why not.
 * `source` names the source in words.
 */
export type Installed =
  | { source: string; file: string }
  | { source: string; outside: string }
  | { source: string; missing: string };
