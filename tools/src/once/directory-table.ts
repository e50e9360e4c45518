import { DirectoryServiceService, ReadTablesRequest } from '@lienthong/contracts/directory/v1/directory';
import type { TableContents, TableName } from '@lienthong/runtime';
import type { LocalSite } from '../province/local-site.ts';
import { patiently } from './patient.ts';

/** A table as the directory of a site has it now. @throws when it has none of that name. */
export async function readTable<N extends TableName>(site: LocalSite, name: N): Promise<TableContents[N]> {
  const directory = site.asService('operations', DirectoryServiceService, 'directory');
  try {
    const { tables } = await patiently(() =>
      directory.readTables(ReadTablesRequest.create({ names: [name] })),
    );
    const [table] = tables;
    if (!table) throw new Error(`the directory of ${site.id} has no table ${name}`);
    return JSON.parse(table.content.toString()) as TableContents[N];
  } finally {
    directory.close();
  }
}
