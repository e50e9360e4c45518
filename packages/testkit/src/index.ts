/** Real servers for tests: started on free ports of the loopback, in directories of their own, gone afterwards. */
export { brokenFieldsOf, withField } from './broken-fields.ts';
export { type Authority, createAuthority } from './certificates.ts';
export { type DatabaseServer, startDatabase } from './database.ts';
export { eventually } from './eventually.ts';
export { freshDatabaseName } from './fresh-name.ts';
export { type NatsOptions, startNats } from './nats.ts';
export type { NatsServer } from './nats-process.ts';
export {
  type NatsTree,
  type SiteServer,
  startNatsTree,
  type TreeOptions,
  type TreeSite,
} from './nats-tree.ts';
export { type SiteTree, startSiteTree } from './site-tree.ts';
export { type LineFaults, startSlowProxy } from './slow-proxy.ts';
export { type Creators, startTestSite, type TestSite, type TestSiteOptions } from './test-site.ts';
