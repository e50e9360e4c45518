import { address, refusedPlain, type SiteConfig } from '@lienthong/runtime';
import { z } from 'zod';

/** Where browsers connect. */
export const settings = z.strictObject({
  listen: address,
  /** What people type: scheme, host, port. Also the only accepted Origin. */
  publicUrl: z.url(),
  /** Addresses or networks (`10.46.0.2`, `10.46.9.0/24`) of proxies that stand before it, besides those on the same machine. */
  proxies: z.array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()])).default([]),
  /** Directory of the built web app; the one that was built beside the gateway unless told. */
  webApp: z.string().optional(),
});
export type Settings = z.infer<typeof settings>;

/** A site's configuration as the gateway reads it. */
export type GatewayConfig = SiteConfig & { readonly http: Settings };

export const refusedInProduction = ({ listen, publicUrl }: Settings, { tls }: SiteConfig): string[] => [
  ...(publicUrl.startsWith('https:') ? [] : ['publicUrl: people reach production by HTTPS only']),
  ...refusedPlain('listen', listen, tls),
];
