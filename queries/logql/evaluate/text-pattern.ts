import { RE2JS } from 're2js';
import { BoundedMap } from '../../../platform/model/bounded-map.ts';
import { linearPattern } from './linear-pattern.ts';

/** A text that every match of a pattern holds. */
export interface NeededText {
  readonly text: string;
  readonly ignoreCase: boolean;
}

/** A pattern that is looked for anywhere in a text. Linear in the text. */
export interface TextPattern {
  test(text: string): boolean;
  /** Texts without this one hold no match; null where nothing is known. */
  readonly needed: NeededText | null;
  /** Whether every text that holds `needed` matches. */
  readonly isExact: boolean;
}

/** Alternatives of this many characters together go to V8; longer ones to re2js. */
const MAX_ALTERNATIVES = 2_000;

/** Values that a verdict is remembered for, per pattern. */
const MAX_VERDICTS = 2_000;

/** Longer values are judged anew: remembering them would hold much memory. */
const MAX_REMEMBERED = 256;

/** A literal, as `|=` asks for it. */
export function literalPattern(text: string): TextPattern {
  return {
    test: (value) => value.includes(text),
    needed: { text, ignoreCase: false },
    isExact: true,
  };
}

/**
 * Compiles a valid RE2 pattern that may match anywhere. Literals and alternatives of literals become
 * string searches, patterns that are surely linear V8's; everything else is re2js. All of them behind a
 * look for a text that they need.
 */
export function compileSearch(pattern: string): TextPattern {
  const folds = pattern.startsWith('(?i)');
  const body = trimAny(folds ? pattern.slice(4) : pattern);
  const literals = readAlternatives(body);
  if (literals !== null) return searchLiterals(literals, folds);
  const needed = neededText(pattern);
  const search = searcher(pattern);
  if (needed === null || needed.ignoreCase) return { test: search, needed, isExact: false };
  const test = (text: string): boolean => text.includes(needed.text) && search(text);
  return { test, needed, isExact: false };
}

function searcher(pattern: string): (text: string) => boolean {
  const linear = linearPattern(pattern);
  if (linear !== null) return (text) => linear.test(text);
  const expression = RE2JS.compile(pattern);
  return (text) => expression.test(text);
}

/** Compiles a valid RE2 pattern that must match a whole value, `.` matching line breaks. */
export function compileWhole(pattern: string): (value: string) => boolean {
  if (pattern === '.*') return () => true;
  if (pattern === '.+') return (value) => value !== '';
  const literals = readAlternatives(pattern);
  if (literals !== null) {
    const texts = new Set(literals);
    return (value) => texts.has(value);
  }
  const expression = RE2JS.compile(`^(?s:${pattern})$`);
  const verdicts = new BoundedMap<string, boolean>(MAX_VERDICTS);
  return (value) => {
    if (value.length > MAX_REMEMBERED) return expression.matches(value);
    const known = verdicts.get(value);
    if (known !== undefined) return known;
    const verdict = expression.matches(value);
    verdicts.set(value, verdict);
    return verdict;
  };
}

/** A search that finds a literal in upper and lower case; linear in the text. */
function foldedSearch(text: string): RegExp {
  return new RegExp(escapeForV8(text), 'iu');
}

