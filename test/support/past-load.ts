import { remoteWriteBody, type WrittenSeries } from './remote-write-body.ts';

export const PAST_METRIC = 'preview_load_ratio';

export interface PastLoad {
  readonly namespace: string;
  readonly series: number;
  /** Inclusive, Unix milliseconds. */
  readonly startMs: number;
  readonly endMs: number;
  readonly everyMs: number;
}

/**
 * Bodies of remote write 1.0 with series that go up and down between 0 and 1, each in a rhythm and
 * phase of its own; a body holds some of them from beginning to end.
 */
export function* pastLoadBodies(load: PastLoad, seriesPerBody = 100): Generator<Buffer> {
  for (let from = 0; from < load.series; from += seriesPerBody) {
    const count = Math.min(seriesPerBody, load.series - from);
    yield remoteWriteBody(Array.from({ length: count }, (_, at) => seriesOf(load, from + at)));
  }
}

function seriesOf({ namespace, startMs, endMs, everyMs }: PastLoad, number: number): WrittenSeries {
  const samples: [number, number][] = [];
  const periodMs = 3_600_000 * (3 + (number % 7));
  for (let atMs = startMs; atMs <= endMs; atMs += everyMs) {
    const turn = (2 * Math.PI * (atMs + number * 577_000)) / periodMs;
    samples.push([atMs, (1 + Math.sin(turn)) / 2]);
  }
  const labels = { __name__: PAST_METRIC, namespace, pod: `pod-${number}` };
  return { labels, samples };
}

export const WRITE_HEADERS = {
  'content-encoding': 'snappy',
  'content-type': 'application/x-protobuf',
  'x-prometheus-remote-write-version': '0.1.0',
} as const;
