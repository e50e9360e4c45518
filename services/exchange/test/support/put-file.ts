import { createReadStream } from 'node:fs';
import { ContentsServiceService } from '@lienthong/contracts/exchange/v1/exchange';
import { putContent } from '@lienthong/messaging';
import { createServiceClient, createServiceIdentity, endpointOf, loadSiteConfig } from '@lienthong/runtime';
import { services } from '@lienthong/site';

/** A process that puts a file as a service of a site does, to be killed: `put-file.ts <site.yaml> <file> <hash> <size>`. */
const [, , configFile = '', file = '', hash = '', size = ''] = process.argv;
const config = loadSiteConfig(configFile, services);
const client = createServiceClient(
  ContentsServiceService,
  endpointOf(config, 'exchange'),
  createServiceIdentity('reporting', config.site, config.identity.keyDirectory),
);
await putContent(client, { hash, size: Number(size) }, (offset) => createReadStream(file, { start: offset }));
client.close();