/** The text as V8 matches it literally, with or without the `u` flag. */
export function escapeForV8(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

/** More literals than this are looked for together, line by line. */
const MAX_SEPARATE = 8;

/**
 * The same, as patterns of which any must match: one for each of a few literals, since each of them
 * can be looked for in the bytes of a block.
 */
export function compileSearches(pattern: string): readonly TextPattern[] {
  const folds = pattern.startsWith('(?i)');
  const literals = readAlternatives(trimAny(folds ? pattern.slice(4) : pattern));
  if (literals === null || literals.length > MAX_SEPARATE) return [compileSearch(pattern)];
  return literals.map((literal) => searchLiterals([literal], folds));
}

function searchLiterals(literals: readonly string[], ignoreCase: boolean): TextPattern {
  const [only] = literals;
  if (literals.length === 1 && only !== undefined) {
    if (!ignoreCase || only === '') return literalPattern(only);
    const search = foldedSearch(only);
    return {
      test: (value) => search.test(value),
      needed: { text: only, ignoreCase },
      isExact: true,
    };
  }
  const source = literals.map(escapeForV8).join('|');
  if (source.length > MAX_ALTERNATIVES) {
    const expression = RE2JS.compile(
      `${ignoreCase ? '(?i)' : ''}(?:${literals.map(quote).join('|')})`,
    );
    return { test: (value) => expression.test(value), needed: null, isExact: false };
  }
  const search = new RegExp(source, ignoreCase ? 'iu' : '');
  return { test: (value) => search.test(value), needed: null, isExact: false };
}

function quote(text: string): string {
  return RE2JS.quote(text);
}

/** Where a match may be anywhere, `.*` at its ends says nothing. */
function trimAny(pattern: string): string {
  let body = pattern;
  while (body.startsWith('.*') && !/^\.\*[?+*{]/.test(body)) body = body.slice(2);
  while (body.endsWith('.*') && !body.endsWith('\\.*')) body = body.slice(0, -2);
  return body;
}

const META = /[\\^$.*+?()[\]{}|]/;
const ESCAPED = /\\([\\^$.*+?()[\]{}|/\-"' _:;,<>=!@#%&~])/g;

/** The texts of `a`, `a\.b`, `a|b` and `(a|b)`; null for any other pattern. */
function readAlternatives(pattern: string): readonly string[] | null {
  const inner = /^\((?:\?:)?([^()]*)\)$/.exec(pattern)?.[1] ?? pattern;
  if (inner.endsWith('\\')) return null;
  const texts: string[] = [];
  for (const branch of splitBranches(inner)) {
    if (META.test(branch.replace(ESCAPED, ''))) return null;
    texts.push(branch.replace(ESCAPED, '$1'));
  }
  return texts;
}

/** At each `|` that no backslash precedes. */
function splitBranches(pattern: string): readonly string[] {
  const branches: string[] = [];
  let from = 0;
  for (let i = 0; i < pattern.length; i++) {
    if (pattern[i] === '\\') i++;
    else if (pattern[i] === '|') {
      branches.push(pattern.slice(from, i));
      from = i + 1;
    }
  }
  return [...branches, pattern.slice(from)];
}

/** Counted repetitions; any other `{` stands for itself. */
const COUNT = /\{[0-9]+(?:,[0-9]*)?\}/y;

/** The longest run of literal characters outside of groups and classes; null where there is none. */
export function neededText(pattern: string): NeededText | null {
  const ignoreCase = pattern.startsWith('(?i)');
  const body = ignoreCase ? pattern.slice(4) : pattern;
  if (body.includes('\\Q') || /\(\?[a-zA-Z-]*i/.test(body)) return null;
  let best = '';
  let run = '';
  const end = (): void => {
    if (run.length > best.length) best = run;
    run = '';
  };
  for (let i = 0; i < body.length; i++) {
    const char = body[i] ?? '';
    if (char === '|') return null;
    if (char === '(' || char === '[') {
      end();
      i = char === '(' ? groupEnd(body, i) : classEnd(body, i);
      if (i === -1) return null;
    } else if (char === '?' || char === '*' || countLength(body, i) > 0) {
      run = dropLast(run);
      end();
      i += Math.max(0, countLength(body, i) - 1);
    } else if (char === '\\') {
      i++;
      const escaped = body[i] ?? '';
      if (/[\w\s]/.test(escaped)) {
        end();
        if (/[pPx0-7]/.test(escaped)) return best === '' ? null : { text: best, ignoreCase };
      } else run += escaped;
    } else if (/[.^$+]/.test(char)) end();
    else run += char;
  }
  end();
  return best === '' ? null : { text: best, ignoreCase };
}

function dropLast(run: string): string {
  const last = run.charCodeAt(run.length - 1);
  return run.slice(0, last >= 0xdc00 && last <= 0xdfff ? -2 : -1);
}

function countLength(body: string, at: number): number {
  COUNT.lastIndex = at;
  return COUNT.exec(body)?.[0].length ?? 0;
}

/** Where the group that begins at `at` ends; -1 where it does not. */
function groupEnd(body: string, at: number): number {
  let depth = 0;
  for (let i = at; i < body.length; i++) {
    const char = body[i];
    if (char === '\\') i++;
    else if (char === '[') {
      i = classEnd(body, i);
      if (i === -1) return -1;
    } else if (char === '(') depth++;
    else if (char === ')') {
      depth--;
      if (depth === 0) return i;
    }
  }
  return -1;
}

/** Where the class that begins at `at` ends; a `]` right at its beginning belongs to it. */
function classEnd(body: string, at: number): number {
  let i = at + 1;
  if (body[i] === '^') i++;
  if (body[i] === ']') i++;
  for (; i < body.length; i++) {
    if (body[i] === '\\') i++;
    else if (body.startsWith('[:', i)) {
      const close = body.indexOf(':]', i);
      if (close !== -1) i = close + 1;
    } else if (body[i] === ']') return i;
  }
  return -1;
}
