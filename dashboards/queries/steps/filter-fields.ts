import { isRecord, listOf, recordOf, textOf } from '../../import/read-json.ts';
import type { JsonRecord } from '../../model/panel.ts';
import { type FieldMatch, type FieldPlace, fieldMatch } from '../match-fields.ts';
import type { PanelTools } from '../panel-tools.ts';
import type { OwnStep } from './own-step.ts';

/** `filterFields`: the fields that `include` matches, without those that `exclude` does. */
export const filterFields: OwnStep = (tools, frames, { include, exclude }) => {
  const isIncluded = testOf(tools, include);
  const isExcluded = testOf(tools, exclude);
  if (isIncluded === null && isExcluded === null) return frames;
  return frames.flatMap((frame) => {
    const fields = frame.fields.filter((field) => {
      const place = { field, frame, frames };
      return !(isExcluded?.(place) ?? false) && (isIncluded === null || isIncluded(place));
    });
    return fields.length === 0 ? [] : [{ ...frame, fields, length: frame.length }];
  });
};

/** `filterFieldsByName`: `include` and `exclude` name fields, by a list, a pattern or a variable. */
export const filterFieldsByName: OwnStep = (tools, frames, { include, exclude, byVariable }) => {
  const side = (given: unknown) => nameMatcher(given, byVariable === true);
  return filterFields(tools, frames, { include: side(include), exclude: side(exclude) });
};

function nameMatcher(given: unknown, byVariable: boolean): JsonRecord | null {
  const { names, pattern, variable } = recordOf(given);
  const text = textOf(variable);
  if (byVariable && text !== '') return matcherOf(namesOfVariable(text), '');
  return matcherOf(listOf(names).map(textOf), textOf(pattern));
}

function matcherOf(names: readonly string[], pattern: string): JsonRecord | null {
  if (names.length === 0 && pattern === '') return null;
  return { id: 'byRegexpOrNames', options: { names, pattern } };
}

/** A variable put in as JSON (see `asJson`), or as Grafana writes it: `{a,b}` or `a,b`. */
function namesOfVariable(text: string): readonly string[] {
  const json = jsonOf(text);
  if (Array.isArray(json)) return json.map(textOf);
  if (typeof json === 'string') return [json];
  return (/^\{(.*)\}$/s.exec(text)?.[1] ?? text).split(',');
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined;
    throw thrown;
  }
}

/** The options with their variables to be put in as JSON, so that names may hold any character. */
export function asJson(options: JsonRecord): JsonRecord {
  const side = (given: unknown) => {
    if (!isRecord(given)) return given;
    const [, name] = /^(?:\$|\$\{|\[\[)(\w+)(?:\}|\]\])?$/.exec(textOf(given.variable)) ?? [];
    return name === undefined ? given : { ...given, variable: `\${${name}:json}` };
  };
  return { ...options, include: side(options.include), exclude: side(options.exclude) };
}

function testOf(tools: PanelTools, matcher: unknown): ((place: FieldPlace) => boolean) | null {
  if (!isRecord(matcher)) return null;
  const found: FieldMatch = fieldMatch(tools, matcher);
  if (found.kind === 'refused') throw new Error(found.message);
  return found.matches;
}
