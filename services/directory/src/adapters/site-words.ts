import {
  DescribeSiteRequest,
  DescribeSiteResponse,
  type DescribeSiteResponse_Held,
  DirectoryServiceService,
} from '@lienthong/contracts/directory/v1/directory';
import {
  AskFailure,
  AskRequest,
  ExchangeServiceService,
  IncidentKind,
  Relation,
} from '@lienthong/contracts/exchange/v1/exchange';
import { createQuestionServer } from '@lienthong/messaging';
import { createServiceClient, type ServiceContext } from '@lienthong/runtime';
import type { KnownOfUnit, SitesAsked } from '../commands/change-sites.ts';
import { directoryUnit } from '../domain/table.ts';
import type { OwnRecords } from '../queries/describe-site.ts';

/** What this site and others say of the records that they hold, asked for at this moment. */
export interface SiteWords extends SitesAsked, OwnRecords {
  start(): void;
  stop(): Promise<void>;
}

type Held = Pick<DescribeSiteResponse_Held, 'channels'>;

const question = 'directory.describe_site';
const askMs = 6_000;
const mostIds = 50;
const longestId = 64;

const nobody = async (): Promise<never> => {
  throw new Error('this site runs no exchange');
};
/** A site without an exchange hears of nobody and is asked by nobody. */
const alone: SiteWords = {
  describeUnits: nobody,
  describeSite: nobody,
  here: nobody,
  start: () => undefined,
  stop: async () => undefined,
};

export function createSiteWords({
  config,
  identity,
  reach,
  logger,
}: Pick<ServiceContext, 'config' | 'identity' | 'reach' | 'logger'>): SiteWords {
  if (!config.services.exchange) return alone;
  const client = createServiceClient(ExchangeServiceService, reach('exchange'), identity);
  const questions = createQuestionServer({
    client,
    questions: { [question]: DirectoryServiceService.describeSite.path },
    logger,
  });

  /** @returns undefined: it does not answer now. */
  async function ask(
    whom: string,
    units: readonly string[],
  ): Promise<{ said: DescribeSiteResponse | undefined; silentSince: Date | undefined }> {
    const { body, failure, silentSince } = await client.ask(
      AskRequest.create({
        unit: whom,
        question,
        body: Buffer.from(DescribeSiteRequest.encode({ units: [...units] }).finish()),
        // Only the province's operator comes here.
        roles: ['operator'],
        units: [directoryUnit(config.province)],
        timeoutMs: askMs,
      }),
      { timeoutMs: askMs + 1_000 },
    );
    return failure === AskFailure.UNSPECIFIED
      ? { said: DescribeSiteResponse.decode(body), silentSince }
      : { said: undefined, silentSince };
  }

  return {
    async describeUnits(concerned) {
      const { units } = await client.describeUnits(
        { units: concerned.map(({ unit }) => unit) },
        { timeoutMs: askMs },
      );
      const known = await Promise.all(
        units.map(async (here): Promise<[string, KnownOfUnit]> => {
          const from = concerned.find(({ unit }) => unit === here.unit)?.from;
          const { said } =
            from === config.site ? { said: { units: [here] } } : await ask(here.unit, [here.unit]);
          const there = said?.units.find(({ unit }) => unit === here.unit);
          return [
            here.unit,
            {
              records: here.held,
              unconfirmed: there ? notHeld(here, there) || here.missing : here.missing,
              answered: there !== undefined,
              lastHeard: here.lastHeard,
              channels: here.channels.map(({ channel, records }) => ({ channel, records })),
            },
          ];
        }),
      );
      return new Map(known);
    },
    async describeSite(id) {
      const unasked = { said: undefined, silentSince: undefined };
      const { said, silentSince } = await ask(id, []).catch(() => unasked);
      return {
        answered: said !== undefined,
        lastHeard: said ? undefined : silentSince,
        sitesHash: said?.sitesHash ?? '',
        unconfirmed: said?.unconfirmed,
        stranded: (said?.stranded ?? []).map(({ unit, records, ids }) => ({
          unit,
          records: Math.max(1, records),
          ids: ids.filter((one) => one.length <= longestId).slice(0, mostIds),
        })),
      };
    },
    async here(units) {
      const [described, { incidents }, { neighbours }] = await Promise.all([
        client.describeUnits({ units: [...units] }),
        client.listIncidents({}),
        client.listNeighbours({}),
      ]);
      const stranded = new Map<string, string[]>();
      for (const { kind, key } of incidents)
        if (kind === IncidentKind.STRANDED && key)
          stranded.set(key.unit, [...(stranded.get(key.unit) ?? []), key.id]);
      return {
        units: described.units,
        stranded: [...stranded].map(([unit, ids]) => ({
          unit,
          records: ids.length,
          ids: ids.sort().slice(0, mostIds),
        })),
        unconfirmed: neighbours.find(({ relation }) => relation === Relation.PARENT)?.unconfirmed ?? 0,
      };
    },
    start: () => questions.start(),
    async stop() {
      await questions.stop();
      client.close();
    },
  };
}

/** How many records of a unit its site holds otherwise than they are held here; at least one where they differ. */
function notHeld(here: Held, there: Held): number {
  const mine = new Map(here.channels.map((one) => [one.channel, one]));
  return there.channels
    .filter(({ channel, digest }) => !mine.get(channel)?.digest.equals(digest))
    .reduce((sum, { channel, records }) => sum + Math.max(1, records - (mine.get(channel)?.records ?? 0)), 0);
}
