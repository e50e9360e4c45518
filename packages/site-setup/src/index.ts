export {
  createLinkKey,
  type LinkKey,
  linkCompression,
  linkLogin,
  linkSubjects,
  NATS_USERS,
  type NatsPasswords,
  type NatsSite,
  natsConfig,
  siteLogin,
} from './nats-config.ts';
export { type SiteFiles, type SiteSetup, siteFiles, writeSiteFiles } from './site-files.ts';
export { ensureSiteKeys } from './site-keys.ts';
