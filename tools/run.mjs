/**
 * The door of every command. Plain JavaScript without dependencies, so that it works straight after `git clone` on any
 * Node from 20.19: installs the packages, generates the contracts' code, then runs the command with the project's own Node.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const modules = join(root, 'node_modules');
const bin = join(modules, '.bin');
const env = {
  ...process.env,
  PATH: `${bin}${delimiter}${process.env.PATH ?? ''}`,
  TURBO_TELEMETRY_DISABLED: '1',
  NODE_NO_WARNINGS: '1',
};

const fail = (message) => {
  process.stderr.write(`${message}\n`);
  process.exit(1);
};

const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));

/** Runs a program to its end with our terminal; signals are passed on and waited for. Answers its exit code. */
const run = (command, args) =>
  new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, env, stdio: 'inherit' });
    const forward = (signal) => {
      // Ctrl-C in a terminal has reached the child as well: a second one would look like impatience.
      if (signal === 'SIGINT' && process.stdin.isTTY) return;
      child.kill(signal);
    };
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of signals) process.on(signal, forward);
    child.once('error', (error) => fail(`${command} could not be started: ${error.message}`));
    child.once('exit', (code, signal) => {
      for (const name of signals) process.off(name, forward);
      resolve(code ?? 128 + constants.signals[signal]);
    });
  });

/** Whether what npm installed is what the lock file asks for; a lock file that is merely newer is no reason to install. */
const isInstalled = () => {
  const installed = join(modules, '.package-lock.json');
  const wanted = join(root, 'package-lock.json');
  if (!existsSync(installed)) return false;
  if (statSync(installed).mtimeMs >= statSync(wanted).mtimeMs) return true;
  const there = readJson(installed).packages;
  return Object.entries(readJson(wanted).packages).every(
    ([path, entry]) =>
      !path.startsWith('node_modules/') ||
      (there[path] === undefined ? entry.optional === true : there[path].version === entry.version),
  );
};

const npm = (args) => {
  const own = process.env.npm_execpath;
  return own !== undefined && /npm-cli\.[cm]?js$/.test(own)
    ? run(process.execPath, [own, ...args])
    : run('npm', args);
};

const install = async () => {
  if (isInstalled()) return;
  process.stderr.write('Installing the packages of package-lock.json …\n');
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  const code = await npm(['ci', ...quiet]);
  if (code === 0) return;
  if (code > 128) process.exit(code);
  process.stderr.write('npm ci refused; once more by npm install, with the versions of the lock file …\n');
  const again = await npm(['install', '--no-save', ...quiet]);
  if (again !== 0) fail(`The packages could not be installed (code ${again}): npm's messages stand above.`);
};

const filesUnder = (directory) =>
  readdirSync(directory, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) =>
      entry.isDirectory() ? filesUnder(join(directory, entry.name)) : [join(directory, entry.name)],
    );

/** The workspaces that generate code from proto/: what they generate with, and where it goes. */
const generators = () =>
  ['packages', 'services', '.']
    .filter((group) => existsSync(join(root, group)))
    .flatMap((group) => readdirSync(join(root, group)).map((name) => join(root, group, name)))
    .filter((workspace) => existsSync(join(workspace, 'package.json')))
    .filter((workspace) => readJson(join(workspace, 'package.json')).scripts?.generate !== undefined);

/** Generates the contracts' code when proto/ or the generators have changed since the last time. */
const generate = async () => {
  const workspaces = generators();
  const inputs = workspaces
    .flatMap((workspace) => [join(workspace, 'package.json'), join(workspace, 'buf.gen.yaml')])
    .filter((file) => existsSync(file));
  const hash = createHash('sha256');
  for (const file of [...filesUnder(join(root, 'proto')), ...inputs])
    hash.update(file.slice(root.length)).update(readFileSync(file));
  const { version } = readJson(join(modules, 'ts-proto', 'package.json'));
  const state = hash.update(version).digest('hex');
  const stamp = join(modules, '.cache', 'lien-thong', 'generated');
  const generated = workspaces.every((workspace) => existsSync(join(workspace, 'src', 'gen')));
  if (generated && existsSync(stamp) && readFileSync(stamp, 'utf8') === state) return;
  process.stderr.write('Generating code from proto/ …\n');
  const code = await run(join(bin, 'turbo'), ['run', 'generate', '--output-logs=errors-only']);
  if (code !== 0) fail(`The code could not be generated (code ${code}): the messages stand above.`);
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, state);
};

/** The project's own Node; where none is packed for this platform, the one that runs this, if it is as new. */
const projectNode = () => {
  const own = join(bin, 'node');
  if (spawnSync(own, ['--version']).status === 0) return own;
  if (major < 24)
    fail(
      `npm has no Node 24 for this platform (${process.platform}, ${process.arch}): install Node 24 or later, then run this again.`,
    );
  return process.execPath;
};

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19))
  fail(
    `Liên Thông needs Node 20.19 or later to start (it brings its own Node 24); this is ${process.versions.node}.`,
  );

const commands = join(root, 'tools', 'src', 'commands');
const [name, ...args] = process.argv.slice(2);
const known = readdirSync(commands)
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .map((file) => file.slice(0, -'.ts'.length));
if (name === undefined || !known.includes(name))
  fail(`Which command? ${known.join(', ')}${name === undefined ? '' : ` (there is no ${name})`}`);

await install();
await generate();
process.exitCode = await run(projectNode(), [join(commands, `${name}.ts`), ...args]);
