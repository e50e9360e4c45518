import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger, type SiteConfig } from '@lienthong/runtime';
import { isPasswordOf, openPeople } from './people.ts';

const directory = mkdtempSync(join(tmpdir(), 'lienthong-people-'));
afterAll(() => rmSync(directory, { recursive: true }));

const open = (yaml: string, mode: SiteConfig['mode'] = 'demonstration') => {
  const peopleFile = join(directory, 'people.yaml');
  writeFileSync(peopleFile, yaml);
  return openPeople(
    { mode, identity: { peopleFile } as SiteConfig['identity'] },
    createLogger('t', 't', 'silent'),
  );
};
const one = 'subject: p-1, username: Can.Bo, name: Nguyễn Thị Bình, roles: [clerk], units: ["20116@0"]';

test('a person is found by user name whatever its case, and by subject', () => {
  const people = open(`people: [{${one}, password: abc}]`);
  expect(people.findByUsername(' can.bo ')?.subject).toBe('p-1');
  expect(people.findBySubject('p-1')?.title).toBe('');
  expect(people.findByUsername('ai.do')).toBeUndefined();
});

test('production takes no plain password', () => {
  expect(() => open(`people: [{${one}, password: abc}]`, 'production')).toThrow('hashes only');
});

test.each([
  [`people: [{${one}, rols: []}]`, 'rols'],
  [`people: [{${one}}, {${one}}]`, 'stands twice'],
  [`people: [{subject: p-1, username: a, name: b, roles: [king], units: []}]`, 'roles'],
  [`people: [{subject: p-1, username: a, name: b, roles: [], units: ["20116"]}]`, 'unit key'],
  [`people: [{${one}, passwordHash: xyz}]`, 'hash'],
])('a wrong file stops the start and names what is wrong', (yaml, words) => {
  expect(() => open(yaml)).toThrow(words);
});

test('somebody without a password, and nobody, never fit', async () => {
  const people = open(`people: [{${one}}]`);
  expect(await isPasswordOf(people.findBySubject('p-1'), '')).toBe(false);
  expect(await isPasswordOf(undefined, 'x')).toBe(false);
});
