import { ensureTool, type Report } from './ensure-tool.ts';
import { findOnPath, findTool } from './locate.ts';

/**
 * What serves as the database. `external` runs already and is not ours to start or stop; the others are programs that
 * are started with `engineArguments`.
 */
export type DatabaseEngine =
  | { kind: 'external'; uri: string }
  | { kind: 'mongod'; path: string }
  | { kind: 'secantusd-rs'; path: string }
  | { kind: 'secantusd-py'; path: string };

/**
 * The database engine of this run, the one that is there soonest: `MONGODB_URI`, `SECANTUSD_BIN`, `mongod` on the PATH, a built engine
 * from the cache, then the wheel. Nothing is compiled: `npm run engine` does that.
 * @throws ToolUnavailable where the wheel cannot be had either
 */
export const ensureDatabaseEngine = async (report?: Report): Promise<DatabaseEngine> => {
  const uri = process.env.MONGODB_URI;
  if (uri) return { kind: 'external', uri };
  const mongod = process.env.SECANTUSD_BIN ? undefined : findOnPath('mongod');
  if (mongod !== undefined) return { kind: 'mongod', path: mongod };
  const built = await findTool('secantusd-rs');
  if (built !== undefined) return { kind: 'secantusd-rs', path: built.path };
  return { kind: 'secantusd-py', path: (await ensureTool('secantusd-py', report)).path };
};

/**
 * The engine that measurements are made with: a quicker one than the wheel, compiled if need be.
 * @throws ToolUnavailable where no Rust can build
 */
export const ensureFastEngine = async (report?: Report): Promise<void> => {
  if (process.env.MONGODB_URI || findOnPath('mongod') !== undefined) return;
  await ensureTool('secantusd-rs', report);
};

/**
 * The engine's command line: loopback only, every acknowledged write on disk. `port` 0 lets the engine choose.
 *
 * @param options.auth asks everybody for a password.
 */
export const engineArguments = (
  kind: Exclude<DatabaseEngine['kind'], 'external'>,
  directory: string,
  port: number,
  { auth = false }: { auth?: boolean } = {},
): string[] => {
  const common = [
    ...(auth ? ['--auth'] : []),
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
        ...(auth ? ['--auth'] : []),
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
export const engineUri = (port: number, user?: { user: string; password: string }): string =>
  user === undefined
    ? `mongodb://127.0.0.1:${port}/?directConnection=true`
    : `mongodb://${user.user}:${user.password}@127.0.0.1:${port}/?directConnection=true&authSource=admin`;

/** Whether the first user can be made at a server that asks for a password already; else it has to run once without. */
export const takesFirstUser = (kind: DatabaseEngine['kind']): boolean => kind !== 'secantusd-py';
