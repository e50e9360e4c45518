/**
 * Rows of one of the register's files: UTF-8, one header line, no quoting.
 * @throws Error with the line when a row has another number of columns than the header.
 */
export function parseCsv<Column extends string>(
  text: string,
  columns: readonly Column[],
): Record<Column, string>[] {
  const [header = '', ...lines] = text.replace(/\n$/, '').split('\n');
  if (header !== columns.join(','))
    throw new Error(`expected the columns ${columns.join(',')}, not ${header}`);
  return lines.map((line, index) => {
    const cells = line.split(',');
    if (cells.length !== columns.length)
      throw new Error(`line ${index + 2} has ${cells.length} columns: ${line}`);
    return Object.fromEntries(columns.map((column, at) => [column, cells[at] ?? ''])) as Record<
      Column,
      string
    >;
  });
}
