import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger, type SiteConfig } from '@lienthong/runtime';
import { isPasswordOf, openPeople } from './people.ts';

const directory = mkdtempSync(join(tmpdir(), 'lienthong-people-'));
afterAll(() => rmSync(directory, { recursive: true }));

const peopleFile = join(directory, 'people.yaml');

const open = (yaml: string, mode: SiteConfig['mode'] = 'demonstration', now?: () => number) => {
  writeFileSync(peopleFile, yaml);
  return openPeople(
    { mode, identity: { peopleFile } as SiteConfig['identity'] },
    createLogger('t', 't', 'silent'),
    now,
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

test('a file that is being written is not read: until it stands, those of before serve', () => {
  let now = Date.now();
  const change = (yaml: string): void => {
    writeFileSync(peopleFile, yaml);
    utimesSync(peopleFile, now / 1_000, now / 1_000);
  };
  const people = open(`people: [{${one}}]`, 'demonstration', () => now);
  now += 2_000;
  change('');
  expect(people.findBySubject('p-1')).toBeDefined();
  change(`people: [{${one.replace('p-1', 'p-2')}}]`);
  now += 1_000;
  expect(people.findBySubject('p-2')).toBeDefined();
  expect(people.findBySubject('p-1')).toBeUndefined();
});

test('somebody without a password, and nobody, never fit', async () => {
  const people = open(`people: [{${one}}]`);
  expect(await isPasswordOf(people.findBySubject('p-1'), '')).toBe(false);
  expect(await isPasswordOf(undefined, 'x')).toBe(false);
});
