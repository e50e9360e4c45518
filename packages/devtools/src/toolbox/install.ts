import type { Installed } from './installed.ts';
import type { ToolSource } from './manifest.ts';
import { installByApt } from './sources/apt.ts';
import { installByCargo } from './sources/cargo.ts';
import { installByGo } from './sources/go.ts';
import { installFromNpm } from './sources/npm.ts';
import { installFromRelease } from './sources/release.ts';
import { installByVenv } from './sources/venv.ts';
import { installFromWheel } from './sources/wheel.ts';

/** Asks one source for its tool. `directory` is empty, and becomes the cache entry when the answer is a file. */
export const installFrom = (
  source: ToolSource,
  directory: string,
  report: (line: string) => void,
): Promise<Installed> => {
  switch (source.kind) {
    case 'release':
      return installFromRelease(source, directory, report);
    case 'wheel':
      return installFromWheel(source, directory, report);
    case 'venv':
      return installByVenv(source, directory, report);
    case 'go':
      return installByGo(source, directory, report);
    case 'cargo':
      return installByCargo(source, directory, report);
    case 'npm':
      return installFromNpm(source, directory, report);
    case 'apt':
      return installByApt(source, report);
    default:
      return source satisfies never;
  }
};
