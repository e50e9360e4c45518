import type { CodedTable, DimensionRow } from '@lienthong/indicators';
import type { QueryContext } from './sources.ts';

/** A value that a dimension may have, with its names where its table has them. */
export interface DimensionValue {
  code: string;
  name?: string;
  nameEn?: string | undefined;
}

type Directory = Pick<QueryContext, 'directory'>;

/** By name, in the order of the directory's table. */
export function listDimensions({ directory }: Directory): { name: string; values: DimensionValue[] }[] {
  return directory
    .table('indicators')
    .dimensions.flatMap(({ name, values }) =>
      'table' in values && !directory.names().includes(values.table)
        ? []
        : [{ name, values: valuesIn({ directory }, values) }],
    );
}

/** Undefined: it may have any. */
export function dimensionValues({ directory }: Directory, dimension: string): string[] | undefined {
  const found = directory.table('indicators').dimensions.find(({ name }) => name === dimension);
  return found && valuesIn({ directory }, found.values).map(({ code }) => code);
}

const valuesIn = (from: Directory, values: DimensionRow['values']): DimensionValue[] =>
  'codes' in values ? values.codes.map((code) => ({ code })) : rowsOf(from, values.table);

/** A row in several versions is one value, called as in the last. */
function rowsOf({ directory }: Directory, table: CodedTable): DimensionValue[] {
  const rows: DimensionValue[] =
    table === 'procedures' ? directory.table(table).procedures : directory.table(table).codes;
  return [...new Map(rows.map((row) => [row.code, row])).values()];
}
