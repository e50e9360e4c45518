import { audiencesOf, findMethod } from './descriptors.ts';

test('only methods that carry the edge option are open outside', () => {
  expect(audiencesOf('/lienthong.onestop.v1.OneStopService/ReceiveDossier')).toEqual(['browser']);
  expect(audiencesOf('/lienthong.operations.v1.OperationsService/QueryRollup')).toEqual([
    'browser',
    'integrator',
  ]);
  expect(audiencesOf('/lienthong.common.v1.EventsService/ReadEvents')).toEqual([]);
  expect(audiencesOf('/nobody/knows')).toEqual([]);
});

test('a method is found by its path', () => {
  expect(findMethod('/lienthong.operations.v1.OperationsService/WatchRollup')?.methodKind).toBe(
    'server_streaming',
  );
});
