import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '@lienthong/devtools/process/run-command';
import { installedProgram, repositoryRoot } from '@lienthong/devtools/repository';

/** A copy of the web app, to be changed and built as the real one is. */
export interface ChangedApp {
  /** Its `web/`. */
  directory: string;
  /** Runs a program in it. @throws with what it said */
  run(program: string, ...args: string[]): Promise<void>;
  /** Builds it into a directory. */
  build(into: string): Promise<void>;
}

/** @param within the directory that holds the copy, and goes with it */
export function copyApp(within: string): ChangedApp {
  const root = mkdtempSync(join(within, 'app-'));
  const directory = join(root, 'web');
  for (const name of ['node_modules', 'packages', 'docs', 'tsconfig.json'])
    symlinkSync(join(repositoryRoot, name), join(root, name));
  mkdirSync(directory);
  for (const name of [
    'index.html',
    'package.json',
    'tsconfig.json',
    'vite.config.ts',
    'generate-client.ts',
    'public',
    'src',
  ])
    cpSync(join(repositoryRoot, 'web', name), join(directory, name), {
      recursive: true,
      filter: (path) => !/\.test\.tsx?$/.test(path),
    });
  symlinkSync(join(repositoryRoot, 'web', 'node_modules'), join(directory, 'node_modules'));
  const run = async (program: string, ...args: string[]): Promise<void> => {
    const { code, stdout, stderr } = await runCommand(installedProgram(program), args, {
      cwd: directory,
      // Not that of the test: a build for it is one for developers.
      env: { NODE_ENV: 'production' },
    });
    if (code !== 0) throw new Error(`${program} failed:\n${`${stdout}\n${stderr}`.trim().slice(-4_000)}`);
  };
  return {
    directory,
    run,
    build: async (into) => {
      const built = join(root, 'dist');
      await run('vite', 'build', '--outDir', built);
      rmSync(into, { recursive: true, force: true });
      cpSync(built, into, { recursive: true });
    },
  };
}
