import { randomBytes } from 'node:crypto';
import type { ServiceContext } from '@lienthong/runtime';
import { registryKeyOf, type Settings, timingOf } from '../config.ts';
import { rules } from '../domain/rules.ts';
import type { Twin } from '../domain/twin.ts';
import { createContentStore } from './content-store.ts';
import { createContentSweep } from './content-sweep.ts';
import { createEnvironment } from './environment.ts';
import { createLostRecords } from './fetch-record.ts';
import { joinCore } from './join-core.ts';
import { type LineRelay, startLineRelay } from './line-relay.ts';
import { decodeMessage, encodeMessage } from './link-codec.ts';
import { createLinkTransport } from './link-transport.ts';
import { createQuestionCaller } from './question-caller.ts';
import { createRecordStore } from './record-store.ts';
import type { JoinedSite } from './site.ts';
import { takeSiteLease } from './site-lease.ts';
import { createSiteMemory } from './site-memory.ts';
import { MalformedMessage } from './wire-checks.ts';

export interface RunningSite {
  readonly site: JoinedSite;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Joins the core to a database, the site's NATS server and the site's own services. */
export async function createSite(context: ServiceContext<Settings>): Promise<RunningSite> {
  const { config, logger } = context;
  const { db } = await context.database();
  const giveBack = await takeSiteLease(db, logger, (error) => {
    // Nobody may go on here: an error that nobody catches ends the process.
    setImmediate(() => {
      throw error;
    });
  });
  const records = await createRecordStore(db);
  const contents = await createContentStore(db);
  const memory = createSiteMemory(db);
  let knownTwins: readonly Twin[] = await memory.twins();
  const environment = createEnvironment(config.identity.keyDirectory, context.machineClock);
  const { relay } = config.nats.link;
  let lineRelay: LineRelay | undefined;
  const nats = await context.link();
  const questions = createQuestionCaller(context);
  const { runner, sessions, source, follower, inTurn } = await joinCore({
    engine: {
      site: config.site,
      rules,
      timing: timingOf(context.settings),
      environment,
      registryKey: registryKeyOf(config.province),
      instance: randomBytes(3).toString('base64url'),
    },
    configured: config.sites,
    records,
    contents,
    memory,
    send: (hop, lane, message) => transport.send(hop, lane, encodeMessage(message)),
    question: (ask) => questions.call(ask),
    moved: listen,
    recheck: (hash) => contentSweep.recheck(hash),
    businessNow: () => context.businessClock.now(),
    knownTwins: () => knownTwins,
    twins(twins, ruling) {
      knownTwins = twins;
      return memory.saveTwins(twins, ruling);
    },
    logger,
  });
  const contentSweep = createContentSweep({ contents, records, runner: () => runner, logger });

  const transport = createLinkTransport(
    nats.nc,
    config.site,
    {
      received(from, lane, bytes) {
        try {
          const message = decodeMessage(bytes);
          if (message) runner.arrive({ from, message, at: environment.now() }, lane, bytes.length);
        } catch (error) {
          if (!(error instanceof MalformedMessage)) throw error;
          logger.warn({ hop: from, reason: error.message }, 'a message of a neighbour was refused');
          runner.engine.noteMalformed(from);
        }
      },
      changed(hop, isUp) {
        logger.info({ hop, isUp }, 'a link changed');
        inTurn((engine) => engine.setLink(hop, isUp));
      },
      tooLarge(hop, bytes, most) {
        logger.error(
          { hop, bytes, most },
          'a message is larger than the server of this site takes: raise its max_payload',
        );
        runner.engine.noteTooLarge(hop);
      },
    },
    (hop) => encodeMessage(runner.engine.signOfLife(hop)),
  );

  function listen(): void {
    const { registry: known } = source;
    transport.connect(known.parentOf(config.site), known.childrenOf(config.site));
  }

  return {
    site: {
      id: config.site,
      runner,
      records,
      contents,
      contentSweep,
      lost: createLostRecords({ runner, sessions, environment }, contents),
      sessions,
      questions,
      transport,
      names: source,
      memory,
      follower,
      channels: context.services,
      logger,
    },
    async start() {
      if (relay) lineRelay = await startLineRelay(config.site, relay, logger);
      listen();
      await runner.start();
      contentSweep.start();
    },
    async stop() {
      follower.stop();
      const swept = contentSweep.stop();
      sessions.closeAll();
      transport.stop();
      await lineRelay?.stop();
      await runner.stop();
      await swept;
      questions.stop();
      // A lease that is not given back ends by itself; a database that is away must not keep the process from stopping.
      await giveBack().catch((error: unknown) => logger.warn({ err: error }, 'the lease was not given back'));
    },
  };
}
