import type { TableRow } from './table-rows.ts';

/**
 * The rows as CSV (RFC 4180): time and value, then a column for each label that occurs. A text that
 * a spreadsheet would take for a formula gets an apostrophe (OWASP, CSV injection); numbers stay.
 *
 * @example time,value,__name__,job
 */
export function rowsAsCsv(rows: readonly TableRow[]): string {
  const labels = [...new Set(rows.flatMap(({ metric }) => Object.keys(metric)))].toSorted();
  const head = ['time', 'value', ...labels.map(safeText)];
  const lines = rows.map(({ atSeconds, sample, metric }) => [
    timeOf(atSeconds),
    valueText(sample),
    ...labels.map((label) => safeText(Object.hasOwn(metric, label) ? (metric[label] ?? '') : '')),
  ]);
  return [head, ...lines].map((cells) => `${cells.map(quoted).join(',')}\r\n`).join('');
}

/** The rows as a JSON array of `{ time, labels, value }`, values as Prometheus writes them. */
export function rowsAsJson(rows: readonly TableRow[]): string {
  const list = rows.map(({ atSeconds, sample, metric }) => ({
    time: timeOf(atSeconds),
    labels: metric,
    ...(sample.kind === 'value'
      ? { value: sample.text }
      : { histogram: { count: sample.count, sum: sample.sum } }),
  }));
  return JSON.stringify(list, null, 2);
}

function timeOf(atSeconds: number): string {
  return new Date(atSeconds * 1000).toISOString();
}

function valueText(sample: TableRow['sample']): string {
  return sample.kind === 'value'
    ? numberOrSafe(sample.text)
    : `count=${sample.count} sum=${sample.sum}`;
}

function numberOrSafe(text: string): string {
  return /^[+-]?(?:\d|Inf$)/.test(text) ? text : safeText(text);
}

function safeText(text: string): string {
  return /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text;
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
