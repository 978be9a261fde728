import { STREAMS_AT_S } from './loki-streams.ts';

/** A range that holds all of `twoTenantStreams`. */
export const STREAMS_RANGE = { start: String(STREAMS_AT_S - 60), end: String(STREAMS_AT_S + 60) };

export type LokiQuestionForm = Readonly<Record<string, string>>;

/** How a selector is asked for, by path; null: the route takes no selector. */
export const LOKI_QUESTIONS: Readonly<
  Record<string, ((selector: string) => LokiQuestionForm) | null>
> = {
  'loki/api/v1/query': (s) => ({ query: `sum by (secret) (count_over_time(${s}[5m]))` }),
  'loki/api/v1/query_range': (s) => ({ ...STREAMS_RANGE, query: s, limit: '10' }),
  'loki/api/v1/labels': (s) => ({ ...STREAMS_RANGE, query: s }),
  'loki/api/v1/label': (s) => ({ ...STREAMS_RANGE, query: s }),
  'loki/api/v1/label/{name}/values': (s) => ({ ...STREAMS_RANGE, query: s }),
  'loki/api/v1/series': (s) => ({ ...STREAMS_RANGE, match: s, 'match[]': s }),
  'loki/api/v1/index/stats': (s) => ({ ...STREAMS_RANGE, query: s }),
  'loki/api/v1/index/volume': (s) => ({ ...STREAMS_RANGE, query: s, targetLabels: 'secret' }),
  'loki/api/v1/index/volume_range': (s) => ({ ...STREAMS_RANGE, query: s, step: '15s' }),
  'loki/api/v1/patterns': (s) => ({ ...STREAMS_RANGE, query: s, step: '15s' }),
  'loki/api/v1/detected_labels': (s) => ({ ...STREAMS_RANGE, query: s }),
  'loki/api/v1/detected_fields': (s) => ({
    ...STREAMS_RANGE,
    query: `${s} | json`,
    line_limit: '100',
  }),
  'loki/api/v1/detected_field/{name}/values': (s) => ({ ...STREAMS_RANGE, query: s }),
  'loki/api/v1/format_query': null,
  'loki/api/v1/status/buildinfo': null,
  'loki/api/v1/tail': (s) => ({ query: s, start: STREAMS_RANGE.start }),
  'loki/api/v1/push': null,
  'prometheus/api/v1/rules': null,
  'prometheus/api/v1/alerts': null,
  export: (s) => ({ ...STREAMS_RANGE, query: s }),
};
