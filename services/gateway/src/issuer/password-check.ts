import { isPasswordOf, type KnownPerson, type People } from './people.ts';
import type { Judged, JudgeTry } from './tries.ts';

export type PasswordCheck = Judged<KnownPerson>;

export interface PasswordAttempt {
  username: string;
  password: string;
  /** Where it comes from: an IP address. */
  address: string;
  /** A device from which this person has signed in before. */
  device?: string | undefined;
  /** Fires when nobody waits for the answer any more. */
  gone: AbortSignal;
}

/** Checks a user name and password against the people file. */
export type CheckPassword = (attempt: PasswordAttempt) => Promise<PasswordCheck>;

export function createPasswordCheck(people: People, judge: JudgeTry): CheckPassword {
  return ({ username, password, address, device, gone }) =>
    judge({ name: `user:${username}`, address, device, gone }, async () => {
      const person = people.findByUsername(username);
      return (await isPasswordOf(person, password)) ? person : undefined;
    });
}
