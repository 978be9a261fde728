import {
  compileTemplate,
  type TemplateOutcome,
} from '../../../platform/gotemplate/compile-template.ts';
import type { GoMap, TemplateFunction } from '../../../platform/gotemplate/go-value.ts';
import type { TemplateLimits } from '../../../platform/gotemplate/template-budget.ts';
import { TemplateError } from '../../../platform/gotemplate/template-error.ts';
import { define, type FunctionSet } from '../../../platform/gotemplate/template-function.ts';
import { dateFunctions } from './date-functions.ts';
import { GoTime } from './go-time.ts';
import { NUMBER_FUNCTIONS } from './number-functions.ts';
import { TemplateRegexes } from './template-regex.ts';
import { TEXT_FUNCTIONS } from './text-functions.ts';

/** A line as the stage finds it. */
export interface TemplateLine {
  readonly line: string;
  /** Unix nanoseconds. */
  readonly timeNs: bigint;
  /** The empty text where there is no such label. */
  label(name: string): string;
  /** All of them; asked for only by templates that use the dot as a whole. */
  readonly labels: Iterable<readonly [string, string]>;
}

/** A template of `line_format` or `label_format`. */
export interface LineTemplate {
  /** One line at a time: not to be called from within itself. */
  run(line: TemplateLine): TemplateOutcome;
}

/** What one line may take: some tens of milliseconds at the worst; a line is 256 KB at most. */
const LIMITS: TemplateLimits = { maxOutput: 1_048_576, maxSteps: 100_000, maxDepth: 50 };

/**
 * Compiles a template of `line_format` or `label_format` with Loki's functions. A label that is not
 * there is the empty text.
 *
 * @param name what messages call it: `line` in `line_format`, `label` in `label_format`
 * @param nowNs Unix nanoseconds, for the function `now`; without it that function fails
 * @example compileLineTemplate('{{.app | ToUpper}} {{__line__}}')
 */
export function compileLineTemplate(
  text: string,
  name: 'line' | 'label' = 'line',
  nowNs: () => bigint = noClock,
): LineTemplate | { readonly error: string } {
  const current = new CurrentLine();
  const functions = functionsFor(current, nowNs);
  const settings = { functions, missingKey: 'zero', limits: LIMITS } as const;
  const template = compileTemplate(name, text, settings);
  if (template.kind === 'error') return { error: template.message };
  return {
    run: (line) => {
      current.line = line;
      return template.run(current);
    },
  };
}

function noClock(): bigint {
  throw new TemplateError('the time is not known here');
}

const NO_LINE: TemplateLine = { line: '', timeNs: 0n, label: () => '', labels: [] };

/** The dot: the labels of the line that the template runs on. */
class CurrentLine implements GoMap {
  readonly kind = 'map';
  readonly typeName = 'map[string]string';
  readonly zero = '';
  line: TemplateLine = NO_LINE;

  get(key: string): string {
    return this.line.label(key);
  }

  keys(): Iterable<string> {
    return [...this.line.labels].map(([name]) => name);
  }
}

function functionsFor(current: CurrentLine, nowNs: () => bigint): FunctionSet {
  const regexes = new TemplateRegexes();
  return new Map<string, TemplateFunction>([
    ...TEXT_FUNCTIONS,
    ...NUMBER_FUNCTIONS,
    ...dateFunctions(nowNs),
    ['__line__', define([], () => current.line.line)],
    ['__timestamp__', define([], () => new GoTime(current.line.timeNs))],
    [
      'regexReplaceAll',
      define(['string', 'string', 'string'], ([pattern, text, by], budget) =>
        regexes.replace(pattern, text, by, false, budget),
      ),
    ],
    [
      'regexReplaceAllLiteral',
      define(['string', 'string', 'string'], ([pattern, text, by], budget) =>
        regexes.replace(pattern, text, by, true, budget),
      ),
    ],
    [
      'count',
      define(['string', 'string'], ([pattern, text], budget) =>
        BigInt(regexes.count(pattern, text, budget)),
      ),
    ],
  ]);
}
