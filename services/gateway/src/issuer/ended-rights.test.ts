import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger, endedRightsFile, openEndedRights } from '@lienthong/runtime';
import { createEndedRights } from './ended-rights.ts';
import type { KnownClient, KnownPerson } from './people.ts';

const directory = mkdtempSync(join(tmpdir(), 'lienthong-ended-'));
afterAll(() => rmSync(directory, { recursive: true }));

const keySetCache = join(directory, 'jwks.json');
const file = endedRightsFile(keySetCache);
const clerk: KnownPerson = {
  subject: 'p-1',
  username: 'can.bo',
  name: 'Nguyễn Thị Bình',
  title: '',
  passwordHash: 'a',
  roles: ['clerk'],
  units: ['20116@0'],
};
const system: KnownClient = { clientId: 'he-thong', secretHash: 'b', roles: ['integrator'], units: ['46@0'] };

let second = 1_000;
let people: KnownPerson[];
let clients: KnownClient[];

/** A gateway starts, looks once, and stops. */
async function look(): Promise<void> {
  second += 10;
  const one = createEndedRights({
    file,
    people: { all: () => people, clients: () => clients },
    now: () => second * 1_000,
    logger: createLogger('t', 't', 'silent'),
  });
  one.start();
  await one.stop();
}

/** Whether a token that was issued just before is over. */
const isOver = (subject: string): boolean => openEndedRights(keySetCache)(subject, second - 1);

beforeEach(async () => {
  rmSync(file, { force: true });
  people = [clerk];
  clients = [system];
  await look();
});

test('contract 11: who was there and is there keeps the rights that the token says', async () => {
  await look();
  expect([isOver('p-1'), isOver('he-thong')]).toEqual([false, false]);
});

test.each<[string, string, () => void]>([
  ['a person who left', 'p-1', () => (people = [])],
  ['a system that left', 'he-thong', () => (clients = [])],
  ['a person of another unit', 'p-1', () => (people = [{ ...clerk, units: ['20125@0'] }])],
  ['a person of another post', 'p-1', () => (people = [{ ...clerk, roles: ['leader'] }])],
  ['a person with a new password', 'p-1', () => (people = [{ ...clerk, passwordHash: 'c' }])],
  ['a system with a new secret', 'he-thong', () => (clients = [{ ...system, secretHash: 'c' }])],
])(
  'S13, contract 11: tokens of %s end, also when that happened while nothing ran',
  async (_who, subject, change) => {
    change();
    await look();
    const others = ['p-1', 'he-thong'].filter((one) => one !== subject);
    expect([isOver(subject), ...others.map(isOver)]).toEqual([true, false]);
    // A new token holds.
    expect(openEndedRights(keySetCache)(subject, second + 1)).toBe(false);
  },
);

test('contract 11: who is given more keeps the token', async () => {
  people = [{ ...clerk, roles: ['clerk', 'leader'], units: ['20116@0', '20125@0'] }];
  await look();
  expect(isOver('p-1')).toBe(false);
  people = [clerk];
  await look();
  expect(isOver('p-1')).toBe(true);
});

test('contract 11: a clock that was ahead locks nobody out', async () => {
  second += 100_000;
  people = [];
  await look();
  second -= 99_000;
  await look();
  expect(openEndedRights(keySetCache)('p-1', second + 1)).toBe(false);
});

test('contract 11: what ended is told as long as a token can last', async () => {
  people = [];
  await look();
  const ended = second - 1;
  second += 3_000;
  clients = [];
  await look();
  expect(openEndedRights(keySetCache)('p-1', ended)).toBe(true);
});

test('a file that a loss of power left broken stops nobody, and is written anew', async () => {
  writeFileSync(file, '');
  expect(isOver('p-1')).toBe(false);
  await look();
  clients = [];
  await look();
  expect(isOver('he-thong')).toBe(true);
});
