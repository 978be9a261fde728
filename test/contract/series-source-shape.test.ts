import { expectTypeOf, it } from 'vitest';
import type { MetricStore } from '../../collector/metrics/metric-store.ts';
import type { MetricStores } from '../../collector/metrics/metric-stores.ts';
import type { SampleSink } from '../../collector/model/sample-batch.ts';
import type { SeriesSource } from '../../queries/source/series-source.ts';

it('a metric store fits the ports it is made for', () => {
  expectTypeOf<MetricStore>().toExtend<SeriesSource>();
  expectTypeOf<MetricStore>().toExtend<SampleSink>();
  expectTypeOf<ReturnType<MetricStores['sourceOf']>>().toExtend<SeriesSource>();
});
