import { HttpInstrumentation } from "@opentelemetry/instrumentation-http";
import { UndiciInstrumentation } from "@opentelemetry/instrumentation-undici";
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-node";

const exporter = new InMemorySpanExporter();
const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
const instrumentations = [new HttpInstrumentation(), new UndiciInstrumentation()];

export async function start() {
  provider.register();
  for (const instrumentation of instrumentations) {
    instrumentation.setTracerProvider(provider);
    instrumentation.enable();
  }
}

export async function stop() {
  for (const instrumentation of instrumentations) instrumentation.disable();
}

export async function spans() {
  await provider.forceFlush();
  return exporter.getFinishedSpans().length;
}
