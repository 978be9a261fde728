import { RE2JS } from 're2js';
import { type PatternPart, readPattern } from '../line-pattern.ts';
import { cleanValue } from './field-name.ts';
import { linearPattern } from './linear-pattern.ts';
import type { CompiledStage } from './stage.ts';
import { neededText } from './text-pattern.ts';

/** `| regexp "(?P<a>…)"`: the named groups become labels; a line without a match stays as it is. */
export function regexpStage(pattern: string): CompiledStage {
  const linear = linearPattern(pattern);
  const expression = RE2JS.compile(pattern);
  const groups = Object.entries(expression.namedGroups());
  const needed = neededText(pattern);
  const literal = needed === null || needed.ignoreCase ? null : needed.text;
  return {
    apply({ line, labels }) {
      if (literal !== null && !line.includes(literal)) return true;
      if (linear === null) {
        const matcher = expression.matcher(line);
        if (!matcher.find()) return true;
        for (const [name, group] of groups) {
          labels.extract(name, cleanValue(matcher.group(group) ?? ''));
        }
        return true;
      }
      const found = linear.exec(line)?.groups;
      if (found === undefined) return true;
      for (const [name] of groups) labels.extract(name, cleanValue(found[name] ?? ''));
      return true;
    },
  };
}

/**
 * `| pattern "<ip> - <_>"`. A literal at the beginning must stand at the beginning of the line. Where
 * a later one is missing, the capture before it takes what is left, and those behind it are not set.
 */
export function patternStage(pattern: string): CompiledStage {
  const parts = readPattern(pattern);
  return {
    apply({ line, labels }) {
      for (const [name, value] of capture(parts, line)) labels.extract(name, cleanValue(value));
      return true;
    },
  };
}

function capture(parts: readonly PatternPart[], line: string): readonly [string, string][] {
  const found: [string, string][] = [];
  if (line === '') return found;
  let at = 0;
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i];
    if (part?.kind === 'literal') {
      // Only the first part: all others are consumed together with the capture before them.
      if (!line.startsWith(part.text)) return found;
      at = part.text.length;
      continue;
    }
    const next = parts[i + 1];
    const until = next?.kind === 'literal' ? line.indexOf(next.text, at) : -1;
    const end = until === -1 ? line.length : until;
    if (part !== undefined && part.name !== null) found.push([part.name, line.slice(at, end)]);
    if (next?.kind !== 'literal' || until === -1) return found;
    at = end + next.text.length;
    i++;
  }
  return found;
}

/** Does a pattern of `|>` match the whole line? Each `<_>` stands for any text, also for none. */
export function matchesLinePattern(parts: readonly PatternPart[], line: string): boolean {
  const [first] = parts;
  const last = parts.at(-1);
  if (first === undefined || last === undefined) return line === '';
  if (parts.length === 1) return first.kind === 'capture' || line === first.text;
  let at = 0;
  let until = line.length;
  if (first.kind === 'literal') {
    if (!line.startsWith(first.text)) return false;
    at = first.text.length;
  }
  if (last.kind === 'literal') {
    if (!line.endsWith(last.text)) return false;
    until -= last.text.length;
  }
  for (const part of parts.slice(1, -1)) {
    if (part.kind === 'capture') continue;
    const found = line.indexOf(part.text, at);
    if (found === -1) return false;
    at = found + part.text.length;
  }
  return at <= until;
}
