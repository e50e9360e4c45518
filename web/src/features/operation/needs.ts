import type { Needs } from '../../shared/needs.ts';

export const operating: Needs = { roles: ['operator'] };
/** Changing the registry of sites: at the province, which holds it. */
export const arrangingSites: Needs = { roles: ['operator'], services: ['directory'], level: 'province' };
