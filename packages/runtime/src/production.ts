import { isIPv4 } from 'node:net';
import { MongoClient } from 'mongodb';
import type { SiteConfig } from './site-config.ts';

/** What a demonstration may do and a production start refuses: the key, and why or the code. */
export function refusedInProduction(config: SiteConfig): string[] {
  if (config.mode !== 'production') return [];
  const { clockFile, http, identity } = config;
  const plain = (url: string): boolean => !url.startsWith('https:');
  return [
    ...(clockFile === undefined ? [] : ["clockFile: production runs on the machine's time"]),
    ...(plain(http.publicUrl) ? ['http.publicUrl: people reach production by HTTPS only'] : []),
    ...(plain(identity.issuer) ? ['identity.issuer: production signs people in by HTTPS only'] : []),
    ...readableOnTheWay(config).map(
      ({ field, remedy }) =>
        `${field}: TLS_REQUIRED: the address is not of this machine alone, and what goes over it could be read on the way; ${remedy}`,
    ),
  ];
}

/** Every address beyond the loopback that has no TLS. */
function readableOnTheWay(config: SiteConfig): { field: string; remedy: string }[] {
  const { services, http, nats, telemetry, tls } = config;
  const ownTls = 'set tls.ca, tls.certificate and tls.key';
  const own = [
    ...Object.entries(services).map(([name, { grpc }]) => ({
      field: `services.${name}.grpc`,
      host: hostOf(grpc),
    })),
    { field: 'http.listen', host: hostOf(http.listen) },
    { field: 'nats.url', host: new URL(nats.url).hostname },
  ].filter(({ host }) => tls === undefined && !isLoopback(host));
  const { otlpEndpoint } = telemetry;
  return [
    ...own.map(({ field }) => ({ field, remedy: ownTls })),
    ...(isDatabaseReadable(config.database.uri) ? [{ field: 'database.uri', remedy: 'add tls=true' }] : []),
    ...(otlpEndpoint?.startsWith('http:') === true && !isLoopback(new URL(otlpEndpoint).hostname)
      ? [{ field: 'telemetry.otlpEndpoint', remedy: 'use https' }]
      : []),
  ];
}

function isDatabaseReadable(uri: string): boolean {
  // The driver's own reading of the URI; it connects to nothing yet.
  const { hosts, tls, srvHost } = new MongoClient(uri).options;
  return !tls && (srvHost !== undefined || hosts.some(({ host = '' }) => !isLoopback(host)));
}

const hostOf = (address: string): string => address.split(':')[0] ?? '';

function isLoopback(host: string): boolean {
  return (
    host === 'localhost' || host === '[::1]' || host === '::1' || (isIPv4(host) && host.startsWith('127.'))
  );
}
