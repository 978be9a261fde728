import type { BinaryOp } from '../ast.ts';
import type { LabelSet } from './label-set.ts';
import { emptySeries, type Series, withValues } from './series.ts';

/** `and`, `or`, `unless`: samples stay or go by whether the other side has one of the same signature. */
export function combineSets(
  op: BinaryOp,
  left: readonly Series[],
  right: readonly Series[],
  signatureOf: (labels: LabelSet) => string,
): readonly Series[] {
  const presence = presenceOf(op === 'or' ? left : right, signatureOf);
  if (op === 'or') return union(left, masked(right, presence, signatureOf, false));
  return withValues(masked(left, presence, signatureOf, op === 'and'));
}

/** For each signature: at which steps there is a sample. */
function presenceOf(
  series: readonly Series[],
  signatureOf: (labels: LabelSet) => string,
): ReadonlyMap<string, Uint8Array> {
  const presence = new Map<string, Uint8Array>();
  for (const { labels, has } of series) {
    const signature = signatureOf(labels);
    const known = presence.get(signature);
    if (known === undefined) presence.set(signature, has.slice());
    else for (let k = 0; k < has.length; k++) if (has[k] === 1) known[k] = 1;
  }
  return presence;
}

/** The samples whose signature is present at their step, or is not. */
function masked(
  series: readonly Series[],
  presence: ReadonlyMap<string, Uint8Array>,
  signatureOf: (labels: LabelSet) => string,
  isPresent: boolean,
): readonly Series[] {
  return series.map(({ labels, values, has }) => {
    const others = presence.get(signatureOf(labels));
    const kept = has.map((own, k) =>
      own === 1 && ((others?.[k] ?? 0) === 1) === isPresent ? 1 : 0,
    );
    return { labels, values, has: kept };
  });
}

/** Series of equal labels become one; at no step do both have a sample of the same signature. */
function union(left: readonly Series[], right: readonly Series[]): readonly Series[] {
  const results = new Map<string, Series>();
  for (const { labels, values, has } of [...left, ...right]) {
    const result = results.get(labels.key) ?? emptySeries(labels, values.length);
    results.set(labels.key, result);
    for (let k = 0; k < has.length; k++) {
      if (has[k] === 0) continue;
      result.has[k] = 1;
      result.values[k] = values[k] ?? 0;
    }
  }
  return withValues([...results.values()]);
}
