import { AppError } from '../../platform/errors/app-error.ts';
import { compareText } from '../../platform/model/labels.ts';

/** Distinct texts of several answers, sorted as Prometheus sorts them. */
export function mergeTexts(answers: readonly unknown[]): readonly string[] {
  const all = new Set<string>();
  for (const answer of answers)
    for (const text of list(answer)) if (typeof text === 'string') all.add(text);
  return [...all].sort(compareText);
}

/**
 * Label sets of several answers, each with its cluster under `cluster` (where the backend gave none
 * of that name).
 */
export function mergeLabelSets(
  answers: readonly { readonly cluster: string; readonly data: unknown }[],
): readonly Readonly<Record<string, unknown>>[] {
  return answers.flatMap(({ cluster, data }) =>
    list(data).map((labels) => Object.assign(Object.create(null), { cluster }, labels)),
  );
}

function list(answer: unknown): readonly unknown[] {
  if (Array.isArray(answer)) return answer;
  throw new AppError('upstream_failed', 'what the metrics backend answered is not a list');
}
