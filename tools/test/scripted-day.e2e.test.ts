import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runScriptedDay } from '../src/once/scripted-day.ts';
import { openProvince, type Province } from '../src/province/province.ts';
import { repositoryRoot } from '../src/repository.ts';

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

test('the number at the province equals a recount of the communes’ databases, after every fault of the scripted day', async () => {
  const said: string[] = [];
  const { verdict, ...result } = await runScriptedDay(province, {
    dossiers: 60,
    report: (line) => void said.push(line),
  });
  expect(verdict.differences).toEqual([]);
  expect(verdict.stores).toEqual([]);
  expect(result).toMatchObject({ ok: true, differences: 0 });
  expect(result.dossiers).toBeGreaterThanOrEqual(60);
  expect(result.faults).toHaveLength(10);
}, 1_200_000);
