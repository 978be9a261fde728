import type { ShownLine } from '../../model/panel-views.ts';

/** What of a line is compared, by Grafana's `dedupStrategy`: instants never count, then no digits, no words. */
const LEFT_OUT: ReadonlyMap<string, RegExp> = new Map([
  ['exact', /\d{4}-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-6]\d[,.]\d+(?:[+-][0-2]\d:[0-5]\d|Z)?/g],
  ['numbers', /\d/g],
  ['signature', /\w/g],
]);

/** The first of neighbours that are the same by a strategy, with how many follow it. */
export function withoutRepeats(
  lines: readonly ShownLine[],
  strategy: string,
): readonly ShownLine[] {
  const leftOut = LEFT_OUT.get(strategy);
  if (leftOut === undefined) return lines;
  const kept: ShownLine[] = [];
  let last: string | undefined;
  for (const line of lines) {
    const compared = line.text.replaceAll(leftOut, '');
    const first = kept.at(-1);
    if (first !== undefined && compared === last) {
      kept[kept.length - 1] = { ...first, repeats: first.repeats + 1 };
    } else {
      kept.push(line);
      last = compared;
    }
  }
  return kept;
}
