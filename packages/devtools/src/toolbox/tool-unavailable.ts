import { platform, type ToolEntry } from './manifest.ts';

/** A tool that cannot be had: what, which sources were tried and why each failed, how to get it by hand. */
export class ToolUnavailable extends Error {
  readonly tool: string;
  readonly tried: readonly string[];

  constructor(tool: string, entry: ToolEntry, tried: readonly string[]) {
    const attempts = [
      `environment variable ${entry.environment}: not set`,
      entry.versionArguments === undefined
        ? undefined
        : `${entry.command} on the PATH: none of a fitting version`,
      ...tried,
    ].filter((line) => line !== undefined);
    super(
      [
        `${tool} ${entry.version} (${entry.purpose}) could not be had on ${platform()}.`,
        'Tried:',
        ...attempts.map((line) => `  - ${line}`),
        `By hand: ${entry.byHand}`,
      ].join('\n'),
    );
    this.name = 'ToolUnavailable';
    this.tool = tool;
    this.tried = attempts;
  }
}
