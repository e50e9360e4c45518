/**
 * Completes package-lock.json with the optional packages of other platforms. npm leaves out what its registry could not
 * answer for, and `npm ci` then refuses the file, on every machine. Run it after adding a dependency when `npm run check`
 * says that the lock file is not whole: node tools/complete-lock.mjs
 */
import { readFileSync, writeFileSync } from 'node:fs';

const path = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(path, 'utf8'));
const SYSTEMS = [
  'darwin',
  'win32',
  'windows',
  'android',
  'freebsd',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'aix',
  'linux',
];
const PROCESSORS = {
  arm64: 'arm64',
  armv7: 'arm',
  arm: 'arm',
  x64: 'x64',
  64: 'x64',
  ia32: 'ia32',
  ppc64: 'ppc64',
  s390x: 's390x',
  riscv64: 'riscv64',
  loong64: 'loong64',
  mips64el: 'mips64el',
  wasm32: 'wasm32',
};

/** What a platform package's name says of the machines that it is for, such as `@swc/core-win32-ia32-msvc`. */
const machinesOf = (name) => {
  const tokens = name.split(/[/@._-]+/);
  const system = SYSTEMS.find((one) => tokens.includes(one));
  const processor = Object.keys(PROCESSORS).find((one) =>
    tokens.some((token) => token === one || (one === 'arm' && /^arm(v\d)?$/.test(token))),
  );
  const libc = tokens.some((token) => token.startsWith('musl'))
    ? 'musl'
    : tokens.includes('gnu')
      ? 'glibc'
      : undefined;
  return {
    cpu: processor === undefined ? undefined : [PROCESSORS[processor]],
    libc: libc === undefined ? undefined : [libc],
    os: system === undefined ? undefined : [system === 'windows' ? 'win32' : system],
  };
};

const added = [];
for (const [place, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const nested = `${place}/node_modules/${name}`;
    const hoisted = `node_modules/${name}`;
    if (lock.packages[nested] !== undefined || lock.packages[hoisted] !== undefined) continue;
    if (!/^\d+\.\d+\.\d+\S*$/.test(version)) continue;
    const { cpu, libc, os } = machinesOf(name);
    // In npm's own order of keys, so that its next run changes nothing.
    lock.packages[hoisted] = { version, cpu, ...(entry.dev ? { dev: true } : {}), libc, optional: true, os };
    added.push(`${name} ${version}`);
  }
}
lock.packages = Object.fromEntries(
  Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en')),
);
writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
process.stdout.write(`${added.length} added\n${added.join('\n')}\n`);
