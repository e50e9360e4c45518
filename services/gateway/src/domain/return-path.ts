/**
 * Where a browser goes after signing in: a path of this site, never another address. `//evil.example`, `/\evil.example` and
 * anything that is no path become `/`.
 */
export function returnPathOf(asked: unknown): string {
  if (typeof asked !== 'string' || asked.length > 2_000) return '/';
  // Browsers read a backslash as a slash and drop tabs and line ends, so neither may stand in it.
  return /^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(asked) ? asked : '/';
}
