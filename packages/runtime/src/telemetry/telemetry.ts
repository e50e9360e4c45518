import { appendFile } from 'node:fs/promises';
import { context, metrics, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { type ExportResult, ExportResultCode, W3CTraceContextPropagator } from '@opentelemetry/core';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  type ReadableSpan,
  type SpanExporter,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import type { SiteConfig } from '../site-config.ts';
import { watchProcess } from './process-metrics.ts';

/** A finished span as one line of a trace file; times in microseconds since 1970. */
export interface SpanLine {
  traceId: string;
  spanId: string;
  parentSpanId: string;
  links: { traceId: string; spanId: string }[];
  name: string;
  service: string;
  site: string;
  startUs: number;
  durationUs: number;
  attributes: Record<string, unknown>;
  error: boolean;
}

const microseconds = ([seconds, nanos]: readonly [number, number]): number => seconds * 1e6 + nanos / 1e3;

/** Writes spans as lines of JSON: what the demonstration's `--trace` reads without a collector. */
function traceFileExporter(file: string, service: string, site: string): SpanExporter {
  const line = (span: ReadableSpan): string => {
    const { traceId, spanId } = span.spanContext();
    const entry: SpanLine = {
      traceId,
      spanId,
      parentSpanId: span.parentSpanContext?.spanId ?? '',
      links: span.links.map((link) => ({ traceId: link.context.traceId, spanId: link.context.spanId })),
      name: span.name,
      service,
      site,
      startUs: microseconds(span.startTime),
      durationUs: microseconds(span.duration),
      attributes: span.attributes,
      error: span.status.code === 2,
    };
    return `${JSON.stringify(entry)}\n`;
  };
  return {
    export(spans: ReadableSpan[], done: (result: ExportResult) => void) {
      appendFile(file, spans.map(line).join('')).then(
        () => done({ code: ExportResultCode.SUCCESS }),
        (error: Error) => done({ code: ExportResultCode.FAILED, error }),
      );
    },
    shutdown: () => Promise.resolve(),
    forceFlush: () => Promise.resolve(),
  };
}

/**
 * Starts traces and metrics of this process once. Instrumentation is by hand ({@link inSpan}): automatic patching of gRPC costs
 * a third of its rate.
 * @returns flushes and stops both.
 */
export function startTelemetry(
  config: Pick<SiteConfig, 'site' | 'telemetry'>,
  service: string,
  metricsAddress = config.telemetry.metrics,
): () => Promise<void> {
  const resource = resourceFromAttributes({ 'service.name': service, 'lienthong.site': config.site });
  const { traceFile, otlpEndpoint, sampling } = config.telemetry;
  const exporters: SpanExporter[] = [];
  if (traceFile !== undefined) exporters.push(traceFileExporter(traceFile, service, config.site));
  if (otlpEndpoint !== undefined) exporters.push(new OTLPTraceExporter({ url: otlpEndpoint }));
  const tracing = new TracerProvider({
    resource,
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(sampling) }),
    spanProcessors: exporters.map(
      (exporter) => new BatchSpanProcessor({ exporter, scheduledDelayMillis: 500 }),
    ),
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  if (exporters.length > 0) trace.setGlobalTracerProvider(tracing);

  const [host, port] = (metricsAddress ?? '').split(':');
  const metering = new MeterProvider({
    resource,
    readers: metricsAddress === undefined ? [] : [new PrometheusExporter({ host, port: Number(port) })],
  });
  metrics.setGlobalMeterProvider(metering);
  const unwatchProcess = metricsAddress === undefined ? () => undefined : watchProcess();
  return async () => {
    unwatchProcess();
    await tracing.forceFlush();
    await tracing.shutdown();
    await metering.shutdown();
  };
}
