import { BUILTINS } from './builtins.ts';
import type { FunctionLookup } from './compile-call.ts';
import { compileNodes } from './compile-nodes.ts';
import type { GoValue } from './go-value.ts';
import { parseTemplate } from './parse-template.ts';
import { DEFAULT_LIMITS, type TemplateLimits } from './template-budget.ts';
import { TemplateError } from './template-error.ts';
import { define, type FunctionSet } from './template-function.ts';
import { type TemplateProgram, TemplateRun } from './template-run.ts';

export interface TemplateOptions {
  /** Functions besides Go's own; one of the same name replaces it. */
  readonly functions: FunctionSet;
  /**
   * What a missing key of a map gives: `zero`, the zero value of the map's elements (an empty text
   * for labels), or `default`, no value, which prints as `<no value>`.
   */
  readonly missingKey: 'zero' | 'default';
  /** Defaults: `DEFAULT_LIMITS`. */
  readonly limits?: Partial<TemplateLimits>;
  /** Name of a function `(template name, dot)` that answers what a template prints. */
  readonly include?: string;
  /**
   * Neutralises what actions print; the text of the template itself is left as it is. Functions and
   * comparisons see values as they are, so that no function can undo it.
   */
  readonly escape?: (text: string) => string;
}

/** A text, or why there is none, in Go's words. */
export type TemplateOutcome =
  | { readonly kind: 'ok'; readonly text: string }
  | { readonly kind: 'error'; readonly message: string };

/** A parsed template; it may run any number of times. */
export interface GoTemplate {
  readonly kind: 'template';
  /** Runs within the limits. What functions throw besides `TemplateError` passes through. */
  run(dot: GoValue): TemplateOutcome;
}

/**
 * Parses a Go text/template, with the semantics and messages of Go 1.24.
 *
 * @param name as messages show it
 * @example
 * const template = compileTemplate('line', '{{.app}} {{.level | printf "%5s"}}', options);
 * if (template.kind === 'template') template.run(stringMap(labels));
 */
export function compileTemplate(
  name: string,
  text: string,
  options: TemplateOptions,
): GoTemplate | { readonly kind: 'error'; readonly message: string } {
  const functions = lookupOf(options);
  try {
    const bodies = parseTemplate(name, text, (word) => functions.get(word) !== undefined);
    const program: TemplateProgram = {
      name,
      text,
      bodies: new Map(),
      missingIsZero: options.missingKey === 'zero',
      limits: { ...DEFAULT_LIMITS, ...options.limits },
      escape: options.escape ?? null,
    };
    for (const { name: own, nodes, slots } of bodies.values()) {
      program.bodies.set(own, { execute: compileNodes(nodes, functions), slots });
    }
    return { kind: 'template', run: (dot) => runProgram(program, dot) };
  } catch (thrown) {
    if (!(thrown instanceof TemplateError)) throw thrown;
    return { kind: 'error', message: thrown.message };
  }
}

function runProgram(program: TemplateProgram, dot: GoValue): TemplateOutcome {
  const run = new TemplateRun(program, START);
  try {
    run.callTemplate(program.name, dot);
    return { kind: 'ok', text: run.out };
  } catch (thrown) {
    if (!(thrown instanceof TemplateError)) throw thrown;
    return { kind: 'error', message: run.locate(thrown).message };
  }
}

const START = { at: 0, text: '' };

function lookupOf({ functions, include: given }: TemplateOptions): FunctionLookup {
  const include = given ?? null;
  return {
    get: (name) => {
      if (name === include) return INCLUDE;
      return functions.get(name) ?? BUILTINS.get(name);
    },
    isBuiltin: (name) => !functions.has(name) && BUILTINS.has(name),
    include,
  };
}

/** Tells what its arguments are; the evaluator itself runs the template. */
const INCLUDE = define(['string', 'any'], ([name]) => name);
