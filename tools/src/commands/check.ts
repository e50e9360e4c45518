/**
 * `npm run check [-- name …]`: format, lint, types, contracts, generated code, dependency rules, the component catalogue. Every
 * check runs, so that one run shows all there is to mend.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '@lienthong/devtools/process/run-command';
import { repositoryRoot } from '@lienthong/devtools/repository';
import type { Check, CheckOutcome } from '../checks/check.ts';
import { checkBreaking, checkGenerated } from '../checks/contracts.ts';
import { runProgram } from '../checks/program.ts';
import { checkAdvisories, checkLockedPackages } from '../checks/supply-chain.ts';

const SOURCES = ['packages', 'services', 'tools', 'bench', 'web'].filter((name) =>
  existsSync(join(repositoryRoot, name)),
);

/** A fresh clone starts with `npm ci`, which refuses a lock file that leaves anything out. */
const checkLockFile = async (): Promise<CheckOutcome> => {
  const args = ['ci', '--dry-run', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const outcome = await runCommand('npm', args, { cwd: repositoryRoot, timeoutMs: 120_000 });
  if (outcome.code === 0) return { held: true };
  const missing = outcome.stderr.split('\n').filter((line) => /Missing:|Invalid:/.test(line));
  const named = (missing.length > 0 ? missing : [outcome.stderr]).slice(0, 10).join('\n');
  return {
    held: false,
    note: `npm ci refuses package-lock.json; node tools/complete-lock.mjs may mend it:\n${named}`,
  };
};

const checks: Check[] = [
  { name: 'lock file', run: checkLockFile },
  { name: 'locked packages', run: checkLockedPackages },
  { name: 'advisories', run: checkAdvisories },
  { name: 'format', run: () => runProgram('biome', ['format', '--max-diagnostics=50', '.']) },
  { name: 'lint', run: () => runProgram('oxlint', ['--type-aware', '.']) },
  { name: 'types', run: () => runProgram('tsc', ['--project', '.', '--pretty', 'false']) },
  ...(existsSync(join(repositoryRoot, 'web', 'tsconfig.json'))
    ? [
        {
          name: 'types of the web app',
          run: () => runProgram('tsc', ['--project', 'web', '--pretty', 'false']),
        },
      ]
    : []),
  { name: 'contracts: lint', run: () => runProgram('buf', ['lint'], join(repositoryRoot, 'proto')) },
  { name: 'contracts: breaking', run: checkBreaking },
  { name: 'generated code', run: checkGenerated },
  {
    name: 'dependency rules',
    run: () =>
      runProgram('depcruise', ['--config', '.dependency-cruiser.cjs', '--output-type', 'err', ...SOURCES]),
  },
  { name: 'component catalogue', run: () => runProgram('node', ['web/test/check-catalogue.ts']) },
];

const wanted = process.argv.slice(2);
const chosen = checks.filter(({ name }) => wanted.length === 0 || wanted.some((word) => name.includes(word)));
let failed = 0;
for (const { name, run } of chosen) {
  const started = performance.now();
  const outcome = await run();
  const seconds = ((performance.now() - started) / 1_000).toFixed(1);
  if (!outcome.held) failed += 1;
  const note = outcome.note === undefined ? '' : outcome.held ? ` – ${outcome.note}` : `\n${outcome.note}\n`;
  process.stdout.write(`${outcome.held ? '✓' : '✗'} ${name} (${seconds} s)${note}\n`);
}
if (chosen.length === 0)
  process.stdout.write(`No check is called ${wanted.join(' ')}: ${checks.map((c) => c.name).join(', ')}\n`);
process.stdout.write(`${chosen.length - failed} held, ${failed} failed\n`);
process.exitCode = failed === 0 && chosen.length > 0 ? 0 : 1;
