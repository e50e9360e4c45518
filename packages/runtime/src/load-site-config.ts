import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { refusedInProduction } from './production.ts';
import type { Services } from './service.ts';
import { type SiteConfig, siteConfigSchema } from './site-config.ts';
import { checkTls } from './tls.ts';

/**
 * Reads a site's configuration; relative paths are relative to its file. A wrong or missing key stops the start with the key's
 * path and rule; production refuses what is convenient in a demonstration.
 */
export function loadSiteConfig(file: string, { inOrder }: Pick<Services, 'inOrder'>): SiteConfig {
  const parsed = siteConfigSchema(inOrder).safeParse(parse(readFileSync(file, 'utf8')));
  if (!parsed.success) throw new Error(`${file}\n${z.prettifyError(parsed.error)}`);
  const config = parsed.data;
  const refused = refusedInProduction(config, inOrder);
  if (refused.length > 0) throw new Error(`${file}\n${refused.join('\n')}`);
  const at = (path: string): string => resolve(dirname(file), path);
  config.identity.peopleFile = at(config.identity.peopleFile);
  config.identity.keyDirectory = at(config.identity.keyDirectory);
  config.identity.keySetCache = at(config.identity.keySetCache);
  config.dataDirectory = at(config.dataDirectory);
  config.cacheDirectory = at(config.cacheDirectory);
  if (config.tls !== undefined) {
    const { ca, certificate, key } = config.tls;
    config.tls = { ca: at(ca), certificate: at(certificate), key: at(key) };
    checkTls(config.tls);
  }
  if (config.clockFile !== undefined) config.clockFile = at(config.clockFile);
  if (config.telemetry.traceFile !== undefined) config.telemetry.traceFile = at(config.telemetry.traceFile);
  return config;
}
