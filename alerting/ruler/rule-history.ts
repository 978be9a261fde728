/** One evaluation of a rule, as it is kept for people to look at. */
export interface EvaluationRecord {
  readonly query: string;
  /** Instant that was asked about, Unix milliseconds. */
  readonly atMs: number;
  readonly startedAtMs: number;
  readonly durationMs: number;
  /** How many samples the source read for it; null where it does not say. */
  readonly samplesRead: number | null;
  /** Elements of the result. */
  readonly results: number;
  readonly error: string | null;
  /** The error is that the source could not be asked. */
  readonly isUnavailable: boolean;
  /** Of the source, and texts that could not be expanded. */
  readonly warnings: readonly string[];
}

const MAX_WARNINGS = 10;
const MAX_TEXT = 500;

/** The last evaluations of a rule, newest first; each with bounded texts. */
export class RuleHistory {
  readonly #keep: number;
  #records: readonly EvaluationRecord[] = [];

  constructor(keep: number) {
    this.#keep = keep;
  }

  get records(): readonly EvaluationRecord[] {
    return this.#records;
  }

  add(record: EvaluationRecord): void {
    const warnings = record.warnings.slice(0, MAX_WARNINGS).map(cut);
    const error = record.error === null ? null : cut(record.error);
    this.#records = [{ ...record, warnings, error }, ...this.#records].slice(0, this.#keep);
  }
}

function cut(text: string): string {
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
}
