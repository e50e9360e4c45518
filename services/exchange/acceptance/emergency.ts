import { randomBytes } from 'node:crypto';
import type { RunningSite } from '../src/adapters/create-site.ts';
import type { Change } from '../src/domain/rules.ts';
import { lineRate, type ThinLine } from './thin-line.ts';

const backlogBytes = 50 * 1024 * 1024;
const fileBytes = 2 * 1024 * 1024;
const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

const change = (fields: Partial<Change>): Change => ({
  value: null,
  content: null,
  tombstone: false,
  src: 1,
  restored: false,
  ...fields,
});

/** 50 MB of files that nothing compresses, waiting at the commune. */
export async function pileUp({ commune }: ThinLine): Promise<void> {
  for (let file = 0; file * fileBytes < backlogBytes; file += 1) {
    const content = { ...(await commune.site.contents.put(randomBytes(fileBytes))), type: '' };
    await commune.site.runner.put([
      { key: `u4-file/20116@0/${file}`, change: change({ content }), spans: [] },
    ]);
  }
}

export interface Measured {
  /** Milliseconds of each emergency record until the province had it. */
  readonly times: number[];
  /** Share of the line, in percent, that the backlog's content had meanwhile. */
  readonly share: number;
}

/** Emergency records of nearly 4 kB, one after the other, while the backlog goes on. */
export async function measure(line: ThinLine, name: string, alerts: number): Promise<Measured> {
  const times: number[] = [];
  const before = await flowing(line.province);
  const begun = performance.now();
  for (let alert = 0; alert < alerts; alert += 1) {
    await pause(20_000);
    const key = `u0-alert/20116@0/${name}-${alert}`;
    const at = performance.now();
    const value = randomBytes(3000);
    await line.commune.site.runner.put([{ key, change: change({ value }), spans: [] }]);
    while (!(await line.province.site.records.read([key])).has(key)) {
      if (performance.now() - at > 60_000) break;
      await pause(10);
    }
    times.push(Math.round(performance.now() - at));
  }
  const possible = ((performance.now() - begun) / 1000) * lineRate - alerts * 3_500;
  return { times, share: Math.floor((1_000 * ((await received(line.province)) - before)) / possible) / 10 };
}

/** What has arrived once the backlog moves: a line that is filling carries less than it can. */
async function flowing(province: RunningSite): Promise<number> {
  const before = await received(province);
  for (;;) {
    const now = await received(province);
    if (now > before) return now;
    await pause(10);
  }
}

/** Bytes of content that have arrived. */
async function received(province: RunningSite): Promise<number> {
  return province.site.contents.bytesHeld();
}
