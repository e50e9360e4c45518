import { type Principal, subjectOf } from './principal.ts';

const person = { subject: 'lan', roles: [], units: [] };

test.each<[string, Principal]>([
  ['lan', { kind: 'person', name: 'Lan', ...person }],
  ['lan', { kind: 'service', service: 'onestop', onBehalfOf: person }],
  ['portal', { kind: 'system', subject: 'portal', roles: [], units: [] }],
  ['service:onestop', { kind: 'service', service: 'onestop' }],
])('%s is kept as who acted', (subject, principal) => {
  expect(subjectOf(principal)).toBe(subject);
});
