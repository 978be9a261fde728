import { createHash } from 'node:crypto';

/** Everything, the range aside, that an answer depends on. */
export interface RangeSubject {
  /** `Scope.key`: equal only for equal sets of pairs. */
  readonly scopeKey: string;
  readonly clusters: readonly string[];
  /** Which store is asked, and as whom: its URL and its tenancy header, if any. */
  readonly backend: readonly string[];
  readonly language: string;
  /** With the enforced matchers, as it is sent. */
  readonly query: string;
  readonly stepMs: number;
  readonly offsetMs: number;
  /** Parameters that change values. */
  readonly parameters: readonly (readonly [string, string])[];
}

/**
 * The key of an answer: a hash over all parts, each preceded by its length and each list by its
 * count, so that no two subjects give the same text.
 */
export function rangeKey(subject: RangeSubject): string {
  const { scopeKey, clusters, backend, language, query, stepMs, offsetMs, parameters } = subject;
  const lists = [
    [scopeKey, language, query, String(stepMs), String(offsetMs)],
    clusters,
    backend,
    parameters.flat(),
  ];
  let text = '';
  for (const list of lists) {
    text += `${list.length};`;
    for (const part of list) text += `${part.length}:${part}`;
  }
  return createHash('sha256').update(text).digest('base64url');
}
