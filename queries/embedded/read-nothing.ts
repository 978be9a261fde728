import type { SeriesSource } from '../source/series-source.ts';
import type { StreamSource } from '../source/stream-source.ts';

/** No series at all. */
export const NO_SERIES: SeriesSource = {
  select: () => Promise.resolve([]),
  labelSets: () => Promise.resolve([]),
  labelNames: () => Promise.resolve([]),
  labelValues: () => Promise.resolve([]),
};

/** No stream at all. */
export const NO_STREAMS: StreamSource = {
  select: () => Promise.resolve([]),
  follow: () => () => undefined,
};
