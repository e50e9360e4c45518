import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { createPeriodicTask, type EndedRights, type Logger, type PeriodicTask } from '@lienthong/runtime';
import type { KnownClient, KnownPerson, People } from './people.ts';

const everyMs = 2_000;
/** No token lasts longer. */
const keptSeconds = 3_600;

/** The content of the file. The rights given last stand in it, so that a change is also seen when nothing ran. */
interface Kept {
  ended: EndedRights;
  rights: Readonly<Record<string, Rights>>;
}

interface Rights {
  roles: readonly string[];
  units: readonly string[];
  /** Digest of password or secret. */
  secret: string;
}

/**
 * Tells the services from whom the people file has taken something: their tokens hold no longer, whatever time they name. Who was given more
 * has it with the next token.
 */
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
      const isSame = JSON.stringify(rights) === JSON.stringify(kept.rights);
      // The clock was ahead: nobody waits for that time to come.
      if (isSame && Object.values(kept.ended).every((ended) => ended <= at)) return;
      const less = Object.entries(kept.rights).flatMap(([subject, before]) =>
        isLess(rights[subject], before) ? [subject] : [],
      );
      const lasting = Object.entries(kept.ended)
        .filter(([, ended]) => ended > at - keptSeconds)
        .map(([subject, ended]) => [subject, Math.min(ended, at)] as const);
      const ended = Object.fromEntries([...lasting, ...less.map((subject) => [subject, at] as const)]);
      write(file, { ended, rights });
      kept = { ended, rights };
      if (less.length > 0) logger.info({ subjects: less }, 'rights were taken back: their tokens end');
    } catch (error) {
      logger.error({ err: error }, 'whose rights have ended cannot be told; it is tried again');
    }
  }

  return createPeriodicTask({ round: look, pauseMs: everyMs });
}

const rightsOf = (people: Pick<People, 'all' | 'clients'>): Kept['rights'] =>
  Object.fromEntries([
    ...people.all().map((one) => [one.subject, toRights(one, [one.password, one.passwordHash])] as const),
    ...people.clients().map((one) => [one.clientId, toRights(one, [one.secret, one.secretHash])] as const),
  ]);

function toRights(
  { roles, units }: KnownPerson | KnownClient,
  secrets: readonly (string | undefined)[],
): Rights {
  const secret = createHash('sha256').update(JSON.stringify(secrets)).digest('base64url');
  return { roles, units, secret };
}

/** Who changes a secret means to lock out whoever has a token by the old one. A session goes on: it is ended by its person. */
const isLess = (now: Rights | undefined, before: Rights): boolean =>
  now === undefined ||
  now.secret !== before.secret ||
  before.roles.some((role) => !now.roles.includes(role)) ||
  before.units.some((unit) => !now.units.includes(unit));

/** Nothing of a file that is not there, or that a loss of power left broken. */
function read(file: string): Kept {
  try {
    const { ended, rights } = JSON.parse(readFileSync(file, 'utf8')) as Kept;
    return { ended: { ...ended }, rights: { ...rights } };
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
