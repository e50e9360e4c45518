import {
  type Attributes,
  type Counter,
  type Histogram,
  type MetricOptions,
  metrics,
  type ObservableCallback,
  type ObservableGauge,
  type UpDownCounter,
} from '@opentelemetry/api';

const meter = () => metrics.getMeter('lienthong');

/** Made at its first use: an instrument that is made before telemetry has started stays dark for ever. */
function atFirstUse<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** A distribution, e.g. of durations in ms. Attributes are few and hold no person and no dossier. */
export function histogram(name: string, options: MetricOptions): Pick<Histogram, 'record'> {
  const instrument = atFirstUse(() => meter().createHistogram(name, options));
  return { record: (value: number, attributes?: Attributes) => instrument().record(value, attributes) };
}

/** A number that only rises, e.g. of failures. */
export function counter(name: string, options: MetricOptions = {}): Pick<Counter, 'add'> {
  const instrument = atFirstUse(() => meter().createCounter(name, options));
  return { add: (value: number, attributes?: Attributes) => instrument().add(value, attributes) };
}

/** A number that goes up and down by steps. */
export function upDownCounter(name: string, options: MetricOptions = {}): Pick<UpDownCounter, 'add'> {
  const instrument = atFirstUse(() => meter().createUpDownCounter(name, options));
  return { add: (value: number, attributes?: Attributes) => instrument().add(value, attributes) };
}

/** What does not answer in this time has no value in this reading, and takes nobody else's. Longer than a request to NATS may take. */
const readWithinMs = 4_000;

/**
 * A number that is asked for when metrics are read.
 * @returns `watch` adds a source and returns what takes it away again.
 */
export function gauge(
  name: string,
  options: MetricOptions,
): { watch(source: ObservableCallback): () => void } {
  const instrument = atFirstUse((): ObservableGauge => meter().createObservableGauge(name, options));
  return {
    watch(source) {
      const inTime: ObservableCallback = (result) => endsWithin(readWithinMs, source(result));
      instrument().addCallback(inTime);
      return () => instrument().removeCallback(inTime);
    },
  };
}

async function endsWithin(milliseconds: number, work: void | Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** The gauges of one reading share one question. */
export function askedOnce<T>(ask: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | undefined;
  return () => {
    asked ??= ask().finally(() => {
      asked = undefined;
    });
    return asked;
  };
}
