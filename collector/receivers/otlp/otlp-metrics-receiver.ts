import type { IngestQuota } from '../ingest-quota.ts';
import { printSeries } from '../print-series.ts';
import type { Receiver, SamplePlace } from '../receiver.ts';
import { refusalText } from '../refusal-text.ts';
import { LabelsCaches, type SeriesLimits } from '../series-labels.ts';
import { MetricSamples } from './metric-samples.ts';
import { exportAnswer, otlpBody, readerOf, statusAnswer } from './otlp-answer.ts';
import { readMetrics } from './otlp-request.ts';
import type { ResourceOptions } from './resource-labels.ts';

export interface OtlpMetricsOptions {
  /** Most bytes of a request once it is uncompressed. */
  readonly maxPlainBytes: number;
  readonly seriesLimits: SeriesLimits;
  readonly resources: ResourceOptions;
  /** Counts samples. */
  readonly quota: IngestQuota;
}

/**
 * OTLP metrics over HTTP (protobuf, JSON), as Prometheus 3 translates them: 200, with what was not
 * taken in `partial_success`; refusals of the whole request are a `google.rpc.Status`.
 * @see https://opentelemetry.io/docs/specs/otlp/#otlphttp
 */
export function createOtlpMetricsReceiver(options: OtlpMetricsOptions): Receiver<SamplePlace> {
  const caches = new LabelsCaches();
  return async (request, place) => {
    try {
      const read = readerOf(request);
      const plain = await otlpBody(request, options.maxPlainBytes);
      const { stamp } = place;
      const samples = new MetricSamples({
        stamp,
        cache: caches.of(stamp),
        limits: options.seriesLimits,
        resources: options.resources,
      });
      for (const resource of readMetrics(plain, read)) samples.addResource(resource);
      await store(samples, place, options.quota);
      const { rejected, dataPoints } = samples;
      const partial = { rejected, message: samples.firstFault ?? '' };
      const tally = { taken: dataPoints - rejected, refused: rejected };
      return exportAnswer(request, 'rejectedDataPoints', partial, tally);
    } catch (thrown) {
      return statusAnswer(request, thrown);
    }
  };
}

async function store(
  samples: MetricSamples,
  place: SamplePlace,
  quota: IngestQuota,
): Promise<void> {
  quota.take(place.tenant, samples.columns.length);
  const batch = samples.columns.toBatch();
  if (batch.times.length > 0) {
    const { refused } = await place.samples.append(batch);
    const ofPoints = refused.filter(({ sample }) => samples.pointsOf([sample]) > 0);
    const [first] = ofPoints;
    if (first !== undefined) {
      const labels = batch.series[batch.refs[first.sample] ?? 0] ?? new Map();
      const points = samples.pointsOf(ofPoints.map(({ sample }) => sample));
      samples.reject(points, `${refusalText(first.kind)} for series ${printSeries(labels)}`);
    }
  }
  place.metadata?.note(samples.metadata);
}
