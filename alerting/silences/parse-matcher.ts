import { MATCH_OPERATORS, type SilenceMatcher } from './silence-matcher.ts';

const FORM = /^\s*("(?:[^"\\]|\\.)*"|[a-zA-Z_:][a-zA-Z0-9_:]*)\s*(=~|!~|!=|=)([\s\S]*)$/;
const QUOTED = /^"((?:[^"\\]|\\[\s\S])*)"$/;
const ESCAPES: Readonly<Record<string, string>> = { '\\n': '\n', '\\"': '"', '\\\\': '\\' };

/**
 * One matcher as Alertmanager's clients write it: `job="api"`, `job=~"a|b"`, `job=api`; a name may be
 * quoted (UTF-8). Of escapes `\n`, `\"` and `\\` mean something, as there.
 * @returns undefined when the text is no matcher.
 */
export function parseMatcher(text: string): SilenceMatcher | undefined {
  const [, rawName, sign, given] = FORM.exec(text) ?? [];
  // A pattern for the space at the end would cost the square of the text.
  const rawValue = given?.trim();
  const operator = MATCH_OPERATORS.find((known) => known === sign);
  if (rawName === undefined || operator === undefined || rawValue === undefined) return undefined;
  const name = rawName.startsWith('"') ? unquoted(rawName) : rawName;
  const value = rawValue.startsWith('"') ? unquoted(rawValue) : bare(rawValue);
  if (name === undefined || name === '' || value === undefined) return undefined;
  return { name, operator, value };
}

/** `job="api"`; the name quoted where it has to be. */
export function printMatcher({ name, operator, value }: SilenceMatcher): string {
  const shown = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(name) ? name : quoted(name);
  return `${shown}${operator}${quoted(value)}`;
}

function unquoted(text: string): string | undefined {
  const inner = QUOTED.exec(text)?.[1];
  return inner?.replaceAll(/\\[\s\S]/g, (found) => ESCAPES[found] ?? found);
}

/** A quote inside a bare value is a slip of whoever wrote it. */
function bare(text: string): string | undefined {
  return text.includes('"') ? undefined : text;
}

function quoted(text: string): string {
  const escaped = text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
  return `"${escaped}"`;
}
