import { Refusal } from '@lienthong/domain';
import { histogram } from '../../telemetry/instruments.ts';
import type { Interceptor } from '../call.ts';
import { whenOver } from '../when-over.ts';

const callDuration = histogram('lienthong.grpc.server.duration', { unit: 'ms' });

/** How long a call took, a stream until its end, by method and outcome. */
export const measure: Interceptor = (next) => (call) => {
  const started = performance.now();
  return whenOver(
    () => next(call),
    (error) => {
      recordCall(call.method.definition.path, started, error);
    },
  );
};

/** @param error what ended the call; undefined: it was answered. */
export function recordCall(method: string, started: number, error: unknown): void {
  const outcome = error === undefined ? 'ok' : error instanceof Refusal ? error.kind : 'error';
  callDuration.record(performance.now() - started, { method, outcome });
}
