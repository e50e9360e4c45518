import {
  createServiceClient,
  createServiceIdentity,
  endpointOf,
  loadSiteConfig,
  type ServiceClient,
  type ServiceName,
  type Services,
  type SiteConfig,
} from '@lienthong/runtime';
import type { SiteFiles } from '@lienthong/site-setup';
import { createLinkProxy, type LinkProxy } from './link-proxy.ts';
import type { ProvincePerson, ProvinceSite } from './province-file.ts';
import { pageUrl } from './province-sites.ts';
import type { SitePorts } from './province-state.ts';
import type { SiteProcess } from './site-processes.ts';
import type { SiteServer } from './site-servers.ts';
import { clientToken, outsideIdentity, personToken } from './tokens.ts';

type Definition = Parameters<typeof createServiceClient>[0];

/** One site of a local province: its servers, its processes, its link, and ways to call it. */
export type LocalSite = {
  readonly id: string;
  readonly name: string;
  /** As the province's file has it. */
  readonly described: ProvinceSite;
  readonly config: SiteConfig;
  readonly files: SiteFiles;
  readonly ports: SitePorts;
  /** Its pages. */
  readonly publicUrl: string;
  readonly nats: SiteServer;
  /** `server` is undefined where it is somebody else's (`MONGODB_URI`). */
  readonly database: { uri: string; nameOf(service: ServiceName): string; server: SiteServer | undefined };
  readonly process: SiteProcess;
  /** The way to the parent; undefined at the top. */
  readonly link: LinkProxy | undefined;
  /** @throws when nobody of that name is at the site. */
  person(username: string): ProvincePerson;
  /** A bearer token of a person of the site. */
  token(username: string): Promise<string>;
  clientToken(clientId: string): Promise<string>;
  /** A client of a service, signed in as a person of the site; the sign-in happens at the first call. Close it. */
  as<D extends Definition>(username: string, definition: D, service: ServiceName): ServiceClient<D>;
  /** As an integrating system with client credentials. */
  asClient<D extends Definition>(clientId: string, definition: D, service: ServiceName): ServiceClient<D>;
  /** As a service of the site, with its key: for what no person may ask. */
  asService<D extends Definition>(caller: ServiceName, definition: D, service: ServiceName): ServiceClient<D>;
};

export const createLocalSite = (parts: {
  services: Services;
  described: ProvinceSite;
  files: SiteFiles;
  ports: SitePorts;
  parentPorts: SitePorts | undefined;
  nats: SiteServer;
  database: SiteServer | undefined;
  /** By the operator's user: tools read and restore every service's. */
  databaseUri: string;
  createProcess: (config: SiteConfig) => SiteProcess;
}): LocalSite => {
  const { described, files, ports, parentPorts } = parts;
  const config = loadSiteConfig(files.config, parts.services);
  const person = (username: string): ProvincePerson => {
    const found = described.people.find((one) => one.username === username);
    if (!found) throw new Error(`nobody at site ${described.id} is called ${username}`);
    return found;
  };
  const token = async (username: string): Promise<string> =>
    personToken(config.identity.issuer, username, person(username).password);
  const tokenOfClient = async (clientId: string): Promise<string> => {
    const found = described.clients.find((one) => one.clientId === clientId);
    if (!found) throw new Error(`site ${described.id} has no client ${clientId}`);
    return clientToken(config.identity.issuer, clientId, found.secret);
  };
  return {
    id: described.id,
    name: described.name,
    described,
    config,
    files,
    ports,
    publicUrl: pageUrl(ports),
    nats: parts.nats,
    database: {
      uri: parts.databaseUri,
      nameOf: (service) => `${config.database.prefix}_${service}`,
      server: parts.database,
    },
    process: parts.createProcess(config),
    link: parentPorts && createLinkProxy({ listen: ports.link, target: parentPorts.leaf }),
    person,
    token,
    clientToken: tokenOfClient,
    as: (username, definition, service) =>
      createServiceClient(
        definition,
        endpointOf(config, service),
        outsideIdentity(() => token(username)),
      ),
    asClient: (clientId, definition, service) =>
      createServiceClient(
        definition,
        endpointOf(config, service),
        outsideIdentity(() => tokenOfClient(clientId)),
      ),
    asService: (caller, definition, service) =>
      createServiceClient(
        definition,
        endpointOf(config, service),
        createServiceIdentity(caller, config.site, config.identity.keyDirectory),
      ),
  };
};
