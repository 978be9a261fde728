import { parsePromql } from '../../queries/promql/parse.ts';
import { selectorsOf } from '../../queries/promql/selectors-of.ts';
import { isRecorded } from './asked-metrics.ts';
import type { KnownRecording } from './known-recordings.data.ts';

/** What can be done about series that a scope lacks. */
export interface NeededRecordings {
  /** With those that they are made of, which come first. */
  readonly rules: readonly KnownRecording[];
  /** Nobody here says how to make them. */
  readonly unknown: readonly string[];
}

/** The rules that make the series of these names, and what those need in turn. */
export function recordingsFor(
  names: readonly string[],
  known: readonly KnownRecording[],
): NeededRecordings {
  const rules: KnownRecording[] = [];
  const unknown: string[] = [];
  const seen = new Set<string>();
  const need = (record: string): void => {
    if (seen.has(record)) return;
    seen.add(record);
    const found = known.filter((one) => one.record === record);
    if (found.length === 0) unknown.push(record);
    for (const name of found.flatMap(readBy)) need(name);
    rules.push(...found);
  };
  for (const name of names) need(name);
  return { rules, unknown };
}

function readBy({ expression }: KnownRecording): readonly string[] {
  const parsed = parsePromql(expression);
  if (parsed.kind === 'error') return [];
  return selectorsOf(parsed.expr).flatMap(({ name }) =>
    typeof name === 'string' && isRecorded(name) ? [name] : [],
  );
}
