/** What a variable stands for now. */
export interface VariableValue {
  readonly name: string;
  /** Every value that is chosen; of "all", every option. */
  readonly values: readonly string[];
  /** Their words for people, in the same order; of "all", `['All']`. */
  readonly texts: readonly string[];
  /** True for one that can have several: it becomes a pattern in queries. */
  readonly isChoice: boolean;
  /**
   * Text of the dashboard's author that goes into queries unchanged (a constant, or what "all"
   * becomes); null for values, which are quoted.
   */
  readonly verbatim: string | null;
}

/** By name. */
export type VariableValues = ReadonlyMap<string, VariableValue>;

/** A value that one panel of a repetition has. */
export function singleValue(name: string, value: string, text = value): VariableValue {
  return { name, values: [value], texts: [text], isChoice: true, verbatim: null };
}
