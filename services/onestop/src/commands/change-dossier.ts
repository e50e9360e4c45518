import { setTimeout as pause } from 'node:timers/promises';
import { inSpan } from '@lienthong/runtime';
import type { DecisionContext, Recorded } from '../domain/decide/context.ts';
import type { DossierEvent } from '../domain/dossier.ts';
import { refuseWith } from '../domain/refusals.ts';
import { changeOf, type DossierDocument, fingerprintOf } from './dossier-document.ts';
import type { Caller, Office } from './office.ts';
import { withKnownOutcome } from './unknown-outcome.ts';

/** What every command to a dossier that exists carries. */
export interface Addressed {
  dossierId: string;
  /** The version that the caller saw. */
  version: number;
  idempotencyKey: string;
}

/** Decides purely from the dossier with its history. */
export type Decide<C> = (recorded: Recorded, command: C, context: DecisionContext) => DossierEvent[];

const attempts = 5;
const maxEvents = 500;

/**
 * Load, decide, append: the way of every command but the first. A repeat (same key, caller and body) gets what stands now; another
 * version than the one seen is a conflict; a lost guard reads and decides again.
 */
export async function changeDossier<C extends Addressed>(
  office: Office,
  name: string,
  command: C,
  caller: Caller,
  decide: Decide<C>,
): Promise<DossierDocument> {
  const { store, register, catalogue, clock } = office;
  const fingerprint = fingerprintOf(caller.subject, [name, command]);
  return withKnownOutcome(async () => {
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      if (attempt > 0) await pause(Math.random() * 10 * 2 ** attempt);
      const now = clock.now();
      const done = await store.during(now, async () => {
        const current = await getDossier(office, command.dossierId, caller);
        const repeat = current.commands.find(({ key }) => key === command.idempotencyKey);
        if (repeat?.fingerprint === fingerprint) return current;
        if (repeat) refuseWith('IDEMPOTENCY_KEY_REUSED', { key: 'idempotency_key' });
        if (current.version !== command.version)
          refuseWith('VERSION_CONFLICT', { seen: String(command.version), now: String(current.version) });
        if (current.events.length >= maxEvents) refuseWith('TOO_MANY_EVENTS');
        const events = decide(current, command, {
          now,
          actor: caller,
          catalogue,
          calendar: register.calendarOf(current.unit),
        });
        const change = changeOf(current, events, { key: command.idempotencyKey, fingerprint });
        return inSpan('onestop store events', {}, () => store.append(current, change.events, change.set));
      });
      if (done) return done;
    }
    return refuseWith('VERSION_CONFLICT', { seen: String(command.version), now: '' });
  });
}

/** A dossier that the caller may see. @throws Refusal `DOSSIER_NOT_FOUND`, also for one that exists elsewhere. */
export async function getDossier(office: Office, id: string, caller: Caller): Promise<DossierDocument> {
  const found = await office.store.find(id);
  if (!found || !caller.maySee(found.unit)) refuseWith('DOSSIER_NOT_FOUND');
  return found;
}
