import { setTimeout as pause } from 'node:timers/promises';
import { createLogger, createProcessParts, loadSiteConfig, serviceContextOf } from '@lienthong/runtime';
import { services } from '@lienthong/site';
import { createSite } from '../../services/exchange/src/adapters/create-site.ts';
import { settings } from '../../services/exchange/src/config.ts';
import { Registry } from '../../services/exchange/src/domain/registry.ts';
import { channel } from './many-records.ts';

/** What one start over many records came to; times in ms, CPU of this process. */
export interface Start {
  firstAnswer: { wall: number; cpu: number };
  walk: { wall: number; cpu: number };
  putsMeanwhile: number[];
  putsAfterwards: number[];
  heap: number;
  reroute: { wall: number; cpu: number };
}

const putEveryMs = 25;
const putsAfterwards = 100;

const collect = (globalThis as { gc?: () => void }).gc ?? (() => undefined);
const cpu = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
};
function memoryNow(): number {
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

const config = loadSiteConfig(process.argv[2] ?? '', services);
const running = await createSite({
  ...serviceContextOf(config, services, 'exchange', {
    parts: createProcessParts(config, services, ['exchange'], createLogger('exchange', config.site, 'error')),
    health: async () => ({}),
  }),
  settings: settings.parse(config.services['exchange']?.settings),
});
const { runner } = running.site;
let src = 0;

/** A put of the province's own, as its service would make it. @returns ms until it is durable. */
async function put(): Promise<number> {
  src += 1;
  const began = performance.now();
  const key = `${channel}/46@0/2025-06-${String(1 + (src % 30)).padStart(2, '0')}`;
  const change = { value: Buffer.from(`${src}`), content: null, tombstone: false, src, restored: false };
  const [outcome] = await runner.put([{ key, change, spans: [] }]);
  if (!outcome?.decision.taken) throw new Error('a put was not taken');
  return performance.now() - began;
}

const isWalking = (): boolean => {
  const { walk } = runner.engine.memory;
  return walk.at !== undefined || walk.rerouted.size + walk.waiting.size > 0;
};

const before = memoryNow();
const began = performance.now();
await running.start();
await put();
const firstAnswer = { wall: performance.now() - began, cpu: cpu() };
const putsMeanwhile: number[] = [];
while (isWalking()) {
  putsMeanwhile.push(await put());
  await pause(putEveryMs);
}
const walk = { wall: performance.now() - began, cpu: cpu() };
const afterwards: number[] = [];
for (let at = 0; at < putsAfterwards; at += 1) afterwards.push(await put());
const heap = memoryNow() - before;

const moved = runner.engine.memory.registry
  .sites()
  .map((one) => (one.id === 's20000' ? { ...one, parent: 's481' } : one));
const moving = { at: performance.now(), cpu: cpu() };
await runner.run((engine) => engine.useRegistry(new Registry(moved), 'moved'));
while (isWalking()) await pause(1);
const reroute = { wall: performance.now() - moving.at, cpu: cpu() - moving.cpu };

process.send?.({
  firstAnswer,
  walk,
  putsMeanwhile,
  putsAfterwards: afterwards,
  heap,
  reroute,
} satisfies Start);
