import { runCommand } from '@lienthong/devtools/process/run-command';
import { installedProgram, repositoryRoot } from '@lienthong/devtools/repository';

/** Builds the web app unless it is built already from the same sources (turbo knows). @throws with the builder's last lines. */
export const buildWeb = async (): Promise<void> => {
  const { code, stdout, stderr } = await runCommand(
    installedProgram('turbo'),
    ['run', 'build', '--filter=@lienthong/web', '--output-logs=errors-only'],
    { cwd: repositoryRoot, env: { TURBO_TELEMETRY_DISABLED: '1' } },
  );
  if (code !== 0)
    throw new Error(
      `the web app could not be built:\n${`${stdout}\n${stderr}`.trim().split('\n').slice(-40).join('\n')}`,
    );
};
