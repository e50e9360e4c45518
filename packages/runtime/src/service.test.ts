import { defineService, gatherServices, type ServiceDeclaration } from './service.ts';

const app = () => Promise.reject(new Error('nothing runs here'));
const gather = (...declared: Partial<ServiceDeclaration<object>>[]) =>
  gatherServices(declared.map((one) => defineService({ name: 'a', app, ...one })));

test('services start after those that they name, whatever the order in which they are declared', () => {
  const { names } = gather(
    { name: 'gateway', startsAfter: ['onestop', 'directory'] },
    { name: 'onestop', startsAfter: ['directory'] },
    { name: 'directory' },
    { name: 'archive' },
  );
  expect(names).toEqual(['directory', 'onestop', 'gateway', 'archive']);
});

test('a channel has the service that declares it as its producer, and no other has one', () => {
  const services = gather({ name: 'a', channels: ['u2-a', 'd3-a'] }, { name: 'b', channels: ['u2-b'] });
  expect(['u2-a', 'd3-a', 'u2-b', 'u2-c'].map((channel) => services.producerOf(channel))).toEqual([
    'a',
    'a',
    'b',
    undefined,
  ]);
  expect(services.channels).toEqual(['u2-a', 'd3-a', 'u2-b']);
});

const durable = { name: 'reader', filter: 'ev.>' };
test.each([
  ['one name', [{ name: 'a' }, { name: 'a' }], 'two services declare a'],
  ['one channel', [{ channels: ['u2-a'] }, { name: 'b', channels: ['u2-a'] }], 'two services declare u2-a'],
  [
    'one durable',
    [{ durables: [durable] }, { name: 'b', durables: [durable] }],
    'two services declare reader',
  ],
  ['a start after nobody', [{ startsAfter: ['b'] }], 'a starts after b, which no service is called'],
  [
    'a start after each other',
    [{ startsAfter: ['b'] }, { name: 'b', startsAfter: ['a'] }],
    'services start after each other: a, b',
  ],
])('%s twice over or in vain is refused by name', (_what, declared, message) => {
  expect(() => gather(...declared)).toThrow(message);
});

test('who counts has its durables and channels once for each service that contributes', () => {
  const counts = {
    name: 'reporting',
    channels: ['u2-own'],
    forEachContributor: (owner: string) => ({
      durables: [{ name: `reporting-${owner}`, filter: `ev.${owner}.>` }],
      channels: [`u2-${owner}`],
    }),
  };
  const services = gather(counts, { name: 'onestop', contributes: true }, { name: 'directory' });
  expect(services.contributors).toEqual(['onestop']);
  expect(services.durablesOf('reporting')).toEqual([{ name: 'reporting-onestop', filter: 'ev.onestop.>' }]);
  expect(services.producerOf('u2-onestop')).toBe('reporting');
  const later = gatherServices([
    ...services.inOrder,
    defineService({ name: 'documents', contributes: true, app }),
  ]);
  expect(later.durablesOf('reporting').map(({ name }) => name)).toEqual([
    'reporting-onestop',
    'reporting-documents',
  ]);
  expect(later.producerOf('u2-documents')).toBe('reporting');
});
