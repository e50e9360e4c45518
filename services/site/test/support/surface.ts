/** Everybody who can sign in. */
export const everybody = 'clerk leader district_officer ioc operator integrator';
export const readers = 'leader district_officer ioc operator integrator';
export const both = 'browser integrator';
/** Each service of the site. */
export const any = 'any';

/** Who outside reaches a method at all, which roles may, which services may for themselves, and whether a unit decides. */
export type Rights = [edge: string, roles: string, services: string, unit: 'unit' | 'top' | ''];

/** Everything that a service can be asked; it stands in `test/surface.ts` of the service. */
export interface Surface {
  /** Short name of each contract, its definition and its authorisation table. */
  contracts: Record<string, [definition: Record<string, { path: string }>, table: object]>;
  /** By `<contract>.<method>`. */
  methods: Record<string, Rights>;
}
