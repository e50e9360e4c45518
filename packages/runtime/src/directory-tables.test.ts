import { createDirectoryTables } from './directory-tables.ts';
import { createLogger } from './logger.ts';

type Options = Parameters<typeof createDirectoryTables>[0];

test('a table is not there until the directory was read: whoever asks is told so, and gets nothing empty in its place', () => {
  const tables = createDirectoryTables({
    config: { province: '46' } as Options['config'],
    identity: {} as Options['identity'],
    reach: () => ({ address: '127.0.0.1:1' }),
    businessClock: {} as Options['businessClock'],
    logger: createLogger('test', 'test', 'fatal'),
  });
  const unavailable = expect.objectContaining({ kind: 'unavailable', code: 'SERVICE_UNAVAILABLE' });
  expect(tables.names()).toEqual([]);
  expect(() => tables.table('indicators')).toThrow(unavailable);
  expect(() => tables.hierarchy()).toThrow(unavailable);
  tables.stop();
});
