import { trace } from '@opentelemetry/api';
import { type DestinationStream, type Logger, type LoggerOptions, pino } from 'pino';

export type { Logger } from 'pino';

/** What a line tells of an error. */
interface LoggedError {
  type: string;
  message: string;
  code?: string | number;
  stack?: string;
  cause?: LoggedError;
}

const deepestCause = 5;

/**
 * Name, code, message and stack of an error and of what caused it, and nothing else: libraries hang what they worked on to their errors
 * (the database driver whole documents, an HTTP client whole answers), and there persons stand.
 */
export function describeError(error: unknown, depth = 0): LoggedError {
  if (!(error instanceof Error)) return { type: typeof error, message: 'no error object' };
  const { code } = error as { code?: unknown };
  return {
    type: error.name,
    message: error.message,
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    ...(error.stack === undefined ? {} : { stack: error.stack }),
    ...(error.cause === undefined || depth >= deepestCause
      ? {}
      : { cause: describeError(error.cause, depth + 1) }),
  };
}

/**
 * JSON lines, by default on stdout, with the ids of the current trace. Never log a request, a record's value or a person: log codes,
 * ids and counts. The closed list of an error's fields and the redaction are the second line of defence.
 */
export function createLogger(
  service: string,
  site: string,
  level = 'info',
  out: DestinationStream = pino.destination(1),
): Logger {
  const options: LoggerOptions = {
    level,
    base: { service, site },
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: (error: unknown) => describeError(error) },
    redact: {
      paths: [
        'authorization',
        'password',
        'applicant',
        'owner',
        'components',
        '*.applicant',
        '*.owner',
        '*.components',
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
  };
  return pino(options, out);
}
