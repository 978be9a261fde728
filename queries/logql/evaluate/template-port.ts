/** What a template sees of a line. */
export interface TemplateLine {
  readonly line: string;
  /** Unix nanoseconds. */
  readonly timeNs: bigint;
  /** Empty for a label that the line does not have. */
  label(name: string): string;
  readonly labels: Iterable<readonly [string, string]>;
}

export type TemplateOutcome =
  | { readonly kind: 'ok'; readonly text: string }
  | { readonly kind: 'error'; readonly message: string };

/** A template of `line_format` or `label_format`, ready to run. */
export interface LineTemplate {
  run(line: TemplateLine): TemplateOutcome;
}

/**
 * Compiles a template; a wrong one is a value, in the words of Go's text/template.
 * @param name what messages call it: `line` in `line_format`, `label` in `label_format`
 */
export type CompileTemplate = (
  text: string,
  name: 'line' | 'label',
) => LineTemplate | { readonly error: string };
