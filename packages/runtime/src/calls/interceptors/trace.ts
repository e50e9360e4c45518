import { SpanKind } from '@opentelemetry/api';
import { contextOf, inSpan } from '../../telemetry/spans.ts';
import type { Interceptor } from '../call.ts';

/** A span until the answer is there. A stream may last for days: its span ends when it has been opened. */
export const trace: Interceptor = (next) => (call) =>
  inSpan(
    call.method.definition.path.slice(1),
    { kind: SpanKind.SERVER, parent: contextOf(call.incoming.traceparent) },
    () => next(call),
  );
