import { createProcedures, type Procedures } from '@lienthong/legal-clock';
import type { DirectoryTables } from '@lienthong/runtime';

/** The directory's table `procedures`, laid out once and anew after it changed. @throws when the directory has never been reached. */
export function createHeldProcedures(tables: Pick<DirectoryTables, 'table' | 'onChange'>): Procedures {
  let held: Procedures | undefined;
  tables.onChange((name) => {
    if (name === 'procedures') held = undefined;
  });
  const now = (): Procedures => (held ??= createProcedures(tables.table('procedures')));
  return {
    inForceOn: (day) => now().inForceOn(day),
    findOn: (code, day) => now().findOn(code, day),
  };
}
