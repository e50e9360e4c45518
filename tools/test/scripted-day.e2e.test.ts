import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runScriptedDay } from '../src/once/scripted-day.ts';
import { floodsContributor } from './example/day/contributor.ts';
import { platform, publishRows, writeProvinceFile } from './example/day/province.ts';
import { openProvince, type Province } from '../src/province/province.ts';

let directory: string;
let province: Province;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lienthong-day-'));
  province = await openProvince(await writeProvinceFile(directory), {
    platform,
    state: join(directory, 'state'),
    freePorts: true,
    onSignal: false,
    report: () => undefined,
  });
  await province.start();
  await publishRows(province);
}, 900_000);
afterAll(async () => {
  await province.stop();
  await rm(directory, { recursive: true, force: true });
});

test('day: the numbers of both contributors at the province equal a recount of the communes’ databases after every fault of the scripted day, and are marked where something was lost alone', async () => {
  const said: string[] = [];
  const report = (line: string): void => void said.push(line);
  const { verdict, ...result } = await runScriptedDay(province, {
    dossiers: 60,
    report,
    others: [floodsContributor],
  }).catch((cause: unknown) => {
    throw new Error(said.join('\n'), { cause });
  });
  const { differences, stores, marks } = verdict;
  expect({ seed: result.seed, differences, stores, marks }).toEqual({
    seed: result.seed,
    differences: [],
    stores: [],
    marks: [],
  });
  expect(result).toMatchObject({ ok: true, differences: 0 });
  expect(result.dossiers).toBeGreaterThanOrEqual(60);
  expect(result.counted.floods).toBeGreaterThan(10);
  // Eight indicators of dossiers and four of the example, of two units on eleven days.
  expect(result.compared).toBe(12 * 2 * 11);
  expect(result.faults).toHaveLength(13);
}, 1_200_000);
