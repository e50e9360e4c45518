import { z } from 'zod';
import type { App, Health } from './app.ts';
import type { Reach } from './calls/client.ts';
import type { BusinessClock, MachineClock } from './clocks.ts';
import type { Database } from './database.ts';
import type { DirectoryTables } from './directory-tables.ts';
import type { ServiceIdentity } from './identity/service-token.ts';
import type { Logger } from './logger.ts';
import type { SiteNats } from './nats/connection.ts';
import type { ServiceName, SiteConfig } from './site-config.ts';

/** A durable consumer that a service owns on the site's stream of events. */
export interface Durable {
  name: string;
  /** Subjects, e.g. `ev.onestop.dossier.>`. */
  filter: string;
}

/** What the host hands out: a database client, one connection to NATS and one reader of the directory for all services of the process. */
export interface ServiceParts {
  /** The service's own database, once it answers. */
  database(): Promise<Database>;
  /** The site's NATS server by the services' account, once the stream has what the services of this process declare. */
  nats(): Promise<SiteNats>;
  /** The same server by the account of the link between sites: `exchange` alone asks for it. */
  link(): Promise<SiteNats>;
  /** The directory's tables; `start` waits until they are held. */
  directory(): DirectoryTables;
}

/** What every service is built from. */
export interface ServiceContext<Settings = unknown> extends ServiceParts {
  config: SiteConfig;
  service: ServiceName;
  /** The service's own part of the configuration. */
  settings: Settings;
  /** All that are declared, whether they run here or not. */
  services: Services;
  identity: ServiceIdentity;
  /** The way to another service of the site: within this process where it runs here. */
  reach: (service: ServiceName) => Reach;
  businessClock: BusinessClock;
  /** What keeps each service of this process from working, or has to be looked at. */
  health(): Promise<Record<ServiceName, Health>>;
  machineClock: MachineClock;
  logger: Logger;
}

/** Makes a service's app. `Settings` is what the service's own part of the configuration holds. */
export type CreateApp<Settings = unknown> = (context: ServiceContext<Settings>) => Promise<App>;

/** What a service has of each service that contributes to the numbers. */
export type ForEachContributor = (contributor: ServiceName) => {
  durables?: readonly Durable[];
  channels?: readonly string[];
};

/** What a service says of itself, beside its `app.ts`; hosts, set-up and the rights page derive the rest. */
export interface ServiceDeclaration<Settings> {
  name: ServiceName;
  /** Services that have to work first, where they run in the same process. */
  startsAfter?: readonly ServiceName[];
  /** The service's own part of a site's configuration, `services.<name>.settings`: a `strictObject`. */
  settings?: z.ZodType<Settings>;
  durables?: readonly Durable[];
  /** Channels whose records the service writes, at the site that owns the unit. */
  channels?: readonly string[];
  /** Its events add to the numbers (`ev.<name>.>`): its app has `events`, and who counts has a part of its own for it. */
  contributes?: boolean;
  /** Durables and channels beside `durables` and `channels`, one set for each service that contributes. */
  forEachContributor?: ForEachContributor;
  /** What production refuses of the settings: `<key>: <why>`, the key below `settings`. */
  refusedInProduction?: (settings: Settings, config: SiteConfig) => string[];
  /** Loaded where the service runs, and nowhere else. */
  app: () => Promise<{ createApp: CreateApp<Settings> }>;
}

/** A declaration with its settings out of sight: only the service itself knows their type. */
export interface Service {
  readonly name: ServiceName;
  readonly startsAfter: readonly ServiceName[];
  readonly settings: z.ZodType;
  readonly durables: readonly Durable[];
  readonly channels: readonly string[];
  readonly contributes: boolean;
  readonly forEachContributor: ForEachContributor;
  refusedInProduction(config: SiteConfig): string[];
  createApp(context: ServiceContext): Promise<App>;
}

/** Declares a service. Without `settings` it has none, and refuses any. */
export function defineService<Settings>(declaration: ServiceDeclaration<Settings>): Service {
  const { name, refusedInProduction, app } = declaration;
  const settings = declaration.settings ?? z.strictObject({});
  return {
    name,
    startsAfter: declaration.startsAfter ?? [],
    settings,
    durables: declaration.durables ?? [],
    channels: declaration.channels ?? [],
    contributes: declaration.contributes ?? false,
    forEachContributor: declaration.forEachContributor ?? (() => ({})),
    refusedInProduction: (config) =>
      refusedInProduction && config.services[name]
        ? refusedInProduction(settings.parse(config.services[name].settings) as Settings, config).map(
            (one) => `services.${name}.settings.${one}`,
          )
        : [],
    // The host read the settings by this declaration.
    createApp: async (context) => (await app()).createApp(context as ServiceContext<Settings>),
  };
}

/** All services of the platform. */
export interface Services {
  /** In an order in which each finds those that it starts after. */
  readonly inOrder: readonly Service[];
  readonly names: readonly ServiceName[];
  /** @throws when no service is called so. */
  get(name: ServiceName): Service;
  /** Those whose events add to the numbers. */
  readonly contributors: readonly ServiceName[];
  /** The durables of a service, those for each contributor among them. */
  durablesOf(name: ServiceName): readonly Durable[];
  /** The service that writes a channel's records; undefined: nobody does. */
  producerOf(channel: string): ServiceName | undefined;
  readonly channels: readonly string[];
}

/** Puts declarations together. @throws when two claim the same thing, or none can start first. */
export function gatherServices(declared: readonly Service[]): Services {
  const byName = once(declared.map((service) => [service.name, service]));
  const contributors = declared.filter(({ contributes }) => contributes).map(({ name }) => name);
  const ofContributors = (service: Service) => contributors.map((name) => service.forEachContributor(name));
  const durablesOf = (service: Service): Durable[] => [
    ...service.durables,
    ...ofContributors(service).flatMap(({ durables = [] }) => durables),
  ];
  const channelsOf = (service: Service): string[] => [
    ...service.channels,
    ...ofContributors(service).flatMap(({ channels = [] }) => channels),
  ];
  const producers = once(
    declared.flatMap((service) => channelsOf(service).map((channel) => [channel, service.name] as const)),
  );
  once(
    declared.flatMap((service) =>
      durablesOf(service).map((durable) => [durable.name, service.name] as const),
    ),
  );
  const get = (name: ServiceName): Service => {
    const service = byName.get(name);
    if (!service) throw new Error(`no service is called ${name}`);
    return service;
  };
  const inOrder: Service[] = [];
  const place = (name: ServiceName, asked: readonly ServiceName[]): void => {
    const service = byName.get(name);
    if (!service) throw new Error(`${asked.at(-1)} starts after ${name}, which no service is called`);
    if (asked.includes(name)) throw new Error(`services start after each other: ${asked.join(', ')}`);
    if (inOrder.includes(service)) return;
    for (const before of service.startsAfter) place(before, [...asked, name]);
    inOrder.push(service);
  };
  for (const { name } of declared) place(name, []);
  return {
    inOrder,
    names: inOrder.map(({ name }) => name),
    get,
    contributors,
    durablesOf: (name) => durablesOf(get(name)),
    producerOf: (channel) => producers.get(channel),
    channels: [...producers.keys()],
  };
}

function once<T>(entries: readonly (readonly [string, T])[]): Map<string, T> {
  const map = new Map<string, T>();
  for (const [key, value] of entries) {
    if (map.has(key)) throw new Error(`two services declare ${key}`);
    map.set(key, value);
  }
  return map;
}
