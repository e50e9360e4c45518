import { randomBytes } from 'node:crypto';
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sealFile } from './issuer/signing-keys.ts';

// For when somebody may have read the issuer's keys: the next start drops all that the old seal closed, and makes new ones.
const [keyDirectory] = process.argv.slice(2);
if (keyDirectory === undefined)
  throw new Error('name the directory of the keys: identity.keyDirectory of site.yaml');
const file = join(keyDirectory, sealFile);
writeFileSync(`${file}.new`, randomBytes(32).toString('base64url'), { mode: 0o600 });
renameSync(`${file}.new`, file);
console.log(`${file} is new: restart the site, so that no process believes the old keys`);
