/** `npm run engine`: compiles the faster database engine once; every later start takes it from the cache. */
import { ensureTool } from '@lienthong/devtools/toolbox/ensure-tool';
import { ToolUnavailable } from '@lienthong/devtools/toolbox/tool-unavailable';

try {
  const { path, from } = await ensureTool('secantusd-rs');
  process.stdout.write(`${path} (${from})\n`);
} catch (error) {
  if (!(error instanceof ToolUnavailable)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
