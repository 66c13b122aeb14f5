import { SpanStatusCode, trace } from '@opentelemetry/api';

/** Spans go nowhere until somebody loads an OpenTelemetry SDK before us (`NODE_OPTIONS=--import …`). */
const tracer = trace.getTracer('wirewatch');

/** Does one job in a span of its own. `id` names what it works on: a feed, a story, a destination. */
export function spanned(kind: string, id: string, work: () => Promise<void>): Promise<void> {
  return tracer.startActiveSpan(`wirewatch ${kind}`, { attributes: { 'wirewatch.id': id } }, async (span) => {
    try {
      await work();
    } catch (error) {
      span.recordException(error instanceof Error ? error : String(error));
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
}
