import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '@lienthong/devtools/repository';
import { runScriptedDay } from '../src/once/scripted-day.ts';
import { openProvince, type Province } from '../src/province/province.ts';

let directory: string;
let province: Province;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lienthong-day-'));
  province = await openProvince(join(repositoryRoot, 'deploy/provinces/hue-phu-loc.yaml'), {
    state: join(directory, 'state'),
    freePorts: true,
    onSignal: false,
    report: () => undefined,
  });
  await province.start();
}, 900_000);
afterAll(async () => {
  await province.stop();
  await rm(directory, { recursive: true, force: true });
});

test('the number at the province equals a recount of the communes’ databases after every fault of the scripted day, and is marked where something was lost alone', async () => {
  const said: string[] = [];
  const report = (line: string): void => void said.push(line);
  const { verdict, ...result } = await runScriptedDay(province, { dossiers: 60, report }).catch(
    (cause: unknown) => {
      throw new Error(said.join('\n'), { cause });
    },
  );
  const { differences, stores, marks } = verdict;
  expect({ seed: result.seed, differences, stores, marks }).toEqual({
    seed: result.seed,
    differences: [],
    stores: [],
    marks: [],
  });
  expect(result).toMatchObject({ ok: true, differences: 0 });
  expect(result.dossiers).toBeGreaterThanOrEqual(60);
  expect(result.faults).toHaveLength(13);
}, 1_200_000);
