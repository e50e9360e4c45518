import { ensureTool, type Report } from './ensure-tool.ts';
import { findOnPath, findTool } from './locate.ts';
import { ToolUnavailable } from './tool-unavailable.ts';

/**
 * What serves as the database. `external` runs already and is not ours to start or stop; the others are programs that
 * are started with `engineArguments`.
 */
export type DatabaseEngine =
  | { kind: 'external'; uri: string }
  | { kind: 'mongod'; path: string }
  | { kind: 'secantusd-rs'; path: string }
  | { kind: 'secantusd-py'; path: string };

export type EngineOptions = { light?: boolean; report?: Report };

/**
 * The database engine of this run: `MONGODB_URI`, then `SECANTUSD_BIN` or a built engine, then `mongod` on the PATH,
 * then a build. `light` takes the wheel unless a full engine is here already. Where no Rust can build, the wheel
 * takes its place and says so.
 */
export const ensureDatabaseEngine = async (options: EngineOptions = {}): Promise<DatabaseEngine> => {
  const report = options.report ?? ((line: string) => process.stderr.write(`${line}\n`));
  const uri = process.env.MONGODB_URI;
  if (uri !== undefined && uri !== '') return { kind: 'external', uri };
  const built = await findTool('secantusd-rs');
  if (built !== undefined) return { kind: 'secantusd-rs', path: built.path };
  const mongod = findOnPath('mongod');
  if (mongod !== undefined) return { kind: 'mongod', path: mongod };
  if (options.light === true || process.env.LIEN_THONG_LIGHT === '1')
    return { kind: 'secantusd-py', path: (await ensureTool('secantusd-py', report)).path };
  try {
    return { kind: 'secantusd-rs', path: (await ensureTool('secantusd-rs', report)).path };
  } catch (error) {
    if (!(error instanceof ToolUnavailable)) throw error;
    report(
      `${error.message}\nThe light engine takes its place: slower, but complete enough for a look and for the tests.`,
    );
    return { kind: 'secantusd-py', path: (await ensureTool('secantusd-py', report)).path };
  }
};

/** The engine's command line: loopback only, every acknowledged write on disk. `port` 0 lets the engine choose. */
export const engineArguments = (
  kind: Exclude<DatabaseEngine['kind'], 'external'>,
  directory: string,
  port: number,
): string[] => {
  const common = [
    '--host',
    '127.0.0.1',
    '--port',
    String(port),
    '--storage-path',
    directory,
    '--sync-on-commit',
  ];
  switch (kind) {
    case 'secantusd-rs':
      return [...common, '--cache-size', '256M', '--log-file-max', '16MB'];
    case 'secantusd-py':
      return [...common, '--cache-size', '256M'];
    case 'mongod':
      return [
        '--bind_ip',
        '127.0.0.1',
        '--port',
        String(port),
        '--dbpath',
        directory,
        '--wiredTigerCacheSizeGB',
        '0.25',
      ];
    default:
      return kind satisfies never;
  }
};

/** The port in a line of the engine's output that says that it listens, otherwise undefined. */
export const findListeningPort = (line: string): number | undefined => {
  const said =
    /listening on \S+?:(\d+)/i.exec(line)?.[1] ?? /"Waiting for connections".*"port":(\d+)/.exec(line)?.[1];
  return said === undefined ? undefined : Number(said);
};

/** How to reach an engine on this machine. Direct: one server, no topology to discover. */
export const engineUri = (port: number): string => `mongodb://127.0.0.1:${port}/?directConnection=true`;
