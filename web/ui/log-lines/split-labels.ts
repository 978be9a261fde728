import type { TextMap } from './text-map.ts';

/**
 * The labels that name a line's stream. Where none is known all count, as the page may know too few.
 */
export function streamOf(labels: TextMap, labelNames: ReadonlySet<string> | undefined): TextMap {
  const { stream } = splitLabels(labels, labelNames);
  return Object.keys(stream).length === 0 ? labels : stream;
}

/**
 * Labels of the stream, and what else a live tail has put among them. Without knowing the names of
 * labels all count as the stream's.
 */
export function splitLabels(
  labels: TextMap,
  labelNames: ReadonlySet<string> | undefined,
): { readonly stream: TextMap; readonly others: TextMap } {
  if (labelNames === undefined) return { stream: labels, others: {} };
  const entries = Object.entries(labels);
  return {
    stream: Object.fromEntries(entries.filter(([name]) => labelNames.has(name))),
    others: Object.fromEntries(entries.filter(([name]) => !labelNames.has(name))),
  };
}
