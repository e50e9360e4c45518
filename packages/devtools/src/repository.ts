import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The directory of the repository. */
export const repositoryRoot = fileURLToPath(new URL('../../../', import.meta.url));

/** The path of a program that npm installed. */
export const installedProgram = (name: string): string => join(repositoryRoot, 'node_modules', '.bin', name);
