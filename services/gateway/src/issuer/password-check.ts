import { createTurns } from './in-turn.ts';
import { isPasswordOf, type KnownPerson, type People } from './people.ts';
import type { Throttle } from './throttle-store.ts';

export type PasswordCheck =
  | { result: 'right'; person: KnownPerson }
  | { result: 'wrong' }
  | { result: 'wait'; seconds: number };

export interface PasswordAttempt {
  username: string;
  password: string;
  /** Where it comes from: an IP address. */
  address: string;
}

/** Checks a user name and password. */
export type CheckPassword = (attempt: PasswordAttempt) => Promise<PasswordCheck>;

/** Checks passwords against the people file, throttled by user name and by address. */
export function createPasswordCheck(people: People, throttle: Throttle): CheckPassword {
  const inTurn = createTurns();
  return ({ username, password, address }) =>
    inTurn(username.trim().toLowerCase(), async () => {
      const wait = await throttle.take(username, address);
      if (wait > 0) return { result: 'wait', seconds: Math.ceil(wait / 1_000) };
      const person = people.findByUsername(username);
      if (!(await isPasswordOf(person, password)) || !person) return { result: 'wrong' };
      await throttle.succeeded(username, address);
      return { result: 'right', person };
    });
}
