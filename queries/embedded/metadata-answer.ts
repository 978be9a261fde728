import type { Form } from '../proxy/form.ts';
import { limitOf, textOf } from './prometheus-parameters.ts';

/** What is known of a metric beside its samples. */
export interface MetricMetadata {
  readonly type: string;
  readonly help: string;
  readonly unit: string;
}

/**
 * `data` of `/api/v1/metadata`: by name of the metric, each different word about it once.
 * @param known of each tenant that is seen
 * @throws QueryFailure `bad_data` for a limit that is none
 */
export function metadataAnswer(
  form: Form,
  known: readonly ReadonlyMap<string, MetricMetadata>[],
): string {
  const wanted = new Set(form.get('metric') ?? []);
  const perMetric = Number(textOf(form, 'limit_per_metric') || '0');
  const found = new Map<string, Map<string, MetricMetadata>>();
  for (const [name, { type, help, unit }] of known.flatMap((one) => [...one])) {
    if (wanted.size > 0 && !wanted.has(name)) continue;
    const words = found.get(name) ?? new Map<string, MetricMetadata>();
    found.set(name, words);
    if (perMetric > 0 && words.size >= perMetric) continue;
    words.set(JSON.stringify([type, help, unit]), { type, help, unit });
  }
  const names = [...found.keys()].sort().slice(0, limitOf(form) ?? undefined);
  const members = names.map((name) => {
    return `${JSON.stringify(name)}:${JSON.stringify([...(found.get(name)?.values() ?? [])])}`;
  });
  return `{${members.join(',')}}`;
}
