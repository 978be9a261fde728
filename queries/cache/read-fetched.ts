import type { FetchedMatrix } from './fetch-matrix.ts';
import { parseMatrix } from './parse-matrix.ts';
import { RANGE_DIALECTS } from './range-dialect.ts';
import type { RangeLanguage } from './range-language.ts';
import type { FlightOutcome } from './range-question.ts';
import type { StepRange } from './step-range.ts';

/** Members that may stand beside the data of a whole answer. Anything else may mean "partial". */
const HARMLESS: ReadonlySet<string> = new Set(['status', 'infos', 'stats']);

/** An answer as a piece. `isFinal` is false when it must not be kept: it warns, or may be partial. */
export function readFetched(
  fetched: FetchedMatrix,
  range: StepRange,
  language: RangeLanguage,
): { readonly outcome: FlightOutcome; readonly isFinal: boolean } {
  if (fetched.kind === 'too_large')
    return { outcome: { kind: 'unusable', reason: 'too_large' }, isFinal: false };
  const { data, beside } = fetched;
  const { filterNotes } = RANGE_DIALECTS[language];
  const infos = filterNotes(beside.infos);
  const warnings = filterNotes(beside.warnings);
  const parsed = parseMatrix(data, range, infos.kept);
  if (parsed.kind === 'unusable') return { outcome: parsed, isFinal: false };
  const outcome = {
    kind: 'piece',
    piece: parsed.piece,
    warnings: warnings.kept,
    droppedNotes: infos.dropped + warnings.dropped,
  } as const;
  const isFinal = Object.entries(beside).every(([name, value]) => isHarmless(name, value));
  return { outcome, isFinal };
}

function isHarmless(name: string, value: unknown): boolean {
  if (name === 'warnings') return Array.isArray(value) && value.length === 0;
  return HARMLESS.has(name) || (name === 'isPartial' && value === false);
}
