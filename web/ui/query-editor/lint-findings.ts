import type { ScopeExplanation } from '../../contract/scopes.ts';

/** What is wrong with a query, between two UTF-16 offsets, `to` exclusive. */
export interface Finding {
  readonly from: number;
  readonly to: number;
  readonly severity: 'error' | 'warning';
  readonly message: string;
}

/** Refusals as errors, selectors that can match nothing as warnings; each said once. */
export function findingsOf(explanation: ScopeExplanation, text: string): readonly Finding[] {
  const refusals = [explanation.refusal, ...explanation.parts.map(({ refusal }) => refusal)];
  const errors = refusals.flatMap((refusal): Finding[] =>
    refusal === null
      ? []
      : [{ ...placeOf(refusal.position, text), severity: 'error', message: refusal.message }],
  );
  const warnings = explanation.parts
    .flatMap(({ selectors }) => selectors)
    .flatMap(({ contradiction, position }): Finding[] =>
      contradiction === null
        ? []
        : [{ ...placeOf(position, text), severity: 'warning', message: contradiction }],
    );
  const said = new Set(errors.map(keyOf));
  const all = [...errors, ...warnings.filter((warning) => !said.has(keyOf(warning)))];
  return [...new Map(all.map((finding) => [keyOf(finding), finding])).values()];
}

function keyOf({ from, to, message }: Finding): string {
  return `${from} ${to} ${message}`;
}

/** At least one character, so that there is something to underline, and never outside the text. */
export function placeOf(
  position: { readonly start: number; readonly end: number } | null,
  text: string,
): Pick<Finding, 'from' | 'to'> {
  if (position === null) return { from: 0, to: text.length };
  const from = Math.max(0, Math.min(position.start, text.length - 1));
  return { from, to: Math.min(text.length, Math.max(position.end, from + 1)) };
}
