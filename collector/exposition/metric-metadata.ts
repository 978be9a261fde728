/** Types of the formats; `unknown` is also the text format's `untyped`. */
export type MetricType =
  | 'counter'
  | 'gauge'
  | 'histogram'
  | 'gaugehistogram'
  | 'summary'
  | 'info'
  | 'stateset'
  | 'unknown';

/** What a target says of a metric family; texts are empty where it says nothing. */
export interface MetricMetadata {
  /** Name of the family, e.g. `http_requests`. */
  readonly metric: string;
  readonly type: MetricType;
  readonly help: string;
  readonly unit: string;
}

/** One `# HELP`, `# TYPE` or `# UNIT` line. */
export type MetadataLine =
  | { readonly kind: 'help' | 'unit'; readonly metric: string; readonly text: string }
  | { readonly kind: 'type'; readonly metric: string; readonly type: MetricType };

/** The lines of one exposition by family; of lines that say the same thing twice the last counts. */
export function collectMetadata(lines: Iterable<MetadataLine>): readonly MetricMetadata[] {
  const families = new Map<string, MetricMetadata>();
  for (const line of lines) {
    const { metric } = line;
    const before = families.get(metric) ?? { metric, type: 'unknown', help: '', unit: '' };
    families.set(metric, withLine(before, line));
  }
  return [...families.values()];
}

function withLine(before: MetricMetadata, line: MetadataLine): MetricMetadata {
  if (line.kind === 'type') return { ...before, type: line.type };
  return { ...before, [line.kind]: line.text };
}
