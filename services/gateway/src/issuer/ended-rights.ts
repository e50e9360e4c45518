import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { createPeriodicTask, type EndedRights, type Logger, type PeriodicTask } from '@lienthong/runtime';
import type { KnownClient, KnownPerson, People } from './people.ts';

const everyMs = 2_000;
/** No token lasts longer. */
const keptSeconds = 3_600;

/** What is in the file: what was taken back, and the rights that were given last, so that a change while nothing ran is seen too. */
interface Kept {
  ended: EndedRights;
  rights: Readonly<Record<string, string>>;
}

/** Tells the services whose rights have ended or changed in the people file: their tokens hold no longer, whatever time they name. */
export function createEndedRights(parts: {
  file: string;
  people: Pick<People, 'all' | 'clients'>;
  now: () => number;
  logger: Logger;
}): PeriodicTask {
  const { file, people, now, logger } = parts;
  let kept = read(file);

  async function look(): Promise<void> {
    try {
      const rights = rightsOf(people);
      const at = Math.floor(now() / 1_000);
      const changed = Object.keys(kept.rights).filter((subject) => kept.rights[subject] !== rights[subject]);
      const isNew = Object.keys(rights).some((subject) => kept.rights[subject] === undefined);
      if (changed.length === 0 && !isNew) return;
      const lasting = Object.entries(kept.ended).filter(([, ended]) => ended > at - keptSeconds);
      const ended = Object.fromEntries([...lasting, ...changed.map((subject) => [subject, at] as const)]);
      write(file, { ended, rights });
      kept = { ended, rights };
      if (changed.length > 0) logger.info({ subjects: changed }, 'rights have changed: their tokens end');
    } catch (error) {
      logger.error({ err: error }, 'whose rights have ended cannot be told; it is tried again');
    }
  }

  return createPeriodicTask({ round: look, pauseMs: everyMs });
}

const rightsOf = (people: Pick<People, 'all' | 'clients'>): Kept['rights'] =>
  Object.fromEntries([
    ...people.all().map((one) => [one.subject, digestOf(one)] as const),
    ...people.clients().map((one) => [one.clientId, digestOf(one)] as const),
  ]);

/** With the secret: who changes it means to lock out whoever knows the old one. */
function digestOf(one: KnownPerson | KnownClient): string {
  const secrets = 'clientId' in one ? [one.secret, one.secretHash] : [one.password, one.passwordHash];
  const text = JSON.stringify([one.roles, one.units, ...secrets]);
  return createHash('sha256').update(text).digest('base64url');
}

/** Nothing of a file that is not there, or that a loss of power left broken. */
function read(file: string): Kept {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Kept;
  } catch {
    return { ended: {}, rights: {} };
  }
}

function write(file: string, kept: Kept): void {
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}.new`;
  writeFileSync(draft, JSON.stringify(kept), { mode: 0o600, flush: true });
  renameSync(draft, file);
}
