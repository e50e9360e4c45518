import { trace } from '@opentelemetry/api';
import { type Logger, pino } from 'pino';

export type { Logger } from 'pino';

/**
 * JSON lines on stdout, with the ids of the current trace. Never log a request, a record's value or a person: log codes, ids and
 * counts. The redaction is the second line of defence.
 */
export function createLogger(service: string, site: string, level = 'info'): Logger {
  return pino({
    level,
    base: { service, site },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: [
        'authorization',
        'password',
        'applicant',
        '*.applicant',
        '*.authorization',
        '*.password',
        '*.phone',
        '*.identityNumber',
      ],
      censor: '[kept out]',
    },
    mixin: () => {
      const context = trace.getActiveSpan()?.spanContext();
      return context ? { trace_id: context.traceId, span_id: context.spanId } : {};
    },
  });
}
