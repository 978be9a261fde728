import type { DataFrame } from '@grafana/data';
import { textOf } from '../../import/read-json.ts';
import { compilePattern, occurs } from '../run-pattern.ts';
import type { OwnStep } from './own-step.ts';

/** `filterByRefId`: the frames of the queries that are named. */
export const filterByRefId: OwnStep = (_, frames, { include, exclude }) => {
  const isIncluded = refIdTest(textOf(include));
  const isExcluded = refIdTest(textOf(exclude));
  if (isIncluded === null && isExcluded === null) return frames;
  return frames.filter(
    (frame) => !(isExcluded?.(frame) ?? false) && (isIncluded === null || isIncluded(frame)),
  );
};

/**
 * A name, several with `|` between them, or `/pattern/` run as RE2; null for nothing. A frame that was
 * joined of several has a name such as `joinByField-A-B`, as in Grafana.
 */
export function refIdTest(wanted: string): ((frame: DataFrame) => boolean) | null {
  if (wanted === '') return null;
  if (!wanted.startsWith('/')) {
    const names = new Set([wanted, ...wanted.split('|')]);
    return ({ refId = '' }) => names.has(refId);
  }
  const compiled = compilePattern(wanted);
  if (compiled.kind === 'refused') throw new Error(compiled.message);
  return ({ refId = '' }) => refId === wanted || occurs(compiled.expression, refId);
}
