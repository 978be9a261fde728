import type { DataFrame, Field } from '@grafana/data';
import { listOf, recordOf, textOf } from '../import/read-json.ts';
import { PLAIN_MATCHERS } from '../model/drawn-parts.data.ts';
import type { PanelTools } from './panel-tools.ts';
import { compilePattern, occurs } from './run-pattern.ts';

/** A field where it stands. */
export interface FieldPlace {
  readonly field: Field;
  readonly frame: DataFrame;
  readonly frames: readonly DataFrame[];
}

/** A matcher `{ id, options }` of an author, ready to be asked of many fields, or why it is not. */
export type FieldMatch =
  | { readonly kind: 'match'; readonly matches: (place: FieldPlace) => boolean }
  | { readonly kind: 'refused'; readonly message: string };

/** Patterns are run as RE2; the other matchers are Grafana's. One that is unknown is refused. */
export function fieldMatch(tools: PanelTools, matcher: unknown): FieldMatch {
  const { id, options } = recordOf(matcher);
  const name = textOf(id);
  if (name === 'byRegexp') return byPattern(tools, textOf(options));
  if (name === 'byRegexpOrNames') {
    const { pattern, names } = recordOf(options);
    return either(byPattern(tools, textOf(pattern)), plain(tools, 'byNames', { names }));
  }
  return plain(tools, name, options);
}

function plain(tools: PanelTools, name: string, options: unknown): FieldMatch {
  const found = PLAIN_MATCHERS.has(name) ? tools.fieldMatchers.getIfExists(name) : undefined;
  if (found === undefined)
    return { kind: 'refused', message: `the matcher ${name || '(none)'} is not known here.` };
  const matches = found.get(optionsOf(name, options));
  return {
    kind: 'match',
    matches: ({ field, frame, frames }) => matches(field, frame, [...frames]),
  };
}

/** Of the shape that @grafana/data reads without looking. */
function optionsOf(name: string, options: unknown): unknown {
  switch (name) {
    case 'byNames': {
      const { names, mode } = recordOf(options);
      return { names: textsOf(names), mode: mode === 'exclude' ? 'exclude' : 'include' };
    }
    case 'byTypes':
      return new Set(textsOf(options));
    default:
      return textOf(options);
  }
}

/** Of the name that is shown; an empty pattern finds none. */
function byPattern(tools: PanelTools, pattern: string): FieldMatch {
  if (pattern === '') return { kind: 'match', matches: () => false };
  const compiled = compilePattern(pattern);
  if (compiled.kind === 'refused') return compiled;
  return {
    kind: 'match',
    matches: ({ field, frame, frames }) =>
      occurs(compiled.expression, tools.getFieldDisplayName(field, frame, [...frames])),
  };
}

function either(one: FieldMatch, other: FieldMatch): FieldMatch {
  if (one.kind === 'refused') return one;
  if (other.kind === 'refused') return other;
  return { kind: 'match', matches: (place) => one.matches(place) || other.matches(place) };
}

function textsOf(value: unknown): readonly string[] {
  return listOf(value).map(textOf);
}
