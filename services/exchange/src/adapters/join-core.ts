import type { Logger, RegisteredSite } from '@lienthong/runtime';
import type { Lane } from '../domain/channel.ts';
import { isOwnQuestion, maximumAnswerBytes } from '../domain/engine/asks.ts';
import { type EngineOptions, sourceOf } from '../domain/engine/memory.ts';
import type { Ask, Message } from '../domain/messages.ts';
import { isConsumerHop } from '../domain/route.ts';
import type { ContentStore } from './content-store.ts';
import { createEngineRunner, type EngineRunner, type Outside } from './engine-runner.ts';
import type { RecordAsker } from './fetch-record.ts';
import { createLocalSessions, type LocalSessions } from './local-sessions.ts';
import type { RecordStore } from './record-store.ts';
import { createRegistryFollower, type RegistryFollower } from './registry-follower.ts';
import { createRegistrySource, type RegistrySource } from './registry-source.ts';
import type { SiteMemory } from './site-memory.ts';
import { createTakeOver } from './take-over.ts';
import { answerRecord } from './whole-record.ts';

/** What is said to a question here: a body, or why there is none. */
export interface Said {
  readonly body: Uint8Array;
  readonly failure: string;
}

type Fixed = Pick<EngineOptions, 'site' | 'rules' | 'timing' | 'environment' | 'registryKey' | 'instance'>;

export interface CoreParts {
  readonly engine: Fixed;
  /** What the site's configuration says of the sites. */
  readonly configured: readonly RegisteredSite[];
  readonly records: RecordStore;
  readonly contents: ContentStore;
  readonly memory: SiteMemory;
  /** To a neighbour. */
  send(hop: string, lane: Lane, message: Exclude<Message, { kind: 'list' }>): void;
  /** A question to this site's services; its failure is that nobody can be reached. */
  question(ask: Ask): Promise<Said>;
  /** Another registry is in use: the neighbours may be others. */
  moved(): void;
  readonly knownTwins: () => EngineOptions['knownTwins'];
  readonly twins: Outside['twins'];
  readonly recheck: Outside['recheck'];
  /** The stamp of the registry that a new engine takes for the one in use, from that of the source. */
  readonly registryStamp?: (used: string) => string;
  /** What people's doings are dated by here. */
  readonly businessNow: () => number;
  readonly logger: Logger;
}

/** The core of a site with what surrounds it in the process: sessions of its own services, the registry in use, and who answers. */
export interface Core {
  readonly runner: EngineRunner;
  readonly sessions: LocalSessions;
  readonly source: RegistrySource;
  readonly follower: RegistryFollower;
  /** What needs no answer: a failure is the runner's own affair. */
  readonly inTurn: (work: Parameters<EngineRunner['run']>[0]) => void;
}

/** Joins the core to a store and a line, whatever these are; it is started by its runner. */
export async function joinCore(parts: CoreParts): Promise<Core> {
  const { engine: fixed, records, contents, memory, logger } = parts;
  const { registryStamp = (used: string) => used } = parts;
  let runner: EngineRunner | undefined;
  const getRunner = (): EngineRunner => {
    if (!runner) throw new Error('exchange is not built yet');
    return runner;
  };
  const source = await createRegistrySource(fixed.site, parts.configured, memory);
  const endedPasts = new Map(
    (await memory.endedPasts()).map(({ unit, channel, wanted }) => [sourceOf(unit, channel), wanted]),
  );
  const sessions = await createLocalSessions(getRunner, contents, memory, parts.businessNow);

  function inTurn(work: Parameters<EngineRunner['run']>[0]): void {
    getRunner()
      .run(work)
      .catch((error: unknown) => logger.warn({ err: error }, 'exchange could not follow up'));
  }

  async function answer(ask: Ask): Promise<void> {
    const answering = isOwnQuestion(ask.question)
      ? answerRecord(ask, records, contents)
      : parts.question(ask);
    const { body, failure } = await answering.catch((error: unknown) => {
      logger.warn({ err: error, question: ask.question }, 'a question could not be answered here');
      return { body: new Uint8Array(), failure: 'unreachable' };
    });
    const isTooLarge = body.length > maximumAnswerBytes;
    if (isTooLarge)
      logger.warn({ question: ask.question, bytes: body.length }, 'an answer is too large to travel');
    inTurn((engine) =>
      isTooLarge ? engine.answer(ask.id, new Uint8Array(), 'refused') : engine.answer(ask.id, body, failure),
    );
  }

  const asker = (): RecordAsker => ({ runner: getRunner(), sessions, environment: fixed.environment });
  const follower = createRegistryFollower({
    key: fixed.registryKey,
    source,
    records,
    contents,
    site: asker,
    changed: () => parts.moved(),
    logger,
  });
  // Routes and owners of the configuration may be long out of date: nothing may rest on them for a moment.
  await follower.load();

  runner = createEngineRunner({
    records,
    contents,
    logger,
    options: () => ({
      ...fixed,
      registry: source.registry,
      consumers: sessions.consumers,
      registryStamp: registryStamp(source.stamp),
      knownTwins: parts.knownTwins(),
      knownEndedPasts: endedPasts,
    }),
    outside: {
      send(hop, lane, message) {
        if (isConsumerHop(hop)) sessions.send(hop, message);
        else if (message.kind !== 'list') parts.send(hop, lane, message);
      },
      recheck: (hash) => parts.recheck(hash),
      question: (ask) => void answer(ask),
      answered: (one) => sessions.answered(one),
      registry: (document) => follower.follow(document),
      consumers: () => sessions.closeStreams(),
      takeOver: createTakeOver({ records, contents, asker, logger }),
      async past(ended) {
        await memory.endPast(ended);
        endedPasts.set(sourceOf(ended.unit, ended.channel), ended.wanted);
      },
      twins: parts.twins,
    },
  });
  return { runner, sessions, source, follower, inTurn };
}
