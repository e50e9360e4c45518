import { expect, test } from '@jest/globals';
import type { Role, Session } from '../api/session.ts';
import { allows } from './needs.ts';

const session = (roles: Role[], services: string[], level = 'commune'): Session => ({
  subject: 's',
  name: 'n',
  title: '',
  roles,
  units: [],
  site: { id: 'a', name: 'A', level },
  homeUnit: { key: '1@0', code: '1', name: 'U', level: 'commune' },
  services,
  demonstration: false,
  businessNow: '2026-01-01T00:00:00Z',
  askedAt: 0,
});
const needs = { roles: ['clerk', 'leader'], services: ['onestop'] } as const;

test('one of the roles is enough, every service is needed', () => {
  expect(allows(session(['leader'], ['onestop', 'reporting']), needs)).toBe(true);
  expect(allows(session(['operator'], ['onestop']), needs)).toBe(false);
  expect(allows(session(['clerk'], ['reporting']), needs)).toBe(false);
});

test('a level is asked for only where it is named', () => {
  const top = { roles: ['operator'], level: 'province' } as const;
  expect(allows(session(['operator'], [], 'district'), top)).toBe(false);
  expect(allows(session(['operator'], [], 'province'), top)).toBe(true);
  expect(allows(session(['operator'], [], 'district'), { roles: ['operator'] })).toBe(true);
});
