import { existsSync } from 'node:fs';
import { audiencesOf, contractRegistry } from '@lienthong/contracts/descriptors';
import { Hierarchy, type Unit } from '@lienthong/domain';
import {
  authorise,
  deadLetterAuthorisation,
  eventsAuthorisation,
  type Principal,
  type Rule,
  roles,
} from '@lienthong/runtime';
import { services } from '../src/index.ts';

type Table = Readonly<Record<string, Rule<unknown>>>;

/** What stands in `src/grpc/authorisation.ts` of each service, and what every process can be asked for the services that it hosts. */
const tables: Table[] = [eventsAuthorisation, deadLetterAuthorisation] as unknown as Table[];
for (const name of services.names) {
  const file = new URL(`../../${name}/src/grpc/authorisation.ts`, import.meta.url);
  if (!existsSync(file)) continue;
  const exported = Object.values(
    (await import(file.href)) as Record<string, Table | ((unit: string) => Table)>,
  );
  tables.push(...exported.map((one) => (typeof one === 'function' ? one('46') : one)));
}

/** Contracts of this platform, each with the table that names its methods. */
const contracts = [...contractRegistry()].flatMap((one) => {
  const [, context = ''] = /^lienthong\.(\w+)\./.exec(one.typeName) ?? [];
  if (one.kind !== 'service' || !['common', ...services.names].includes(context)) return [];
  const names = one.methods.map(({ localName }) => localName);
  const table = tables.find((its) => Object.keys(its).sort().join() === [...names].sort().join());
  return [
    { contract: one.typeName, names: new Map(one.methods.map((its) => [its.localName, its.name])), table },
  ];
});
const methods = contracts.flatMap(({ contract, names, table }) =>
  [...names].map(([name, inPath]) => ({
    contract,
    name,
    path: `/${contract}/${inPath}`,
    rule: table?.[name] ?? {},
  })),
);

const unit = (key: string, parent: string, level: Unit['level']): Unit => ({
  key,
  code: key.slice(0, -2),
  name: key,
  kind: level,
  level,
  parent,
  validFrom: '',
  validTo: '',
});
const hierarchy = new Hierarchy(
  [
    unit('46@0', '', 'province'),
    unit('482@0', '46@0', 'district'),
    unit('20116@0', '482@0', 'commune'),
    unit('20125@0', '482@0', 'commune'),
  ],
  [],
);
const own = '20116@0';
/** A request that names the unit wherever one may stand. */
const about = (key: string) => ({ unit: key, selection: { unit: key }, key: { unit: key } });
const may = (rule: Rule<unknown>, principal: Principal, request: object): boolean => {
  try {
    authorise(rule, principal, request, hierarchy, '2025-06-30');
    return true;
  } catch {
    return false;
  }
};
const person = (role: (typeof roles)[number], units: string[]): Principal => ({
  kind: 'person',
  subject: 'x',
  name: 'X',
  roles: [role],
  units,
});

/** By asking: which roles may for the whole province, and which services for themselves. */
const rolesOf = (rule: Rule<unknown>) =>
  roles.filter((role) => may(rule, person(role, ['46@0']), about(own)));
const callersOf = (rule: Rule<unknown>) =>
  services.names.filter((service) => may(rule, { kind: 'service', service }, about(own)));

/** Which unit a person may ask about: one below their own, the top's alone, or the table does not say (the handler may). */
function boundOf(rule: Rule<unknown>): string {
  const [role] = rolesOf(rule);
  if (role === undefined) return 'nobody';
  const foreign = [
    may(rule, person(role, ['20125@0']), about(own)),
    may(rule, person(role, []), about(own)),
    may(rule, person(role, [own]), about('482@0')),
  ];
  if (foreign.every(Boolean)) return 'not by the table';
  if (foreign.some(Boolean)) return 'some foreign units';
  return may(rule, person(role, [own]), about(own)) ? 'own subtree' : 'the top alone';
}

const inWords = (names: readonly string[], all: readonly string[]): string =>
  names.length === all.length ? 'all' : names.join(' ') || 'none';

test('every contract of a declared service has its authorisation table, and no table is of nothing', () => {
  expect(contracts.filter(({ table }) => !table).map(({ contract }) => contract)).toEqual([]);
  expect(tables.filter((one) => !contracts.some(({ table }) => table === one))).toEqual([]);
  expect(contracts.length).toBeGreaterThan(5);
});

// A change of what follows is a change of rights and is read as one.
test.each(contracts)('who may ask what of $contract', ({ contract }) => {
  const rights = methods
    .filter((method) => method.contract === contract)
    .map(({ name, path, rule }) => [
      name,
      `from outside: ${audiencesOf(path).join(' ') || 'nobody'}`,
      `roles: ${inWords(rolesOf(rule), roles)}`,
      `services: ${inWords(callersOf(rule), services.names)}`,
      `unit: ${boundOf(rule)}`,
    ])
    .map((cells) => cells.join(' | '));
  expect(rights).toMatchSnapshot();
});

test.each(methods)('invariant 9: $name of $contract is bound to a unit wholly or not at all', ({ rule }) => {
  expect(boundOf(rule)).not.toBe('some foreign units');
});
