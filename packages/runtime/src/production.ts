import { isIPv4 } from 'node:net';
import { MongoClient } from 'mongodb';
import type { Service } from './service.ts';
import type { SiteConfig } from './site-config.ts';

/** What a demonstration may do and a production start refuses: the key, and why or the code. */
export function refusedInProduction(config: SiteConfig, services: readonly Service[]): string[] {
  if (config.mode !== 'production') return [];
  const { clockFile, identity } = config;
  return [
    ...(clockFile === undefined ? [] : ["clockFile: production runs on the machine's time"]),
    ...(identity.issuer.startsWith('https:')
      ? []
      : ['identity.issuer: production signs people in by HTTPS only']),
    ...readableOnTheWay(config),
    ...openDatabases(config),
    ...services.flatMap((service) => service.refusedInProduction(config)),
  ];
}

/** Why a service may not listen at an address: beyond the loopback it needs TLS. Empty: it may. */
export function refusedPlain(field: string, listen: string, tls: SiteConfig['tls']): string[] {
  return tls === undefined && !isLoopback(hostOf(listen)) ? [readable(field, ownTls)] : [];
}

const ownTls = 'set tls.ca, tls.certificate and tls.key';
const readable = (field: string, remedy: string): string =>
  `${field}: TLS_REQUIRED: the address is not of this machine alone, and what goes over it could be read on the way; ${remedy}`;

/** Every address beyond the loopback that has no TLS. */
function readableOnTheWay({ services, nats, database, telemetry, tls }: SiteConfig): string[] {
  const { otlpEndpoint } = telemetry;
  return [
    ...Object.entries(services).flatMap(([name, service]) =>
      service ? refusedPlain(`services.${name}.grpc`, service.grpc, tls) : [],
    ),
    ...refusedPlain('nats.url', new URL(nats.url).hostname, tls),
    ...(isDatabaseReadable(database.uri) ? [readable('database.uri', 'add tls=true')] : []),
    ...(otlpEndpoint?.startsWith('http:') === true && !isLoopback(new URL(otlpEndpoint).hostname)
      ? [readable('telemetry.otlpEndpoint', 'use https')]
      : []),
  ];
}

function isDatabaseReadable(uri: string): boolean {
  // The driver's own reading of the URI; it connects to nothing yet.
  const { hosts, tls, srvHost } = new MongoClient(uri).options;
  return !tls && (srvHost !== undefined || hosts.some(({ host = '' }) => !isLoopback(host)));
}

/** Whoever reaches an open database reads everybody's data, on the loopback every account of the machine. */
function openDatabases({ database, services }: SiteConfig): string[] {
  if (new MongoClient(database.uri).options.credentials !== undefined) return [];
  return Object.entries(services)
    .filter(([, service]) => service !== undefined && service.database === undefined)
    .map(
      ([name]) =>
        `services.${name}.database: DATABASE_OPEN: the database must ask for a password; give the service a user of its own`,
    );
}

const hostOf = (address: string): string => address.split(':')[0] ?? '';

function isLoopback(host: string): boolean {
  return (
    host === 'localhost' || host === '[::1]' || host === '::1' || (isIPv4(host) && host.startsWith('127.'))
  );
}
