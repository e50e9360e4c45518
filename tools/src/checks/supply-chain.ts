import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '@lienthong/devtools/process/run-command';
import { repositoryRoot } from '@lienthong/devtools/repository';
import type { CheckOutcome } from './check.ts';

interface Locked {
  version?: string;
  integrity?: string;
  license?: string;
  link?: boolean;
  hasInstallScript?: boolean;
}

/** Licences under which the project may be passed on with what it is built of. MPL, CC-BY and OFL: unchanged files, at build time or a font. */
const licences = new Set(
  '0BSD Apache-2.0 BlueOak-1.0.0 BSD-2-Clause BSD-3-Clause CC0-1.0 CC-BY-4.0 ISC MIT MPL-2.0 OFL-1.1 Unlicense'.split(
    ' ',
  ),
);

/** Packages whose programs run while they are installed: each was looked at. */
const installScripts = new Set(['@bufbuild/buf', '@parcel/watcher', '@swc/core', 'protobufjs']);

const nameOf = (place: string): string => place.slice(place.lastIndexOf('node_modules/') + 13);

/** What is wrong with a lock: a package without checksum, of another licence, or that runs a program when it is installed. */
export const problemsOfLock = (packages: Record<string, Locked>): string[] =>
  Object.entries(packages).flatMap(([place, entry]) => {
    if (!place.includes('node_modules/') || entry.link === true) return [];
    const name = nameOf(place);
    const named = (entry.license ?? 'none').split(/ AND | OR |[()]/).filter((one) => one !== '');
    return [
      ...(entry.integrity === undefined
        ? [`${name}: no checksum; node tools/complete-lock.mjs asks for it`]
        : []),
      ...named.filter((one) => !licences.has(one)).map((one) => `${name}: licence ${one}`),
      ...(entry.hasInstallScript === true && !installScripts.has(name)
        ? [`${name}: runs a program when it is installed`]
        : []),
    ];
  });

/** Every package that is installed is the one that was looked at. */
export const checkLockedPackages = async (): Promise<CheckOutcome> => {
  const lock = JSON.parse(readFileSync(join(repositoryRoot, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, Locked>;
  };
  const problems = problemsOfLock(lock.packages);
  return problems.length === 0 ? { held: true } : { held: false, note: problems.join('\n') };
};

/** Known holes of what is installed; where no registry answers, that is said. */
export const checkAdvisories = async (): Promise<CheckOutcome> => {
  const args = ['audit', '--json', '--package-lock-only', '--omit=dev', '--audit-level=high'];
  const { code, stdout } = await runCommand('npm', args, { cwd: repositoryRoot, timeoutMs: 60_000 });
  if (code === 0) return { held: true };
  const { vulnerabilities } = parsed(stdout);
  if (vulnerabilities === undefined) return { held: true, note: 'no registry answered for advisories' };
  const named = Object.entries(vulnerabilities).filter(([, { severity }]) =>
    ['high', 'critical'].includes(severity),
  );
  return { held: false, note: named.map(([name, { severity }]) => `${name}: ${severity}`).join('\n') };
};

function parsed(text: string): { vulnerabilities?: Record<string, { severity: string }> } {
  try {
    return JSON.parse(text) as ReturnType<typeof parsed>;
  } catch {
    return {};
  }
}
