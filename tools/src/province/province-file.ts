import { readFileSync } from 'node:fs';
import { isUnitKey } from '@lienthong/domain';
import { roles, type Services } from '@lienthong/runtime';
import { parse } from 'yaml';
import { z } from 'zod';
import { shippedPlatform } from './platform.ts';

const unitKey = z.string().refine(isUnitKey, 'a unit key is code@yyyymmdd or code@0');
const siteId = z.string().regex(/^[a-z0-9]{2,20}$/, 'a site id is 2 to 20 lower-case letters and digits');
const port = z.number().int().min(1_024).max(65_000);

const person = z.strictObject({
  username: z.string().regex(/^[a-z0-9.]{2,40}$/),
  name: z.string().min(1),
  title: z.string().default(''),
  roles: z.array(z.enum(roles)).min(1),
  /** What the person may act for; the site's own units unless told. */
  units: z.array(unitKey).optional(),
  /** Demonstration only: it stands in this file and on the screen. */
  password: z.string().min(6),
});

const client = z.strictObject({
  clientId: z.string().regex(/^[a-z0-9.-]{2,40}$/),
  secret: z.string().min(6),
  roles: z.array(z.enum(roles)).min(1),
  units: z.array(unitKey).optional(),
});

/** Settings of services as in a site's configuration; they are checked there, each by its service. */
const settingsOf = ({ names }: Services) =>
  z.partialRecord(z.enum(names), z.record(z.string(), z.unknown())).default({});

const siteOf = (services: Services) =>
  z.strictObject({
    id: siteId,
    name: z.string().min(1),
    /** Site id of the parent; none at the top. */
    parent: siteId.optional(),
    /** Units whose records the site writes; the first is what its people see first. */
    owns: z.array(unitKey).min(1),
    services: z.array(z.enum(services.names)).min(1),
    http: port,
    /** First of the ports for what runs inside the site: {@link portsInside} says how many. */
    ports: port,
    settings: settingsOf(services),
    people: z.array(person).default([]),
    clients: z.array(client).default([]),
  });

const provinceOf = (services: Services) =>
  z.strictObject({
    /** Also the name of its state directory. */
    name: z.string().regex(/^[a-z0-9-]{2,40}$/),
    title: z.string().min(1),
    /** GSO code. */
    province: z.string().regex(/^\d{2}$/),
    /** What the business clock shows when the province is seeded. */
    business: z.strictObject({
      day: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
      time: z.string().regex(/^\d{2}:\d{2}$/),
    }),
    sites: z.array(siteOf(services)).min(1),
    /** What services are set to at every site; a site's own settings come before. */
    settings: settingsOf(services),
    /** Share of requests whose spans are written, from 0 to 1. */
    sampling: z.number().min(0).max(1).default(1),
  });

/** A local province as one file describes it (deploy/provinces). */
export type ProvinceFile = z.infer<ReturnType<typeof provinceOf>>;
export type ProvinceSite = ProvinceFile['sites'][number];
export type ProvincePerson = ProvinceSite['people'][number];

/** Servers, links and the process that hosts all services have seven ports; a service of a site that is split has two. */
export const portsInside = ({ services: run }: Pick<ProvinceSite, 'services'>): number =>
  6 + 1 + 2 * run.length;

/** Reads a province's file. @throws with the path of what is wrong in it. */
export const loadProvinceFile = (file: string, { services } = shippedPlatform): ProvinceFile => {
  const parsed = provinceOf(services).safeParse(parse(readFileSync(file, 'utf8')));
  if (!parsed.success) throw new Error(`${file}\n${z.prettifyError(parsed.error)}`);
  const { sites } = parsed.data;
  const ids = sites.map(({ id }) => id);
  const wrong = (what: string): never => {
    throw new Error(`${file}\n✖ ${what}`);
  };
  if (new Set(ids).size !== ids.length) wrong('a site id stands twice');
  if (sites.filter(({ parent }) => parent === undefined).length !== 1)
    wrong('exactly one site has no parent');
  for (const [index, { id, parent }] of sites.entries())
    if (parent !== undefined && !ids.slice(0, index).includes(parent))
      wrong(`${id}: its parent ${parent} has to stand before it`);
  const usernames = sites.flatMap(({ people }) => people.map(({ username }) => username));
  if (new Set(usernames).size !== usernames.length) wrong('a username stands twice');
  const taken = sites.flatMap((one) => [
    one.http,
    ...Array.from({ length: portsInside(one) }, (_, index) => one.ports + index),
  ]);
  if (new Set(taken).size !== taken.length) wrong('two sites want the same port');
  return parsed.data;
};
