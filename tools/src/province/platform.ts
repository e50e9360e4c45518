import { join } from 'node:path';
import type { Services } from '@lienthong/runtime';
import { services } from '@lienthong/site';

/** The services that the sites of a province may run, and the program that hosts them, by its path in the repository. */
export interface Platform {
  services: Services;
  main: string;
}

export const shippedPlatform: Platform = { services, main: join('services', 'site', 'src', 'main.ts') };
