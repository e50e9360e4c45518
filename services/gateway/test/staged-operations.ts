import {
  ExplainNumberResponse,
  OperationsServiceService,
  type WatchRollupRequest,
  WatchRollupResponse,
} from '@lienthong/contracts/operations/v1/operations';
import { Refusal } from '@lienthong/domain';
import { type CallContext, type CreateApp } from '@lienthong/runtime';

export type Watch = (request: WatchRollupRequest, call: CallContext) => AsyncIterable<WatchRollupResponse>;

/** `operations` as a service of the site, whose stream a test directs. */
export function stageOperations(stage: { watch: Watch }): CreateApp {
  const absent = async (): Promise<never> => {
    throw new Refusal('precondition', 'NOT_STAGED', 'the test does not stage this');
  };
  return async (context) => {
    const tables = context.directory();
    const rule = { roles: ['ioc', 'integrator'] } as const;
    return {
      service: 'operations',
      mount: (server) =>
        server.mount(
          OperationsServiceService,
          {
            listIndicators: absent,
            queryRollup: absent,
            listFreshness: absent,
            explainNumber: (_request, call) =>
              new Promise((resolve) => {
                call.signal.addEventListener('abort', () => resolve(ExplainNumberResponse.create()));
              }),
            watchRollup: (request, call) => stage.watch(request, call),
          },
          {
            listIndicators: rule,
            queryRollup: rule,
            watchRollup: rule,
            listFreshness: rule,
            explainNumber: rule,
          },
          tables,
        ),
      start: () => tables.start(),
      stop: async () => undefined,
    };
  };
}

/** A response with its token and one row. */
export function update(token: string, value = 0, filler = ''): WatchRollupResponse {
  return WatchRollupResponse.fromPartial({
    token,
    rows: [{ unit: '46@0', unitName: filler, indicator: 'pending', value }],
  });
}
