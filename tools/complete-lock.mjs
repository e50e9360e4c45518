/**
 * Completes package-lock.json: what it says nothing of, or without a checksum, is asked of the registry again. npm leaves out of the lock what
 * stands in node_modules for other platforms, so it works beside the repository. Run it when `npm run check` says that the lock is not whole:
 * node tools/complete-lock.mjs
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const beside = mkdtempSync(join(tmpdir(), 'lien-thong-lock-'));
const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
const isWhole = ([place, entry]) =>
  !place.includes('node_modules/') || entry.link || entry.integrity !== undefined;
const workspaces = Object.keys(lock.packages).filter((place) => !place.includes('node_modules/'));
for (const file of [...workspaces.map((place) => join(place, 'package.json')), '.npmrc']) {
  mkdirSync(dirname(join(beside, file)), { recursive: true });
  cpSync(join(root, file), join(beside, file));
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).filter(isWhole));
writeFileSync(join(beside, 'package-lock.json'), JSON.stringify(lock));
execFileSync('npm', ['install', '--package-lock-only', '--ignore-scripts'], {
  cwd: beside,
  stdio: 'inherit',
});
const done = JSON.parse(readFileSync(join(beside, 'package-lock.json'), 'utf8'));
writeFileSync(join(root, 'package-lock.json'), `${JSON.stringify({ ...done, name: lock.name }, null, 2)}\n`);
rmSync(beside, { recursive: true });
const missing = Object.entries(done.packages).filter((one) => !isWhole(one));
process.stdout.write(`${missing.length} without a checksum\n${missing.map(([place]) => place).join('\n')}\n`);
