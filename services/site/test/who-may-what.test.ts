import { existsSync } from 'node:fs';
import { audiencesOf, contractRegistry } from '@lienthong/contracts/descriptors';
import { Hierarchy, type Unit } from '@lienthong/domain';
import { authorise, type Principal, type Rule, roles } from '@lienthong/runtime';
import { services } from '../src/index.ts';
import { surface as common } from './surface.ts';
import type { Surface } from './support/surface.ts';

/**
 * Everything that this platform can be asked, by whom: the surfaces of the host and of all declared services. A service without one answers nothing.
 */
const surfaces: Surface[] = [common];
for (const name of services.names) {
  const file = new URL(`../../${name}/test/surface.ts`, import.meta.url);
  if (existsSync(file)) surfaces.push(((await import(file.href)) as { surface: Surface }).surface);
}
const rights = Object.fromEntries(surfaces.flatMap((one) => Object.entries(one.methods)));
const contracts = surfaces.flatMap((one) => Object.entries(one.contracts));
const methods = contracts.flatMap(([service, [definition, table]]) =>
  Object.entries(definition).map(([name, { path }]) => ({
    name: `${service}.${name}`,
    path,
    rule: (table as Record<string, Rule<unknown>>)[name] ?? {},
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
const words = (text: string): string[] => text.split(' ').filter((word) => word !== '');

test('every contract of a declared service has its surface', () => {
  const declared = [...contractRegistry()].flatMap((one) => {
    const [, context = ''] = /^lienthong\.(\w+)\./.exec(one.typeName) ?? [];
    return one.kind === 'service' && ['common', ...services.names].includes(context) ? [one.typeName] : [];
  });
  const mounted = new Set(methods.map(({ path }) => path.split('/')[1]));
  expect(declared.filter((name) => !mounted.has(name))).toEqual([]);
  expect(declared.length).toBeGreaterThan(5);
});

test('every method that exists stands in the table of the surface', () => {
  expect(methods.map(({ name }) => name).sort()).toEqual(Object.keys(rights).sort());
});

describe.each(methods)('$name', ({ name, path, rule }) => {
  const [edge = '', allowed = '', callers = '', bound = ''] = rights[name] ?? [];

  test('is reached from outside by whom the contract says', () => {
    expect([...audiencesOf(path)].sort()).toEqual(words(edge).sort());
  });

  test('is open to these roles and services and to nobody else', () => {
    expect(roles.filter((role) => may(rule, person(role, ['46@0']), about(own)))).toEqual(
      roles.filter((role) => words(allowed).includes(role)),
    );
    expect(services.names.filter((service) => may(rule, { kind: 'service', service }, about(own)))).toEqual(
      services.names.filter((service) => callers === 'any' || words(callers).includes(service)),
    );
  });

  test('invariant 9: the unit asked for decides where the request names one', () => {
    const [role] = roles.filter((one) => words(allowed).includes(one));
    if (role === undefined) return expect(allowed).toBe('');
    const foreign = [
      may(rule, person(role, ['20125@0']), about(own)),
      may(rule, person(role, []), about(own)),
      may(rule, person(role, [own]), about('482@0')),
    ];
    expect(foreign).toEqual(foreign.map(() => bound === ''));
    expect(may(rule, person(role, [own]), about(own))).toBe(bound !== 'top');
  });
});
