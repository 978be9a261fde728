import type { TextMap } from './log-line.ts';

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
