import type { Needs } from '../../shared/needs.ts';

export const operating: Needs = { roles: ['operator'] };
/** Where decisions about the registry of sites are kept: at the province. */
export const holdsRegistry: Needs = { roles: ['operator'], services: ['directory'], level: 'province' };
