import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, open, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BSON, type Document, type IndexDescription, MongoClient } from 'mongodb';

const batchSize = 500;

/**
 * Copies one database into a directory: `<collection>.bson` (documents one after the other, as mongodump writes them) and
 * `<collection>.indexes.json`. What is written meanwhile may or may not be in it, as in any online backup.
 */
export const backupDatabase = async (uri: string, name: string, directory: string): Promise<void> => {
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const client = await MongoClient.connect(uri);
  try {
    const database = client.db(name);
    for (const { name: collection } of await database.listCollections().toArray()) {
      const file = await open(join(directory, `${collection}.bson`), 'w', 0o600);
      try {
        for await (const document of database.collection(collection).find({}, { raw: true }))
          await file.write(document as unknown as Buffer);
      } finally {
        await file.close();
      }
      const indexes = await database.collection(collection).listIndexes().toArray();
      await writeFile(join(directory, `${collection}.indexes.json`), JSON.stringify(indexes), {
        mode: 0o600,
      });
    }
  } finally {
    await client.close();
  }
};

/** Makes a database what the copy is, and nothing else: what came later is gone. Also under a running process. */
export const restoreDatabase = async (uri: string, name: string, directory: string): Promise<void> => {
  if (!existsSync(directory)) throw new Error(`there is no copy of a database in ${directory}`);
  const client = await MongoClient.connect(uri, { writeConcern: { w: 'majority', journal: true } });
  try {
    const database = client.db(name);
    for (const { name: collection } of await database.listCollections().toArray())
      await database.collection(collection).deleteMany({});
    for (const file of readdirSync(directory).filter((one) => one.endsWith('.bson'))) {
      const collection = database.collection(file.slice(0, -'.bson'.length));
      const indexes = readFileSync(join(directory, file.replace(/bson$/, 'indexes.json')), 'utf8');
      for (const { v: _version, ns: _namespace, ...index } of JSON.parse(indexes) as Document[])
        if (index['name'] !== '_id_') await collection.createIndexes([index as IndexDescription]);
      const documents = splitDocuments(await readFile(join(directory, file)));
      for (let at = 0; at < documents.length; at += batchSize)
        await collection.insertMany(documents.slice(at, at + batchSize));
    }
  } finally {
    await client.close();
  }
};

/** Numbers and binaries keep their types, so that the copy of a copy is the same. */
const splitDocuments = (bytes: Buffer): Document[] => {
  const documents: Document[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = bytes.readInt32LE(at);
    documents.push(BSON.deserialize(bytes.subarray(at, at + length), { promoteValues: false }));
    at += length;
  }
  return documents;
};
