import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { repositoryRoot } from '@lienthong/devtools/repository';
import type { ServiceName } from '@lienthong/runtime';
import { loadProvinceFile } from './province-file.ts';
import { ensureProvinceState, type SitePorts, whyAnew } from './province-state.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'lien-thong-state-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

test('a state is gone on with, unless another database or an earlier release made it', async () => {
  expect(whyAnew(directory, 'mongod')).toBeUndefined();
  const file = loadProvinceFile(join(repositoryRoot, 'deploy/provinces/hue-phu-loc.yaml'));
  await ensureProvinceState(file, directory, { freePorts: false, engine: 'mongod' });
  expect(whyAnew(directory, 'mongod')).toBeUndefined();
  expect(whyAnew(directory, 'secantusd-rs')).toMatch('another database');
  const path = join(directory, 'state.json');
  const { shape: _, ...earlier } = JSON.parse(readFileSync(path, 'utf8')) as { shape: number };
  writeFileSync(path, JSON.stringify(earlier));
  expect(whyAnew(directory, 'mongod')).toMatch('an earlier release');
});

const portsOf = async (add: ServiceName[]): Promise<SitePorts> => {
  const file = loadProvinceFile(join(repositoryRoot, 'deploy/provinces/hue-phu-loc.yaml'));
  const [top] = file.sites;
  if (!top) throw new Error('the province has no site');
  const sites = [{ ...top, services: [...top.services, ...add] }];
  const state = await ensureProvinceState({ ...file, sites }, directory, {
    freePorts: false,
    engine: 'none',
  });
  const ports = state.sites[top.id]?.ports;
  if (!ports) throw new Error('the site has no ports');
  return ports;
};
const numbersOf = ({ services, ...others }: SitePorts): number[] => [
  ...Object.values(others),
  ...Object.values(services).flatMap(({ grpc, metrics }) => [grpc, metrics]),
];

test('a site has a port for all that it runs, however many services, and one more moves none', async () => {
  const before = await portsOf([]);
  const added = ['a', 'b', 'c', 'd', 'e', 'f'];
  const after = await portsOf(added);
  expect(new Set(numbersOf(after)).size).toBe(numbersOf(before).length + 2 * added.length);
  expect(Math.min(...numbersOf(after))).toBeGreaterThan(1_024);
  expect(after).toMatchObject(before);
});
