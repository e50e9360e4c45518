import { describe, expect, test } from '@jest/globals';
import { ExplainTallyRequest } from '@lienthong/contracts/reporting/v1/reporting';
import { audiencesOf } from '@lienthong/contracts/descriptors';
import { Hierarchy, type Unit } from '@lienthong/domain';
import { authorise, type CallingService, type Principal, type Role, roles } from '@lienthong/runtime';
import { authorisation } from './authorisation.ts';

const today = '2025-06-30';
const unit = (key: string, parent: string, level: Unit['level'], validTo = ''): Unit => ({
  key,
  code: key.split('@')[0] ?? '',
  name: key,
  kind: level,
  level,
  parent,
  validFrom: '',
  validTo,
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

const may = (method: keyof typeof authorisation, principal: Principal, request: object): boolean => {
  try {
    // Each rule reads the unit of its own request; here all of them have one.
    authorise(authorisation[method] as never, principal, request, hierarchy, today);
    return true;
  } catch {
    return false;
  }
};
const methods = Object.keys(authorisation) as (keyof typeof authorisation)[];
const askedBy = (role: Role, ...units: string[]): CallingService => ({
  kind: 'service',
  service: 'exchange',
  onBehalfOf: { subject: 'x', roles: [role], units },
});

describe('who may call what', () => {
  const operators = [
    'compareWithOwner',
    'listUndecided',
    'resolveHistory',
    'listLostFacts',
    'listDecisions',
    'resolveLostFacts',
  ];
  const readers = ['leader', 'district_officer', 'ioc', 'operator', 'integrator'];
  test.each(roles.map((role) => [role]))('a caller above with the role %s', (role) => {
    const allowed = methods.filter((method) => may(method, askedBy(role, '46@0'), { unit: '20116@0' }));
    const wanted = [
      ...(readers.includes(role) ? ['getTally', 'explainTally'] : []),
      ...(role === 'operator' ? operators : []),
    ];
    expect(allowed).toEqual(wanted);
  });

  test.each([
    ['the unit itself', '20116@0', true],
    ['its district', '482@0', true],
    ['its province', '46@0', true],
    ['its neighbour', '20125@0', false],
    ['a unit that is none', 'x', false],
  ])('a caller of %s', (_, top, allowed) => {
    const question = ExplainTallyRequest.create({ unit: '20116@0' });
    expect(may('explainTally', askedBy('leader', top), question)).toBe(allowed);
  });

  test('a service for nobody may ask nothing', () => {
    for (const service of ['exchange', 'operations', 'gateway', 'directory', 'onestop'] as const)
      for (const method of methods)
        expect([service, method, may(method, { kind: 'service', service }, { unit: '20116@0' })]).toEqual([
          service,
          method,
          false,
        ]);
  });

  test('outside the platform people reach what they decide about history, and nothing else', () => {
    const served = [
      'GetTally',
      'ExplainTally',
      'CompareWithOwner',
      'ListUndecided',
      'ResolveHistory',
      'ListLostFacts',
      'ResolveLostFacts',
    ].filter((method) => audiencesOf(`/lienthong.reporting.v1.ReportingService/${method}`).length > 0);
    expect(served).toEqual(['ListUndecided', 'ResolveHistory', 'ListLostFacts', 'ResolveLostFacts']);
  });
});
