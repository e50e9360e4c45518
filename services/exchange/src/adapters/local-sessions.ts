import type { ConsumerSession, Sessions } from '../commands/ports.ts';
import { answerLane } from '../domain/channel.ts';
import { type Answered, maximumAskMs, noAnswer } from '../domain/engine/asks.ts';
import { lastHeardOf } from '../domain/engine/presence.ts';
import { asShown } from '../domain/engine/shown.ts';
import type { Message } from '../domain/messages.ts';
import { type Consumer, consumerHop } from '../domain/route.ts';
import { createConsumerSession, fromConsumer } from './consumer-sessions.ts';
import type { ContentStore } from './content-store.ts';
import type { EngineRunner } from './engine-runner.ts';
import type { SiteMemory } from './site-memory.ts';

export interface LocalSessions extends Sessions {
  /** To the consumer of this hop, if it listens now. */
  send(hop: string, message: Message): void;
  /** Consumers known to this site, whether they listen now or not. */
  readonly consumers: readonly Consumer[];
  /** Whoever listens has to come again. */
  closeStreams(): void;
  closeAll(): void;
}

/** The core answers earlier, with its own reason. */
const longestWaitMs = maximumAskMs + 2_000;

export async function createLocalSessions(
  runner: () => EngineRunner,
  contents: ContentStore,
  memory: SiteMemory,
  businessNow: () => number,
): Promise<LocalSessions> {
  let consumers = await memory.consumers();
  const open = new Map<string, ConsumerSession>();
  const waiting = new Map<string, (answer: Answered) => void>();

  const lastHeard = (unit: string): number | undefined => {
    const engine = runner().engine.memory;
    const owner = engine.registry.ownerOf(unit);
    return owner === undefined ? undefined : lastHeardOf(engine, owner);
  };

  let subscribing: Promise<void> = Promise.resolve();

  async function subscribe(name: string, channels: readonly string[]): Promise<void> {
    const known = consumers.find((one) => one.name === name);
    const sorted = [...channels].sort();
    if (known?.channels.join() === sorted.join()) return;
    const all = [...consumers.filter((one) => one.name !== name), { name, channels: sorted }];
    await memory.saveConsumers(all);
    consumers = all;
    await runner().run((engine) => engine.useConsumers(all));
  }

  function closeStreams(): void {
    for (const session of open.values()) session.close();
  }

  function answered(answer: Answered): void {
    waiting.get(answer.id)?.(answer);
    waiting.delete(answer.id);
  }

  return {
    async open(name, channels) {
      const hop = consumerHop(name);
      const session = createConsumerSession(name, contents, lastHeard, (watermark) =>
        asShown(runner().engine.memory, watermark, businessNow()),
      );
      open.get(hop)?.close();
      open.set(hop, session);
      try {
        await runner().run((engine) => engine.beginConsumer(hop));
        // One after the other: each writes the list of all.
        const subscribed = subscribing.then(() => subscribe(name, channels));
        subscribing = subscribed.catch(() => undefined);
        await subscribed;
      } catch (error) {
        if (open.get(hop) === session) open.delete(hop);
        throw error;
      }
      return session;
    },

    async close(session) {
      session.close();
      const hop = consumerHop(session.name);
      if (open.get(hop) !== session) return;
      open.delete(hop);
      await runner().run((engine) => engine.setLink(hop, false));
    },

    heard(session, request) {
      // What an earlier stream of the same consumer said does not speak for the one that is open now.
      if (open.get(consumerHop(session.name)) !== session) return;
      const message = fromConsumer(session.name, request);
      const { engine } = runner();
      if (message)
        runner().arrive(
          { from: consumerHop(session.name), message, at: engine.memory.environment.now() },
          answerLane,
          0,
        );
    },

    send: (hop, message) => open.get(hop)?.push(message),

    expectAnswer: (id) =>
      new Promise((resolve) => {
        const late = setTimeout(() => answered(noAnswer(id, 'timeout')), longestWaitMs);
        waiting.set(id, (answer) => {
          clearTimeout(late);
          resolve(answer);
        });
      }),
    answered,

    get consumers() {
      return consumers;
    },
    closeStreams,
    closeAll() {
      closeStreams();
      for (const id of waiting.keys()) answered(noAnswer(id, 'unreachable'));
    },
  };
}
