/** What a variable stands for now. */
export interface VariableValue {
  readonly name: string;
  /** Every value that is chosen; of "all", every option. */
  readonly values: readonly string[];
  /** Their words for people, in the same order; of "all", `['All']`. */
  readonly texts: readonly string[];
  /** The words of each value where `texts` is `['All']`. */
  readonly words?: readonly string[];
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

/**
 * What it is in each panel of a repetition: one value with its own words. One that can have several is
 * still a pattern there; what cannot stays as it is.
 */
export function eachValue(value: VariableValue): readonly VariableValue[] {
  const { name, values, texts, words = texts, isChoice } = value;
  if (!isChoice) return [value];
  return values.map((each, index) => {
    return { name, values: [each], texts: [words[index] ?? each], isChoice, verbatim: null };
  });
}
