import { audiencesOf } from '@lienthong/contracts/descriptors';
import { OneStopServiceService } from '@lienthong/contracts/onestop/v1/onestop';
import { Hierarchy, Refusal, type Unit } from '@lienthong/domain';
import { authorise, type Principal, type Role, type Rule, roles, type ServiceName } from '@lienthong/runtime';
import { services } from '@lienthong/site';
import { authorisation } from '../src/grpc/authorisation.ts';

const unit = (key: string, parent: string, level: Unit['level'] = 'commune'): Unit => ({
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
  [unit('482@0', '', 'district'), unit('20116@0', '482@0'), unit('20125@0', '482@0')],
  [],
);

type Method = keyof typeof OneStopServiceService;
const methods = Object.keys(OneStopServiceService) as Method[];
const may = (principal: Principal, method: Method, of = '20116@0'): string => {
  try {
    authorise(authorisation[method] as Rule<unknown>, principal, { unit: of }, hierarchy, '2025-06-30');
    return '';
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
};
const person = (role: Role, units = ['20116@0']): Principal => ({
  kind: 'person',
  subject: 'x',
  name: 'X',
  roles: [role],
  units,
});

const reading: Method[] = ['getDossier', 'listDossiers', 'countDossiers', 'listProcedures'];
const puttingRight: Method[] = ['voidDossier', 'correctDossier'];
const work: Method[] = [
  'receiveDossier',
  'handOverDossier',
  'requestSupplement',
  'resumeDossier',
  'finishDossier',
  'returnDossier',
  'withdrawDossier',
];

const allowed: Record<Role, Method[]> = {
  clerk: [...reading, ...puttingRight, ...work],
  leader: [...reading, ...puttingRight],
  district_officer: [],
  ioc: [],
  operator: [],
  integrator: [],
};

test.each(roles)('a %s may do what the table says, and nothing else', (role) => {
  expect(methods.filter((method) => may(person(role), method) === '').sort()).toEqual(
    [...allowed[role]].sort(),
  );
});

test.each(services.names)('the service %s may do nothing for itself', (service: ServiceName) => {
  expect(methods.filter((method) => may({ kind: 'service', service }, method) === '')).toEqual([]);
});

test('a service that acts for a person may do what that person may', () => {
  const acting: Principal = {
    kind: 'service',
    service: 'gateway',
    onBehalfOf: { subject: 'x', roles: ['clerk'], units: ['20116@0'] },
  };
  expect(methods.filter((method) => may(acting, method) === '').sort()).toEqual([...allowed.clerk].sort());
});

test.each(['receiveDossier', 'listDossiers', 'countDossiers', 'listProcedures'] as Method[])(
  'invariant 9: %s for another unit is denied, for a unit below it is not',
  (method) => {
    const role = method === 'receiveDossier' ? 'clerk' : 'leader';
    expect(may(person(role), method, '20125@0')).toBe('UNIT_NOT_ALLOWED');
    expect(may(person(role, ['482@0']), method, '20125@0')).toBe('');
  },
);

test('every method is open to the edge', () => {
  const open = methods.filter((method) => audiencesOf(OneStopServiceService[method].path).length > 0);
  expect(open.sort()).toEqual([...allowed.clerk].sort());
});
