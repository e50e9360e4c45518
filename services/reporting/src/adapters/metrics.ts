import { metrics } from '@opentelemetry/api';

/** What an operator's alarm looks at; no unit, no dossier in a label. */
export interface Watched {
  /** Days whose tally waits to be written. */
  dirtyDays: () => number;
  /** Tallies that exchange is not known to hold. */
  unput: () => number;
  /** Machine milliseconds since exchange last took or answered something; 0: it does. */
  exchangeFailingMs: () => number;
}

export function observe(watched: Watched): void {
  const meter = metrics.getMeter('lienthong');
  const gauge = (name: string, read: () => number): void =>
    meter
      .createObservableGauge(`lienthong.reporting.${name}`)
      .addCallback((result) => result.observe(read()));
  gauge('dirty_days', watched.dirtyDays);
  gauge('unput_tallies', watched.unput);
  gauge('exchange_failing_ms', watched.exchangeFailingMs);
}
