import { settings, timingOf } from './config.ts';
import { standardTiming } from './domain/timing.ts';

test('a site that is configured without paces keeps those that the protocol was tried with', () => {
  expect(timingOf(settings.parse({}))).toEqual(standardTiming);
});
