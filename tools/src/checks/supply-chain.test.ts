import { problemsOfLock } from './supply-chain.ts';

const good = { version: '1.0.0', integrity: 'sha512-x', license: '(Apache-2.0 AND BSD-3-Clause)' };

test('a package is installed as it was looked at, or the check names it', () => {
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
