import { readFileSync, statSync } from 'node:fs';
import { isUnitKey } from '@lienthong/domain';
import { type Logger, roles, type SiteConfig } from '@lienthong/runtime';
import { parse } from 'yaml';
import { z } from 'zod';
import { passwordHashPattern, sameSecret, verifyPassword } from './passwords.ts';

const unit = z.string().refine(isUnitKey, 'a unit key is code@yyyymmdd or code@0');
const hash = z.string().regex(passwordHashPattern, 'a hash is what `npm run hash-password` prints');
const rights = { roles: z.array(z.enum(roles)), units: z.array(unit) };

const person = z.strictObject({
  /** Stable and unique for ever; what events name as their actor. */
  subject: z.string().regex(/^[\w.-]{1,64}$/),
  username: z.string().regex(/^[\w.@-]{1,64}$/),
  name: z.string().min(1),
  title: z.string().default(''),
  /** Only in the demonstration. */
  password: z.string().optional(),
  passwordHash: hash.optional(),
  ...rights,
});

const client = z.strictObject({
  clientId: z.string().regex(/^[\w.-]{1,64}$/),
  /** Only in the demonstration. */
  secret: z.string().optional(),
  secretHash: hash.optional(),
  ...rights,
});

const schema = z.strictObject({
  people: z.array(person).default([]),
  clients: z.array(client).default([]),
});

export type KnownPerson = z.infer<typeof person>;
export type KnownClient = z.infer<typeof client>;

/** Who can sign in at this site. */
export interface People {
  findBySubject(subject: string): KnownPerson | undefined;
  findByUsername(username: string): KnownPerson | undefined;
  findClient(clientId: string): KnownClient | undefined;
  all(): KnownPerson[];
  clients(): KnownClient[];
}

const lookEveryMs = 1_000;
/** A file that changed a moment ago may still be being written: half of it is half of the people. */
const settledAfterMs = 500;

/**
 * The people of `config.identity.peopleFile`. The file is looked at again at most once a second, so that a new colleague needs no
 * restart; a file that has become wrong is reported and the last good one serves.
 * @throws at start, when the file is wrong; production refuses plain passwords.
 */
export function openPeople(
  config: Pick<SiteConfig, 'identity' | 'mode'>,
  logger: Logger,
  now: () => number = Date.now,
): People {
  const file = config.identity.peopleFile;
  let known = read(file, config.mode);
  let changedAt = statSync(file).mtimeMs;
  let lookedAt = now();

  function current(): z.infer<typeof schema> {
    if (now() - lookedAt < lookEveryMs) return known;
    lookedAt = now();
    try {
      const modified = statSync(file).mtimeMs;
      if (modified !== changedAt && Math.abs(now() - modified) >= settledAfterMs) {
        changedAt = modified;
        known = read(file, config.mode);
      }
    } catch (error) {
      logger.error({ err: error }, 'the people file is wrong; the last good one serves');
    }
    return known;
  }

  return {
    findBySubject: (subject) => current().people.find((one) => one.subject === subject),
    findByUsername: (username) => {
      const wanted = username.trim().toLowerCase();
      return current().people.find((one) => one.username.toLowerCase() === wanted);
    },
    findClient: (clientId) => current().clients.find((one) => one.clientId === clientId),
    all: () => current().people,
    clients: () => current().clients,
  };
}

// What an unknown user name is compared with, so that it costs the same time as a known one.
const nobody = 'scrypt$32768$8$1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';

/** Whether the password is the person's; without a person never, after the same work. */
export async function isPasswordOf(known: KnownPerson | undefined, password: string): Promise<boolean> {
  if (known?.password !== undefined) return sameSecret(known.password, password);
  const fits = await verifyPassword(password, known?.passwordHash ?? nobody);
  return fits && known !== undefined;
}

/** Whether the secret is the client's. */
export async function isSecretOf(known: KnownClient, secret: string): Promise<boolean> {
  if (known.secret !== undefined) return sameSecret(known.secret, secret);
  return known.secretHash !== undefined && verifyPassword(secret, known.secretHash);
}

function read(file: string, mode: SiteConfig['mode']): z.infer<typeof schema> {
  const parsed = schema.safeParse(parse(readFileSync(file, 'utf8')) ?? {});
  if (!parsed.success) throw new Error(`${file}\n${z.prettifyError(parsed.error)}`);
  const { people, clients } = parsed.data;
  const plain = [...people.map(({ password }) => password), ...clients.map(({ secret }) => secret)];
  if (mode === 'production' && plain.some((one) => one !== undefined))
    throw new Error(`${file}\nproduction takes hashes only: passwordHash, secretHash`);
  for (const [what, ids] of [
    ['subject', people.map(({ subject }) => subject)],
    ['username', people.map(({ username }) => username.toLowerCase())],
    ['clientId', clients.map(({ clientId }) => clientId)],
    // In a token both are its subject.
    [
      'subject or clientId',
      [...people.map(({ subject }) => subject), ...clients.map(({ clientId }) => clientId)],
    ],
  ] as const) {
    const twice = ids.find((id, index) => ids.indexOf(id) !== index);
    if (twice !== undefined) throw new Error(`${file}\n${what} ${twice} stands twice`);
  }
  return parsed.data;
}
