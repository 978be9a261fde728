/** Series of the mock: a slow wave with a gap, one per job. */
const JOBS = ['checkout', 'cart', 'search', 'payments', 'gateway'] as const;
const METADATA = {
  http_requests_total: ['counter', 'Requests that were answered, by code and method.'],
  http_request_duration_seconds: ['histogram', 'How long requests took from first to last byte.'],
  node_filesystem_avail_bytes: ['gauge', 'Filesystem space available to non-root users in bytes.'],
  node_memory_MemAvailable_bytes: ['gauge', 'Memory information field MemAvailable_bytes.'],
  process_cpu_seconds_total: ['counter', 'Total user and system CPU time spent in seconds.'],
} as const;
const METRICS = Object.entries(METADATA)
  .flatMap(([name, [type]]) =>
    type === 'histogram' ? [`${name}_bucket`, `${name}_count`, `${name}_sum`] : [name],
  )
  .concat('up');

const success = (data: unknown, warnings: readonly string[] = []) =>
  Response.json({ status: 'success', data, ...(warnings.length > 0 ? { warnings } : {}) });
const failure = (status: number, errorType: string, error: string) =>
  Response.json({ status: 'error', errorType, error }, { status });

/**
 * Answers the scoped Prometheus API. Sentinels in the query: `parse_error` (400),
 * `several_clusters` (422), `slow_error` (504), `no_series` (empty), `with_warning`, `many_series` (60).
 * @param path below `/scopes/{scope}/prometheus/api/v1/`
 */
export function answerPrometheus(
  path: string,
  parameters: URLSearchParams,
  nowMs: number,
): Response {
  if (path === 'labels') return success(['__name__', 'code', 'instance', 'job', 'namespace']);
  if (path === 'metadata') {
    const facts = Object.entries(METADATA).map(([name, [type, help]]) => [
      name,
      [{ type, help, unit: '' }],
    ]);
    return success(Object.fromEntries(facts));
  }
  const label = /^label\/(.+)\/values$/.exec(path)?.[1];
  if (label !== undefined) return success(label === '__name__' ? METRICS : JOBS);
  if (path === 'series') return success(JOBS.map((job) => ({ __name__: METRICS[0], job })));
  if (path !== 'query' && path !== 'query_range') return failure(404, 'not_found', 'no such path');
  const query = parameters.get('query') ?? '';
  if (query.includes('parse_error')) {
    return failure(
      400,
      'bad_data',
      'invalid parameter "query": 1:12: parse error: unexpected end of input',
    );
  }
  if (query.includes('several_clusters')) {
    return failure(422, 'execution', 'the namespaces of this scope differ by cluster');
  }
  if (query.includes('slow_error'))
    return failure(504, 'timeout', 'query timed out in expression evaluation');
  const warnings = query.includes('with_warning')
    ? ['metric might not be a counter, name does not end in _total']
    : [];
  if (path === 'query')
    return success({ resultType: 'vector', result: vectorOf(query, nowMs) }, warnings);
  return success({ resultType: 'matrix', result: matrixOf(query, parameters) }, warnings);
}

function labelSets(query: string): readonly Record<string, string>[] {
  if (query.includes('no_series')) return [];
  if (query.includes('many_series')) {
    return Array.from({ length: 60 }, (_, index) => ({
      instance: `host-${index}:9100`,
      job: 'node',
    }));
  }
  return JOBS.map((job) => ({ job, namespace: 'shop-prod' }));
}

/** One value of a series at a second; undefined inside its gap. */
function valueAt(query: string, index: number, second: number): number | undefined {
  const isGap = index === 1 && second % 3600 > 1500 && second % 3600 < 1900;
  if (isGap) return undefined;
  const scale = /bytes/.test(query) ? 3e9 : /seconds/.test(query) ? 0.4 : 1;
  const wave = Math.sin(second / 700 + index) * 0.25 + Math.sin(second / 97 + index * 2) * 0.06;
  return scale * (0.35 + index * 0.12 + wave);
}

function vectorOf(query: string, nowMs: number): readonly unknown[] {
  const second = nowMs / 1000;
  return labelSets(query).map((metric, index) => ({
    metric,
    value: [second, String(valueAt(query, index, second) ?? 0)],
  }));
}

function matrixOf(query: string, parameters: URLSearchParams): readonly unknown[] {
  const [start, end, step] = ['start', 'end', 'step'].map((name) => Number(parameters.get(name)));
  if (start === undefined || end === undefined || step === undefined || !(step > 0)) return [];
  return labelSets(query).map((metric, index) => {
    const values: [number, string][] = [];
    for (let second = start; second <= end; second += step) {
      const value = valueAt(query, index, second);
      if (value !== undefined) values.push([second, String(value)]);
    }
    return { metric, values };
  });
}
