import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { repositoryRoot } from '@lienthong/devtools/repository';
import { type DemoIncident, demoIncidents, provoke } from '../once/demo-incident.ts';
import { runScriptedDay } from '../once/scripted-day.ts';
import { buildWeb } from '../province/demo/build-web.ts';
import { firstPages } from '../province/demo/first-page.ts';
import { guide, memoryTable } from '../province/demo/guide.ts';
import { traceOneDossier } from '../province/demo/journey.ts';
import { openProvince, type Province, stateDirectory } from '../province/province.ts';
import { loadProvinceFile } from '../province/province-file.ts';
import { seedProvince } from '../province/seed/seed.ts';

const usage = `npm run demo -- [options]
  --fresh            wipes the state and seeds anew
  --split SITE       one process for each service at that site (can be repeated)
  --once             runs the scripted day in a province of its own, compares, ends with one line of JSON
  --incident NAME    provokes one to decide about: restored, replaced (a machine) or twin (a copy runs beside it)
  --trace            registers one dossier and shows its journey to the province
  --memory           shows the memory of every process
  --province FILE    another province than deploy/provinces/hue-phu-loc.yaml`;

const readArguments = () => {
  try {
    return parseArgs({
      options: {
        fresh: { type: 'boolean', default: false },
        once: { type: 'boolean', default: false },
        trace: { type: 'boolean', default: false },
        memory: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
        split: { type: 'string', multiple: true, default: [] },
        province: { type: 'string' },
        incident: { type: 'string' },
      },
    }).values;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${usage}\n`);
    return process.exit(2);
  }
};

const dossiersOfTheDay = 300;

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const seconds = (): string => (performance.now() / 1_000).toFixed(1);

const options = readArguments();
if (options.help) {
  say(usage);
  process.exit(0);
}

const incident = demoIncidents.find((one) => one === options.incident);
if (options.incident !== undefined && !incident) {
  process.stderr.write(`--incident is one of ${demoIncidents.join(', ')}\n${usage}\n`);
  process.exit(2);
}

const path = resolve(options.province ?? join(repositoryRoot, 'deploy', 'provinces', 'hue-phu-loc.yaml'));
const state = stateDirectory(loadProvinceFile(path));
const seededMark = join(state, 'seeded.json');
// A seeding that was interrupted left half a fortnight: nobody has worked with it yet.
const fresh = options.fresh || (existsSync(state) && !existsSync(seededMark));

let province: Province | undefined;
let stopping: Promise<never> | undefined;
const stop = (code: number): Promise<never> => {
  stopping ??= (async () => {
    if (!options.once) say('\nĐang dừng … / stopping …');
    await province?.stop();
    return process.exit(code);
  })();
  return stopping;
};
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop(0));

/** The demonstration: until Ctrl-C. */
const show = async (): Promise<void> => {
  const web = buildWeb();
  // Awaited below; a failure meanwhile must not end the process without stopping the servers.
  web.catch(() => undefined);
  province = await openProvince(path, {
    fresh,
    split: options.split,
    onSignal: false,
  });
  say(`Đang khởi động ${province.file.title} … / starting …`);
  await Promise.all([province.start(), web]);
  await firstPages(province);
  say(`Trang đầu tiên sau ${seconds()} giây / first page after ${seconds()} s`);
  if (!existsSync(seededMark)) {
    say('Đang nạp hai tuần hồ sơ … / registering two weeks of dossiers …');
    const dossiers = await seedProvince(province, say);
    await writeFile(seededMark, JSON.stringify({ dossiers }));
    say(`Đã sẵn sàng sau ${seconds()} giây / ready after ${seconds()} s`);
  }
  say(guide(province));
  if (incident) await showIncident(province, incident);
  if (options.trace) say(await traceOneDossier(province));
  if (options.memory) say(memoryTable(await province.memory()));
};

const showIncident = async (at: Province, name: DemoIncident): Promise<void> => {
  say(`Đang tạo sự cố ${name} … / provoking ${name} …`);
  const { words, end } = await provoke(name, at);
  for (const line of words) say(line);
  if (!end) return;
  process.stdin.once('data', () => {
    process.stdin.pause();
    void end().then(() => say('Máy nhân bản đã tắt. / The copy is off.'));
  });
};

/** The scripted day, in a state of its own and on ports that nobody uses: it may run beside the demonstration. */
const runOnce = async (): Promise<number> => {
  province = await openProvince(path, {
    state: `${state}-once`,
    fresh: true,
    freePorts: true,
    split: options.split,
    onSignal: false,
  });
  await province.start();
  const { verdict, ...result } = await runScriptedDay(province, { dossiers: dossiersOfTheDay, report: say });
  if (options.memory) say(memoryTable(await province.memory()));
  for (const difference of verdict.differences.slice(0, 50)) say(JSON.stringify(difference));
  await province.stop();
  say(JSON.stringify(result));
  return result.ok ? 0 : 1;
};

try {
  if (options.once) process.exit(await runOnce());
  await show();
} catch (error) {
  if (stopping === undefined) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    if (options.once) {
      await province?.stop();
      say(
        JSON.stringify({
          ok: false,
          dossiers: 0,
          compared: 0,
          differences: 0,
          faults: [],
          seconds: Number(seconds()),
        }),
      );
    }
    await stop(1);
  }
}
