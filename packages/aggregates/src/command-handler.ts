import { setTimeout as pause } from 'node:timers/promises';
import { type Decided, type Instant, Refusal } from '@lienthong/domain';
import { type BusinessClock, inSpan } from '@lienthong/runtime';
import type { Filter } from 'mongodb';
import type { AggregateNumbers } from './aggregate-numbers.ts';
import type { AggregateStore } from './aggregate-store.ts';
import type { Caller } from './caller.ts';
import type { AggregateDefinition, DecidedEvent, DoneCommand, StateDocument } from './definition.ts';
import { fingerprintOf } from './fingerprint.ts';
import { createHappen, firstDocument } from './happen.ts';
import { RefusedWrite } from './insert-batcher.ts';
import { refuseShared } from './refusals.ts';
import { createTurns } from './turns.ts';
import { withKnownOutcome } from './unknown-outcome.ts';

/** What every command to an aggregate that exists carries. */
export interface Addressed {
  id: string;
  /** The version that the caller saw. */
  version: number;
  idempotencyKey: string;
}

export interface CommandHandler<D extends StateDocument, E, X> {
  /** One that the caller may see. @throws what the definition says where there is none, also for one that exists elsewhere. */
  get(where: Filter<D>, caller: Caller): Promise<D>;
  /**
   * Load, decide, append. A repeat (same key, caller, method and body) gets what stands now; another version than the one seen is a
   * conflict; a lost guard reads and decides again.
   */
  execute<C extends Addressed>(
    command: C,
    caller: Caller,
    decide: (current: Pick<D, 'state' | 'events'>, command: C, context: X) => Decided<E>,
  ): Promise<D>;
  /**
   * Makes one with one durable write and no read. Its id is the command's key: the same command again gets what stands, also when it
   * would be refused by now.
   */
  create<C extends { unit: string }>(
    id: string,
    command: C,
    caller: Caller,
    decide: (command: C, context: X) => Decided<E>,
  ): Promise<D>;
}

const attempts = 5;
const maxEvents = 500;
const commandsKept = 20;

export function createCommandHandler<D extends StateDocument, E extends DecidedEvent, X>(
  definition: AggregateDefinition<D, E, X>,
  store: AggregateStore<D>,
  numbers: AggregateNumbers<D['state']>,
  clock: BusinessClock,
): CommandHandler<D, E, X> {
  const span = `store ${definition.name}`;
  const inTurn = createTurns();
  const happen = createHappen(definition, numbers);
  const idField = `${definition.name.split('.').at(-1)}_id`;

  async function find(where: Filter<D>, caller: Caller): Promise<D> {
    const found = await store.find(where);
    return found && caller.maySee(found.unit) ? found : definition.absent();
  }

  /** One attempt. @returns undefined when somebody else was faster. */
  async function attempt<C extends Addressed>(
    now: Instant,
    command: C,
    caller: Caller,
    decide: (current: Pick<D, 'state' | 'events'>, command: C, context: X) => Decided<E>,
  ): Promise<D | undefined> {
    const fingerprint = fingerprintOf(caller, command);
    const current = await find({ _id: command.id } as Filter<D>, caller);
    const repeat = current.commands.find(({ key }) => key === command.idempotencyKey);
    if (repeat?.fingerprint === fingerprint) return current;
    if (repeat) refuseShared('IDEMPOTENCY_KEY_REUSED', { key: 'idempotency_key' });
    if (current.version !== command.version)
      refuseShared('VERSION_CONFLICT', { seen: String(command.version), now: String(current.version) });
    if (current.events.length >= maxEvents) refuseShared('TOO_MANY_EVENTS');
    const context = definition.context(current.unit, { now, actor: caller });
    return numbers.give(decide(current, command, context), (decided) => {
      const { events, version, set } = happen(current, decided);
      const done: DoneCommand = { key: command.idempotencyKey, fingerprint, version };
      const commands = [...current.commands, done].slice(-commandsKept);
      return inSpan(span, {}, () => store.append(current, events, { ...set, commands }));
    });
  }

  return {
    get: (where, caller) => withKnownOutcome(() => find(where, caller)),

    execute: (command, caller, decide) =>
      withKnownOutcome(async () => {
        for (let tried = 0; tried < attempts; tried += 1) {
          if (tried > 0) await pause(Math.random() * 10 * 2 ** tried);
          const now = clock.now();
          const done = await store.trackInFlight(now, () => attempt(now, command, caller, decide));
          if (done) return done;
        }
        return refuseShared('VERSION_CONFLICT', { seen: String(command.version), now: '' });
      }),

    create: (id, command, caller, decide) =>
      // One that is sent again while the first is under way waits for it: it might be refused before the first is stored.
      inTurn(id, () => {
        const now = clock.now();
        const intake = fingerprintOf(caller, command);
        let repeated: D | undefined;

        async function findStored(): Promise<D | undefined> {
          const stored = await store.find({ _id: id } as Filter<D>);
          // Another caller or another body has taken a key that is not free.
          if (stored && stored.intake !== intake) refuseShared('IDEMPOTENCY_KEY_REUSED', { key: idField });
          return stored && !caller.maySee(stored.unit) ? definition.absent() : stored;
        }
        /** @returns undefined of a repeat: its number is not used. */
        async function insert(decided: E[]): Promise<D | undefined> {
          const document = firstDocument(definition, id, intake, happen(undefined, decided));
          try {
            await inSpan(span, {}, () => store.insert(document));
            return document;
          } catch (error) {
            if (error instanceof RefusedWrite && error.isDuplicate) repeated = await findStored();
            if (!repeated) throw error;
            return undefined;
          }
        }
        async function decideAndInsert(): Promise<D> {
          try {
            const context = definition.context(command.unit, { now, actor: caller });
            return (await numbers.give(decide(command, context), insert)) ?? repeated ?? definition.absent();
          } catch (error) {
            // What is refused by now may be stored all the same: its answer was lost.
            const stored = error instanceof Refusal && (await findStored());
            if (!stored) throw error;
            return stored;
          }
        }
        return store.trackInFlight(now, () => withKnownOutcome(decideAndInsert));
      }),
  };
}
