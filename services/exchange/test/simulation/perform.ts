import type { Effect, Steps, Write } from '../../src/domain/engine/effects.ts';
import type { Key } from '../../src/domain/key.ts';
import type { Ask, Message } from '../../src/domain/messages.ts';
import { Registry, type Site } from '../../src/domain/registry.ts';
import { consumerHop } from '../../src/domain/route.ts';
import { stampText } from '../../src/domain/stamp.ts';
import type { Network } from './network.ts';
import { takePast } from './sim-past.ts';
import type { SimSite } from './sim-site.ts';

/** What the checkers listen to. */
export interface Observer {
  written?(site: SimSite, write: Write, before: Write['document'] | undefined): void;
  sent?(from: SimSite, hop: string, message: Message): void;
}

/** What of the world this needs. */
interface Around extends Network {
  readonly sites: ReadonlyMap<string, SimSite>;
  readonly observers: readonly Observer[];
  readonly messages: Record<'put' | 'have' | 'sums' | 'other', number>;
  readonly answers: { id: string; body: Uint8Array; failure: string; at: number }[];
  answerTo(site: SimSite, ask: Ask): Uint8Array;
  drive(site: SimSite, steps: Steps<unknown>): void;
  learn(site: SimSite, registry: Registry, stamp: string): void;
}

/** One step of a site's engine. @param late mutation: writes that are answered before they are done. */
export function perform(world: Around, site: SimSite, effect: Effect, late: Write[] | undefined): unknown {
  const { store } = site;
  switch (effect.do) {
    case 'read':
      return store.read(effect.keys);
    case 'write': {
      const isOurs = store.mark(effect.mark.expected, effect.mark.next);
      if (!late) return { conflicts: write(world, site, effect.writes), isOurs };
      late.push(...effect.writes);
      return { conflicts: new Set(), isOurs };
    }
    case 'evidence':
      return store.keepEvidence(effect.items);
    case 'page':
      return store.page(effect.at);
    case 'bucket':
      return store.bucket(effect.bucket);
    case 'open':
      return store.open(effect.hop);
    case 'unsettled':
      return store.unsettled();
    case 'mark':
      return store.mark(effect.expected, effect.next);
    case 'send':
      return send(world, site, effect.hop, effect.message);
    case 'held-parts':
      return store.heldParts(effect.hash, effect.size);
    case 'store-part':
      return store.storePart(effect.hash, effect.size, effect.block, effect.bytes);
    case 'read-part':
      return store.readPart(effect.hash, effect.block, effect.bytes);
    case 'question':
      return world.after(0, () => {
        if (site.engine)
          world.drive(site, site.engine.answer(effect.ask.id, world.answerTo(site, effect.ask), ''));
      });
    case 'answered':
      return world.answers.push({ id: effect.id, body: effect.body, failure: effect.failure, at: world.now });
    case 'consumers':
      return site.consumer && fromConsumer(world, site, [site.consumer.sums()]);
    case 'registry': {
      const { record } = effect.document;
      if (!record || site.registryStamp === stampText(record)) return undefined;
      const rows = JSON.parse(Buffer.from(record.value ?? []).toString()) as Site[];
      const { engine } = site;
      // Told to a process, not to the store: who is killed before has not heard it.
      return world.after(0, () => {
        if (site.engine === engine) world.learn(site, new Registry(rows), stampText(record));
      });
    }
    case 'take-over':
      return world.after(500, () => takePast(world, site, effect.keys));
    case 'recheck':
      // Contents are never damaged in these histories.
      return undefined;
    case 'past':
      // Nobody writes it down here: a process that starts anew asks again.
      return undefined;
    case 'twins':
      return Object.assign(site, { twins: effect.twins });
    default: {
      const never: never = effect;
      throw new Error(`Unknown effect ${JSON.stringify(never)}.`);
    }
  }
}

export function write({ observers }: Around, site: SimSite, writes: readonly Write[]): Set<Key> {
  const before = site.store.read(writes.map((one) => one.key));
  const conflicts = site.store.write(writes);
  for (const one of writes) {
    if (conflicts.has(one.key)) continue;
    for (const observer of observers) observer.written?.(site, one, before.get(one.key)?.document);
  }
  return conflicts;
}

function send(world: Around, site: SimSite, hop: string, message: Message): void {
  for (const observer of world.observers) observer.sent?.(site, hop, message);
  if (message.kind === 'put' || message.kind === 'have' || message.kind === 'sums')
    world.messages[message.kind] += 1;
  else world.messages.other += 1;
  if (site.consumer && hop === consumerHop('cells')) {
    const { consumer } = site;
    world.after(1, () => fromConsumer(world, site, consumer.receive(message)));
  } else {
    world.carry(site.id, hop, message);
  }
}

/** What a local reader says to its site's engine. */
export function fromConsumer(world: Around, site: SimSite, messages: readonly Message[]): void {
  for (const message of messages) {
    world.after(site.consumer?.takes ?? 1, () => {
      if (site.engine)
        world.drive(site, site.engine.receive([{ from: consumerHop('cells'), message, at: world.now }]));
    });
  }
}
