import { isPasswordOf, type KnownPerson, type People } from './people.ts';
import type { Throttle } from './throttle-store.ts';

export type PasswordCheck =
  | { result: 'right'; person: KnownPerson }
  | { result: 'wrong' }
  | { result: 'wait'; seconds: number };

/** Checks a user name and password, throttled by user name and by address. */
export async function checkPassword(
  people: People,
  throttle: Throttle,
  attempt: { username: string; password: string; address: string },
): Promise<PasswordCheck> {
  const { username, password, address } = attempt;
  const wait = await throttle.take(username, address);
  if (wait > 0) return { result: 'wait', seconds: Math.ceil(wait / 1_000) };
  const person = people.findByUsername(username);
  if (!(await isPasswordOf(person, password)) || !person) return { result: 'wrong' };
  await throttle.succeeded(username, address);
  return { result: 'right', person };
}
