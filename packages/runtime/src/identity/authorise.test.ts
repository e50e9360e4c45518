import { Hierarchy, type Unit } from '@lienthong/domain';
import { authorise, type Rule } from './authorise.ts';
import type { CallingService, Role } from './principal.ts';

const unit = (key: string, parent: string): Unit => ({
  key,
  code: key.slice(0, -2),
  name: key,
  kind: 'commune',
  level: 'commune',
  parent,
  validFrom: '',
  validTo: '',
});
const hierarchy = new Hierarchy([unit('46@0', ''), unit('20116@0', '46@0'), unit('20125@0', '46@0')], []);

const exchange = (role?: Role, units: string[] = []): CallingService => ({
  kind: 'service',
  service: 'exchange',
  ...(role && { onBehalfOf: { subject: 'ask:1', roles: [role], units } }),
});
const answerTo = (rule: Rule<{ unit: string }>, caller: CallingService): string => {
  try {
    authorise(rule, caller, { unit: '20116@0' }, hierarchy, '2025-06-30');
    return 'allowed';
  } catch (error) {
    return (error as { code: string }).code;
  }
};

const ofBoth: Rule<{ unit: string }> = {
  roles: ['leader'],
  services: ['exchange'],
  unit: (request) => request.unit,
};

test('a service that acts for somebody may no more than that person, also where it may come for itself', () => {
  expect(answerTo(ofBoth, exchange())).toBe('allowed');
  expect(answerTo(ofBoth, exchange('leader', ['46@0']))).toBe('allowed');
  expect(answerTo(ofBoth, exchange('leader', ['20125@0']))).toBe('UNIT_NOT_ALLOWED');
  expect(answerTo(ofBoth, exchange('clerk', ['20116@0']))).toBe('NOT_ALLOWED');
});

test('what is open to people alone is closed to a service that names nobody', () => {
  const ofPeople: Rule<{ unit: string }> = { roles: ['leader'], unit: (request) => request.unit };
  expect(answerTo(ofPeople, exchange())).toBe('NOT_ALLOWED');
  expect(answerTo(ofPeople, exchange('leader', ['20116@0']))).toBe('allowed');
});

test('what is open to services alone asks for the service, whomever it names', () => {
  const ofServices: Rule<{ unit: string }> = { services: ['exchange'] };
  expect(answerTo(ofServices, exchange('clerk', []))).toBe('allowed');
  expect(answerTo({ services: ['reporting'] }, exchange('leader', ['46@0']))).toBe('NOT_ALLOWED');
});
