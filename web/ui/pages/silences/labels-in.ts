import type { SilenceMatcher } from '../../../contract/silences.ts';

/** Matchers for the labels that an address holds as a JSON object; none for anything else. */
export function labelsIn(text: string | null): readonly SilenceMatcher[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text ?? '{}');
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
  }
  if (typeof parsed !== 'object' || parsed === null) return [];
  return Object.entries(parsed).flatMap(([name, value]: [string, unknown]) =>
    typeof value === 'string' ? [{ name, operator: '=', value } as const] : [],
  );
}
