import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { repositoryRoot } from '../repository.ts';
import { loadProvinceFile } from './province-file.ts';
import { ensureProvinceState, whyAnew } from './province-state.ts';

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
