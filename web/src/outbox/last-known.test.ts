import { expect, test } from '@jest/globals';
import { QueryClient } from '@tanstack/react-query';
import type { Session } from '../api/session.ts';
import { memoryStore } from './device-store.ts';
import { dropExpired, forgetKnown, keepSession, showAnswers, writeAnswers } from './last-known.ts';
import { ownerOf } from './owner.ts';
import { noteSignOut } from './sign-out.ts';

type Known = NonNullable<Parameters<typeof writeAnswers>[2]>;
const hourMs = 3_600_000;
const person = (subject: string): Session => ({
  subject,
  name: '',
  title: '',
  roles: ['clerk'],
  units: [],
  site: { id: 's1', name: '', level: 'commune' },
  homeUnit: { key: 'u@0', code: 'u', name: '', level: 'commune' },
  services: [],
  demonstration: false,
  businessNow: '2026-11-30T02:00:00Z',
  askedAt: Date.now(),
});
const list = ['list'];
/** A window that was answered so long ago. */
const windowWith = (people: string, ageMs: number): QueryClient => {
  const queries = new QueryClient();
  queries.setQueryDefaults(list, { meta: { kept: 'short' } });
  queries.setQueryData(list, people, { updatedAt: Date.now() - ageMs });
  return queries;
};
const shown = async (owner: string, known: Known): Promise<unknown> => {
  const queries = new QueryClient();
  await showAnswers(queries, owner, ['short'], known);
  return queries.getQueryData(list);
};

test('S13: after signing out no other window writes the lists or the person back', async () => {
  const known: Known = memoryStore();
  const clerk = person('signs-out');
  const owner = ownerOf(clerk);
  const other = windowWith('people', 0);
  await keepSession(clerk, known);
  await writeAnswers(other, owner, known);
  expect(await shown(owner, known)).toBe('people');

  await forgetKnown(owner, known);
  await writeAnswers(other, owner, known);
  expect(await known.all()).toEqual([]);
  // Somebody else works here by now.
  await keepSession(person('comes-next'), known);
  await writeAnswers(other, owner, known);
  expect(await shown(owner, known)).toBeUndefined();
  // What was answered just before is heard of after it.
  noteSignOut(owner);
  await keepSession(clerk, known);
  expect(await known.get('session')).toMatchObject({ session: { subject: 'comes-next' } });
});

test('a window that slept does not overwrite what another one has kept since', async () => {
  const known: Known = memoryStore();
  const clerk = person('two-windows');
  const owner = ownerOf(clerk);
  await keepSession(clerk, known);
  await writeAnswers(windowWith('new', 1_000), owner, known);
  await writeAnswers(windowWith('old', hourMs), owner, known);
  expect(await shown(owner, known)).toBe('new');
  await writeAnswers(windowWith('newest', 0), owner, known);
  expect(await shown(owner, known)).toBe('newest');
});

test('what was kept before the clock was set back does not outlast what is answered now', async () => {
  const known: Known = memoryStore();
  const clerk = person('clock');
  const owner = ownerOf(clerk);
  await keepSession(clerk, known);
  const { queries } = await kept(windowWith('future', 1_000), clerk);
  for (const one of queries) one.state.dataUpdatedAt = Date.now() + hourMs;
  await known.put(`answers/${owner}`, { kind: 'answers', owner, queries });
  await writeAnswers(windowWith('now', 0), owner, known);
  expect(await shown(owner, known)).toBe('now');
});

test('of who does not come back no list stays for longer than it may be shown', async () => {
  const known: Known = memoryStore();
  for (const [subject, ageMs] of [
    ['left', 17 * hourMs],
    ['here', hourMs],
  ] as const) {
    const answers = await kept(windowWith('people', 0), person(subject));
    for (const one of answers.queries) one.state.dataUpdatedAt -= ageMs;
    await known.put(`answers/${answers.owner}`, answers);
  }
  await dropExpired(known);
  expect(await known.all()).toEqual([expect.objectContaining({ owner: ownerOf(person('here')) })]);
});

/** As a window keeps it. */
async function kept(queries: QueryClient, session: Session) {
  const known: Known = memoryStore();
  await keepSession(session, known);
  await writeAnswers(queries, ownerOf(session), known);
  const found = await known.get(`answers/${ownerOf(session)}`);
  if (found?.kind !== 'answers') throw new Error('nothing was kept');
  return found;
}
