import { RE2JS } from 're2js';
import type { TemplateBudget } from '../../../platform/gotemplate/template-budget.ts';
import { TemplateError } from '../../../platform/gotemplate/template-error.ts';
import { regexCost } from '../../regex/regex-cost.ts';

/** Patterns kept compiled; a template holds few, unless it makes them of its lines. */
const MAX_PATTERNS = 64;
/** Compiling one unit of `regexCost` counts as this many steps, matching as one for 16 units of text. */
const STEPS_TO_COMPILE = 10;
const UNITS_PER_STEP = 16;
/** Of `regexCost`, for the least pattern. */
const LEAST_COST = 20;

interface Compiled {
  readonly expression: RE2JS;
  readonly cost: number;
  readonly groups: Readonly<Record<string, number>>;
}

/**
 * Regular expressions that templates apply, in RE2's syntax and in linear time; what they take is
 * counted on the budget of the run.
 */
export class TemplateRegexes {
  readonly #compiled = new Map<string, Compiled>();

  /** @throws TemplateError `error parsing regexp: …`; over the budget */
  matches(pattern: string, text: string, budget: TemplateBudget): boolean {
    return this.#ready(pattern, text, budget).expression.matcher(text).find();
  }

  /** How often a pattern matches, without overlaps. */
  count(pattern: string, text: string, budget: TemplateBudget): number {
    return [...this.#spans(this.#ready(pattern, text, budget), text)].length;
  }

  /**
   * Go's `ReplaceAllString`: `$1`, `${1}`, `${name}`; `$1x` is the group named `1x`.
   * With `isLiteral` dollars mean nothing.
   */
  replace(
    pattern: string,
    text: string,
    replacement: string,
    isLiteral: boolean,
    budget: TemplateBudget,
  ): string {
    const ready = this.#ready(pattern, text, budget);
    const insert = isLiteral || !replacement.includes('$') ? null : replacement;
    let out = '';
    let last = 0;
    for (const groups of this.#spans(ready, text)) {
      const [start = 0, end = 0] = groups;
      out += text.slice(last, start);
      out += insert === null ? replacement : expand(insert, text, groups, ready.groups);
      budget.reserve(out.length);
      last = end;
    }
    return out + text.slice(last);
  }

  #ready(pattern: string, text: string, budget: TemplateBudget): Compiled {
    const known = this.#compiled.get(pattern);
    const cost = known?.cost ?? regexCost(pattern);
    if (known === undefined) budget.spend(cost * STEPS_TO_COMPILE);
    // What any pattern costs to compile does not count again for each character.
    const size = Math.max(1, cost - LEAST_COST);
    budget.spend(Math.ceil((size * (text.length + 1)) / UNITS_PER_STEP));
    return known ?? this.#compile(pattern, cost);
  }

  #compile(pattern: string, cost: number): Compiled {
    let expression: RE2JS;
    try {
      expression = RE2JS.compile(pattern);
    } catch (thrown) {
      // The library reports a malformed pattern by throwing; here that is the template's fault.
      throw new TemplateError(thrown instanceof Error ? thrown.message : String(thrown));
    }
    const compiled = { expression, cost, groups: expression.namedGroups() };
    if (this.#compiled.size >= MAX_PATTERNS) this.#compiled.clear();
    this.#compiled.set(pattern, compiled);
    return compiled;
  }

  /** Starts and ends of each match and its groups; an empty match directly behind one is none. */
  *#spans({ expression }: Compiled, text: string): Generator<readonly number[]> {
    const matcher = expression.matcher(text);
    const count = expression.groupCount();
    let last = -1;
    while (matcher.find()) {
      const spans: number[] = [];
      for (let group = 0; group <= count; group++) {
        spans.push(matcher.start(group), matcher.end(group));
      }
      const [start = 0, end = 0] = spans;
      if (end > last || start > last) yield spans;
      last = end;
    }
  }
}

const REFERENCE = /\$(?:\$|\{([\p{L}\p{Nd}_]+)\}|([\p{L}\p{Nd}_]+))/gu;

/** Go's `Expand`: what refers to no group is the empty text, `$$` a dollar. */
function expand(
  template: string,
  text: string,
  spans: readonly number[],
  groups: Readonly<Record<string, number>>,
): string {
  return template.replace(REFERENCE, (whole, braced?: string, bare?: string) => {
    const name = braced ?? bare;
    if (name === undefined) return whole === '$$' ? '$' : whole;
    const index = /^\d+$/.test(name)
      ? Number(name)
      : Object.hasOwn(groups, name)
        ? groups[name]
        : -1;
    if (index === undefined || index < 0) return '';
    const start = spans[index * 2] ?? -1;
    return start < 0 ? '' : text.slice(start, spans[index * 2 + 1]);
  });
}
