import { isUnitKey } from '@lienthong/domain';
import { z } from 'zod';
import type { Endpoint } from './grpc/endpoint.ts';

export const address = z.string().regex(/^[\w.-]+:\d{1,5}$/, 'an address is host:port');
const unitKey = z.string().refine(isUnitKey, 'a unit key is code@yyyymmdd or code@0');
const siteId = z.string().regex(/^[a-z0-9]{2,20}$/, 'a site id is 2 to 20 lower-case letters and digits');

/** Lower-case letters and digits; the services of the platform are those that are declared (`defineService`). */
export type ServiceName = string;

/** A user of the database server who has one service's database and no other. */
const databaseUser = z.strictObject({ user: z.string().min(1), password: z.string().min(8) });
export type DatabaseUser = z.infer<typeof databaseUser>;

/** A service of the site. */
export interface ConfiguredService {
  /** Where it listens; services in one process share an address. */
  grpc: string;
  /** Prometheus scrape address of the service's process, where it has one to itself. */
  metrics?: string | undefined;
  /** The database user of the service. Absent: the user that `database.uri` names. */
  database?: DatabaseUser | undefined;
  /** The service's own: it alone knows what they are. */
  settings?: unknown;
}

/** A site of the registry as it stands in the configuration, until the registry itself is held. */
const registeredSite = z.strictObject({
  id: siteId,
  name: z.string(),
  /** Site id of the parent; empty at the top. */
  parent: z.union([siteId, z.literal('')]),
  /** Units whose records the site writes. */
  owns: z.array(unitKey),
  /** Ed25519 public key, base64url: records are checked with it. */
  publicKey: z.string(),
});
export type RegisteredSite = z.infer<typeof registeredSite>;

const ownParts = {
  /** `demonstration` allows a shifted business clock and plain HTTP; `production` refuses both. */
  mode: z.enum(['production', 'demonstration']),
  site: siteId,
  name: z.string(),
  /** GSO code of the province whose tables are loaded. */
  province: z.string().regex(/^\d{2}$/),
  /** The unit that this site's people see first. */
  homeUnit: unitKey,
  /** All sites of the province, this one among them. */
  sites: z.array(registeredSite).min(1),
  /**
   * PEM files of the site's own certificate. With them gRPC, `services.gateway.settings.listen` and NATS speak TLS, and nothing else is spoken to; without
   * them everything is plain, which production allows on the loopback alone.
   */
  tls: z.strictObject({ ca: z.string(), certificate: z.string(), key: z.string() }).optional(),
  nats: z.strictObject({
    url: z.string(),
    /** The account of the site's own services. */
    user: z.string(),
    password: z.string(),
    /** The account of the link between sites: `exchange` alone has it. */
    link: z.strictObject({
      user: z.string(),
      password: z.string(),
      /**
       * Where the line to the parent has a round trip of 1.9 s and more: `port` on the loopback, where the site's NATS server goes instead,
       * and the parent's leaf address (docs/guides/long-lines.md).
       */
      relay: z.strictObject({ port: z.number().int().min(1).max(65_535), parent: address }).optional(),
    }),
  }),
  database: z.strictObject({
    /** MongoDB connection string; each service has its own database in it. */
    uri: z.string(),
    prefix: z.string().regex(/^[a-z0-9_]{1,30}$/),
  }),
  identity: z.strictObject({
    issuer: z.url(),
    /** Token audience of this platform. */
    audience: z.string().default('lienthong'),
    /** File with the people who can sign in here (embedded issuer). */
    peopleFile: z.string(),
    /** Folder with the site's own keys: `site.jwk`, and per service `<service>.jwk` and `<service>.pub.jwk`. */
    keyDirectory: z.string(),
    /** The last key set of the issuer, so that tokens verify while it is away. */
    keySetCache: z.string(),
  }),
  /** Folder with the register of units, as shipped with the release. */
  dataDirectory: z.string(),
  /** Folder for what services can make again from their databases: lists and search. It is never backed up. */
  cacheDirectory: z.string().default('cache'),
  /** Shifted business clock: only outside production. */
  clockFile: z.string().optional(),
  telemetry: z
    .strictObject({
      /** Finished spans go here, one JSON object a line. */
      traceFile: z.string().optional(),
      otlpEndpoint: z.url().optional(),
      /** Share of traces that are kept. */
      sampling: z.number().min(0).max(1).default(1),
      /** Prometheus scrape address of the process that hosts several services. */
      metrics: address.optional(),
      logLevel: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
    })
    .prefault({}),
};

/** What a site's configuration may hold, given the services that there are: a key that nothing reads is an error. */
export function siteConfigSchema(services: readonly { name: ServiceName; settings: z.ZodType }[]) {
  const configured: z.ZodType<Record<ServiceName, ConfiguredService | undefined>> = z.strictObject(
    Object.fromEntries(
      services.map(({ name, settings }) => [
        name,
        z
          .strictObject({
            grpc: address,
            metrics: address.optional(),
            database: databaseUser.optional(),
            settings: settings.prefault({}),
          })
          .optional(),
      ]),
    ),
  );
  return z.strictObject({ ...ownParts, services: configured });
}
export type SiteConfig = z.infer<ReturnType<typeof siteConfigSchema>>;

/** Where a service of the site is called. @throws when the service is not configured at this site. */
export function endpointOf(
  config: Pick<SiteConfig, 'site' | 'services' | 'tls'>,
  service: ServiceName,
): Endpoint {
  const found = config.services[service];
  if (!found) throw new Error(`site ${config.site} has no service ${service}`);
  return { address: found.grpc, tls: config.tls };
}
