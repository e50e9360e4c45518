import type { Needs } from '../../shared/needs.ts';

export const atTheCounter: Needs = { roles: ['clerk', 'leader'], services: ['onestop'] };
/** Registering is the clerk's; a leader reads. */
export const registering: Needs = { roles: ['clerk'], services: ['onestop'] };
