import { MongoClient } from 'mongodb';
import type { LocalSite } from '../province/local-site.ts';
import type { CountedDossier } from '../recount/recount.ts';

export type DossierDocument = { _id: string; state: CountedDossier };

/** Straight from a commune's database: the documents and nothing else. */
export async function readDossiers({ database }: LocalSite): Promise<DossierDocument[]> {
  const client = await MongoClient.connect(database.uri);
  try {
    return await client
      .db(database.nameOf('onestop'))
      .collection<DossierDocument>('dossiers')
      .find({}, { projection: { state: 1 } })
      .toArray();
  } finally {
    await client.close();
  }
}
