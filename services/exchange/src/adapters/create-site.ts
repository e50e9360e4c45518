import { randomBytes } from 'node:crypto';
import { connectNats } from '@lienthong/messaging';
import { connectDatabase, type Surroundings } from '@lienthong/runtime';
import { registryKeyOf, timingOf } from '../config.ts';
import { isConsumerHop } from '../domain/route.ts';
import { rules } from '../domain/rules.ts';
import type { Ask } from '../domain/messages.ts';
import { createContentStore } from './content-store.ts';
import { createContentSweep } from './content-sweep.ts';
import { createEngineRunner, type EngineRunner } from './engine-runner.ts';
import { createEnvironment } from './environment.ts';
import type { Twin } from '../domain/twin.ts';
import { maximumAnswerBytes, recordQuestion } from '../domain/engine/asks.ts';
import { decodeMessage, encodeMessage } from './link-codec.ts';
import { createLinkTransport } from './link-transport.ts';
import { createLocalSessions } from './local-sessions.ts';
import { createQuestionCaller } from './question-caller.ts';
import { createRecordStore } from './record-store.ts';
import { createRegistryFollower } from './registry-follower.ts';
import { createRegistrySource } from './registry-source.ts';
import type { Site } from './site.ts';
import { takeSiteLease } from './site-lease.ts';
import { createSiteMemory } from './site-memory.ts';
import { encodeWholeRecord } from './whole-record.ts';
import { MalformedMessage } from './wire-checks.ts';

export interface RunningSite {
  readonly site: Site;
  /** What keeps this site from working; empty: nothing. */
  problems(): Promise<string[]>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Joins the core to a database, the site's NATS server and the site's own services. */
export async function createSite(surroundings: Surroundings): Promise<RunningSite> {
  const { config, logger } = surroundings;
  const database = await connectDatabase(config.database.uri, `${config.database.prefix}_exchange`);
  const giveBack = await takeSiteLease(database.db, logger, (error) => {
    // Nobody may go on here: an error that nobody catches ends the process.
    setImmediate(() => {
      throw error;
    });
  }).catch(async (error: unknown) => {
    await database.close();
    throw error;
  });
  const records = await createRecordStore(database.db);
  const contents = await createContentStore(database.db);
  const memory = createSiteMemory(database.db);
  const registry = await createRegistrySource(config.site, config.sites, memory);
  const registryKey = registryKeyOf(config.province);
  const instance = randomBytes(3).toString('base64url');
  let knownTwins: readonly Twin[] = await memory.twins();
  const environment = createEnvironment(config.identity.keyDirectory, surroundings.machineClock);
  const nats = await connectNats(
    { url: config.nats.url, ...config.nats.link, tls: config.tls },
    `exchange ${config.site}`,
    logger,
  );
  const questions = createQuestionCaller(surroundings);
  let runner: EngineRunner | undefined;
  const getRunner = (): EngineRunner => {
    if (!runner) throw new Error('exchange is not built yet');
    return runner;
  };
  const sessions = await createLocalSessions(getRunner, contents, memory);
  const contentSweep = createContentSweep({ contents, records, runner: getRunner, logger });

  const transport = createLinkTransport(
    nats.nc,
    config.site,
    {
      received(from, lane, bytes) {
        try {
          const message = decodeMessage(bytes);
          if (message) getRunner().arrive({ from, message, at: environment.now() }, lane, bytes.length);
        } catch (error) {
          if (!(error instanceof MalformedMessage)) throw error;
          logger.warn({ hop: from, reason: error.message }, 'a message of a neighbour was refused');
          getRunner().engine.noteMalformed(from);
        }
      },
      changed(hop, isUp) {
        logger.info({ hop, isUp }, 'a link changed');
        inTurn((engine) => engine.setLink(hop, isUp));
      },
    },
    (hop) => encodeMessage(getRunner().engine.signOfLife(hop)),
  );

  /** What needs no answer: a failure is the runner's own affair. */
  function inTurn(work: Parameters<EngineRunner['run']>[0]): void {
    getRunner()
      .run(work)
      .catch((error: unknown) => logger.warn({ err: error }, 'exchange could not follow up'));
  }

  function listen(): void {
    const { registry: known } = registry;
    transport.connect(known.parentOf(config.site), known.childrenOf(config.site));
  }

  async function answer(ask: Ask): Promise<void> {
    const own = ask.question === recordQuestion;
    const answering = own ? readRecord(Buffer.from(ask.body).toString()) : questions.call(ask);
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

  async function readRecord(key: string): Promise<{ body: Uint8Array; failure: string }> {
    const record = (await records.read([key])).get(key)?.document.record;
    const body = record && (await encodeWholeRecord(key, record, contents));
    return body ? { body, failure: '' } : { body: new Uint8Array(), failure: 'not_held' };
  }

  const follower = createRegistryFollower({
    key: registryKey,
    source: registry,
    records,
    contents,
    site: () => ({ runner: getRunner(), sessions, environment }),
    changed: listen,
    logger,
  });
  // Routes and owners of the configuration may be long out of date: nothing may rest on them for a moment.
  await follower.load();

  runner = createEngineRunner({
    records,
    contents,
    memory,
    logger,
    options: () => ({
      site: config.site,
      registry: registry.registry,
      consumers: sessions.consumers,
      rules,
      timing: timingOf(config),
      environment,
      registryKey,
      registryStamp: registry.stamp,
      instance,
      knownTwins,
    }),
    outside: {
      send(hop, lane, message) {
        if (isConsumerHop(hop)) sessions.send(hop, message);
        else if (message.kind !== 'list') transport.send(hop, lane, encodeMessage(message));
      },
      question: (ask) => void answer(ask),
      answered: (one) => sessions.answered(one),
      registry: (document) => follower.follow(document),
      consumers: () => sessions.closeStreams(),
      twins(twins, ruling) {
        knownTwins = twins;
        return memory.saveTwins(twins, ruling);
      },
    },
  });

  return {
    site: {
      id: config.site,
      runner,
      records,
      contents,
      contentSweep,
      sessions,
      questions,
      transport,
      names: registry,
      follower,
      environment,
      logger,
    },
    problems: () => database.problems(),
    async start() {
      listen();
      await getRunner().start();
      contentSweep.start();
    },
    async stop() {
      follower.stop();
      const swept = contentSweep.stop();
      sessions.closeAll();
      transport.stop();
      await getRunner().stop();
      await swept;
      questions.stop();
      await nats.close();
      // A lease that is not given back ends by itself; a database that is away must not keep the process from stopping.
      await giveBack().catch((error: unknown) => logger.warn({ err: error }, 'the lease was not given back'));
      await database.close();
    },
  };
}
