import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sealFile } from './issuer/signing-keys.ts';

// For when somebody may have read the issuer's keys: the next start drops all that the old seal closed, and makes new ones.
const [keyDirectory] = process.argv.slice(2);
if (keyDirectory === undefined)
  throw new Error('name the directory of the keys: identity.keyDirectory of site.yaml');
const file = join(keyDirectory, sealFile);
writeFileSync(`${file}.new`, randomBytes(32).toString('base64url'), { mode: 0o600 });
// Whoever runs this, the site's own user reads it.
const { uid, gid } = statSync(existsSync(file) ? file : keyDirectory);
chownSync(`${file}.new`, uid, gid);
renameSync(`${file}.new`, file);
console.log(`${file} is new: restart the site, so that no process believes the old keys`);
