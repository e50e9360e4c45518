import { isUnitKey } from '@lienthong/domain';
import { z } from 'zod';
import type { Endpoint } from './grpc/endpoint.ts';

const address = z.string().regex(/^[\w.-]+:\d{1,5}$/, 'an address is host:port');
const unitKey = z.string().refine(isUnitKey, 'a unit key is code@yyyymmdd or code@0');
const siteId = z.string().regex(/^[a-z0-9]{2,20}$/, 'a site id is 2 to 20 lower-case letters and digits');

export const serviceNames = [
  'directory',
  'exchange',
  'onestop',
  'reporting',
  'operations',
  'gateway',
] as const;
export type ServiceName = (typeof serviceNames)[number];

/** A site of the registry as it stands in the configuration, until the registry itself is held. */
const registeredSite = z.object({
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

export const siteConfigSchema = z.object({
  /** `demonstration` allows a shifted business clock and plain HTTP; `production` refuses both. */
  mode: z.enum(['production', 'demonstration']),
  site: siteId,
  name: z.string(),
  /** GSO code of the province whose tables are loaded. */
  province: z.string().regex(/^\d{2}$/),
  /** The unit that this site's people see first. */
  homeUnit: unitKey,
  /** Agency id (mã định danh) of each unit whose dossiers are received here: the first part of a dossier code. */
  agencyCodes: z
    .partialRecord(unitKey, z.string().regex(/^[A-Z0-9]{2,3}(\.[A-Z0-9]{2,3}){0,5}$/))
    .default({}),
  /** All sites of the province, this one among them. */
  sites: z.array(registeredSite).min(1),
  /**
   * PEM files of the site's own certificate. With them gRPC, `http.listen` and NATS speak TLS, and nothing else is spoken to; without
   * them everything is plain, which production allows on the loopback alone.
   */
  tls: z.strictObject({ ca: z.string(), certificate: z.string(), key: z.string() }).optional(),
  /** Where each service of this site listens; services in one process share an address. */
  services: z.partialRecord(
    z.enum(serviceNames),
    z.object({
      grpc: address,
      /** Prometheus scrape address of the service's process, where it has one to itself. */
      metrics: address.optional(),
    }),
  ),
  /** Where browsers connect. */
  http: z.object({
    listen: address,
    /** What people type: scheme, host, port. Also the only accepted Origin. */
    publicUrl: z.url(),
    /** Addresses or networks (`10.46.0.2`, `10.46.9.0/24`) of proxies that stand before it, besides those on the same machine. */
    proxies: z.array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()])).default([]),
  }),
  nats: z.object({
    url: z.string(),
    /** The account of the site's own services. */
    user: z.string(),
    password: z.string(),
    /** The account of the link between sites: `exchange` alone has it. */
    link: z.object({
      user: z.string(),
      password: z.string(),
      /**
       * Where the line to the parent has a round trip of 1.9 s and more: `port` on the loopback, where the site's NATS server goes instead,
       * and the parent's leaf address (docs/guides/long-lines.md).
       */
      relay: z.object({ port: z.number().int().min(1).max(65_535), parent: address }).optional(),
    }),
  }),
  database: z.object({
    /** MongoDB connection string; each service has its own database in it. */
    uri: z.string(),
    prefix: z.string().regex(/^[a-z0-9_]{1,30}$/),
  }),
  identity: z.object({
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
  /** Shifted business clock: only outside production. */
  clockFile: z.string().optional(),
  telemetry: z
    .object({
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
  /** Intervals of exchange in milliseconds, and limits; production keeps the defaults of the protocol. */
  exchange: z
    .object({
      scanMs: z.number().int().positive().default(600_000),
      sumsMs: z.number().int().positive().default(900_000),
      helloMs: z.number().int().positive().default(60_000),
      pushMs: z.number().int().positive().default(5_000),
      backOffMs: z.number().int().positive().default(10_000),
      silentAfterMs: z.number().int().positive().default(150_000),
      /** Largest content that a service of this site may put, in bytes; what other sites' services put is passed on up to 2 GiB. */
      contentBytes: z
        .number()
        .int()
        .min(1_000_000)
        .max(2 ** 31)
        .default(200_000_000),
    })
    .prefault({}),
});
export type SiteConfig = z.infer<typeof siteConfigSchema>;

/** Where a service of the site is called. @throws when the service is not configured at this site. */
export function endpointOf(
  config: Pick<SiteConfig, 'site' | 'services' | 'tls'>,
  service: ServiceName,
): Endpoint {
  const found = config.services[service];
  if (!found) throw new Error(`site ${config.site} has no service ${service}`);
  return { address: found.grpc, tls: config.tls };
}
