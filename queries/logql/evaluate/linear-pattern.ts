import { type CharSet, overlaps, readClass, readShorthand, setOf } from './char-set.ts';

/** One step of a pattern: a set of characters so many times, one of several texts, or an assertion. */
type Step =
  | { readonly kind: 'set'; readonly set: CharSet; readonly min: number; readonly max: number }
  | { readonly kind: 'texts'; readonly texts: readonly string[] }
  | { readonly kind: 'start' | 'end' };

interface Reading {
  readonly pattern: string;
  at: number;
  readonly steps: Step[];
  /** The same pattern as V8 writes it. */
  source: string;
}

/** Characters that the bounded parts of a pattern may take together. */
const MAX_BOUNDED = 100;

/**
 * The pattern as a regular expression of V8, if that surely takes time in proportion to the text;
 * null for all others, valid or not.
 *
 * Sure are sequences of characters, classes and groups without alternatives (or with alternatives of
 * texts of which none begins another), repeated so that what is repeated cannot begin what follows:
 * then giving back characters fails at once, and an attempt costs what it has read. Attempts do not
 * read the same characters again and again because an unbounded repetition stands at the end (where
 * it succeeds), behind `^`, or behind a character that no unbounded repetition reads.
 */
export function linearPattern(pattern: string): RegExp | null {
  const reading: Reading = { pattern, at: 0, steps: [], source: '' };
  if (!readSequence(reading, 0) || reading.at < pattern.length) return null;
  return isDeterministic(reading.steps) && readsOnce(reading.steps)
    ? new RegExp(reading.source, 'u')
    : null;
}

/** Up to a closing parenthesis, or the end. */
function readSequence(reading: Reading, depth: number): boolean {
  const { pattern } = reading;
  while (reading.at < pattern.length) {
    const char = pattern[reading.at];
    if (char === ')') return depth > 0;
    if (char === '|') return false;
    const isRead = char === '(' ? readGroup(reading, depth) : readStep(reading);
    if (!isRead) return false;
  }
  return depth === 0;
}

const GROUP = /\((?:\?:|\?P<([a-zA-Z_][a-zA-Z0-9_]*)>|(?!\?))/y;
const TEXTS = /((?:[^\\^$.*+?()[\]{}|\ud800-\udfff]+\|)+[^\\^$.*+?()[\]{}|\ud800-\udfff]+)\)/y;
const REPETITION = /[*+?]|\{[0-9]+(?:,[0-9]*)?\}/y;

function readGroup(reading: Reading, depth: number): boolean {
  const { pattern } = reading;
  GROUP.lastIndex = reading.at;
  const [head, name] = GROUP.exec(pattern) ?? [];
  if (head === undefined || depth > 20) return false;
  reading.at += head.length;
  reading.source += name === undefined ? head : `(?<${name}>`;
  TEXTS.lastIndex = reading.at;
  const texts = TEXTS.exec(pattern)?.[1];
  if (texts === undefined) {
    if (!readSequence(reading, depth + 1)) return false;
  } else {
    reading.at += texts.length;
    reading.source += texts.replaceAll('/', '\\/');
    reading.steps.push({ kind: 'texts', texts: texts.split('|') });
  }
  reading.at++;
  reading.source += ')';
  REPETITION.lastIndex = reading.at;
  return !REPETITION.test(pattern);
}

function readStep(reading: Reading): boolean {
  const { pattern } = reading;
  const char = pattern[reading.at];
  if (char === '^' || char === '$') {
    reading.at++;
    reading.source += char;
    reading.steps.push({ kind: char === '^' ? 'start' : 'end' });
    return true;
  }
  const atom = readAtom(pattern, reading.at);
  if (atom === null) return false;
  reading.at = atom.end;
  const [min, max, length] = readRepetition(pattern, atom.end);
  reading.at += length;
  if (/[?+*{]/.test(pattern[reading.at] ?? '') && length > 0) return false;
  reading.source += atom.source + pattern.slice(atom.end, reading.at);
  reading.steps.push({ kind: 'set', set: atom.set, min, max });
  return min <= MAX_BOUNDED;
}

interface Atom {
  readonly set: CharSet;
  readonly source: string;
  readonly end: number;
}

function readAtom(pattern: string, at: number): Atom | null {
  const char = pattern[at] ?? '';
  if (char === '[') return readClass(pattern, at);
  if (char === '\\') return readShorthand(pattern, at);
  if (char === '.') return { ...setOf('^\n'), end: at + 1 };
  if (/[*+?{}\]]/.test(char)) return null;
  const whole = String.fromCodePoint(pattern.codePointAt(at) ?? 0);
  return { ...setOf(whole), end: at + whole.length };
}

/** How often, and how long the text is that says it. */
function readRepetition(pattern: string, at: number): readonly [number, number, number] {
  REPETITION.lastIndex = at;
  const [text = ''] = REPETITION.exec(pattern) ?? [];
  if (text === '') return [1, 1, 0];
  if (text === '*') return [0, Number.POSITIVE_INFINITY, 1];
  if (text === '+') return [1, Number.POSITIVE_INFINITY, 1];
  if (text === '?') return [0, 1, 1];
  const [least = '', most] = text.slice(1, -1).split(',');
  const min = Number(least);
  if (most === undefined) return [min, min, text.length];
  return [min, most === '' ? Number.POSITIVE_INFINITY : Number(most), text.length];
}

/** Can what is repeated a varying number of times never begin what follows it? */
function isDeterministic(steps: readonly Step[]): boolean {
  return steps.every((step, i) => {
    if (step.kind === 'texts') return !step.texts.some((text) => beginsAnother(text, step.texts));
    if (step.kind !== 'set' || step.min === step.max) return true;
    return followersOf(steps, i).every((set) => !overlaps(set, step.set));
  });
}

function beginsAnother(text: string, texts: readonly string[]): boolean {
  return texts.filter((other) => other.startsWith(text)).length > 1;
}

/** Sets of the characters that may come right behind a step. */
function followersOf(steps: readonly Step[], index: number): readonly CharSet[] {
  const sets: CharSet[] = [];
  for (const step of steps.slice(index + 1)) {
    if (step.kind === 'set') {
      sets.push(step.set);
      if (step.min > 0) return sets;
    } else if (step.kind === 'texts') {
      for (const text of step.texts) sets.push(setOf(text[0] ?? '').set);
      return sets;
    }
  }
  return sets;
}

/** Do attempts at different places not read the same characters over and over? */
function readsOnce(steps: readonly Step[]): boolean {
  const unbounded = steps.filter(
    (step, i) => step.kind === 'set' && step.max > MAX_BOUNDED && i < steps.length - 1,
  );
  const bounded = steps.reduce(
    (sum, step) => sum + (unbounded.includes(step) ? 0 : longest(step)),
    0,
  );
  if (bounded > MAX_BOUNDED) return false;
  const [first] = unbounded;
  if (first === undefined || steps[0]?.kind === 'start') return true;
  const sets = unbounded.flatMap((step) => (step.kind === 'set' ? [step.set] : []));
  return steps.slice(0, steps.indexOf(first)).some((step) => blocks(step, sets));
}

function longest(step: Step): number {
  if (step.kind === 'texts') return Math.max(...step.texts.map(({ length }) => length));
  if (step.kind !== 'set') return 0;
  return step.max > MAX_BOUNDED ? 1 : step.max;
}

/** Does a step read a character, whatever it is, that none of the sets holds? */
function blocks(step: Step, sets: readonly CharSet[]): boolean {
  if (step.kind === 'set') return step.min > 0 && sets.every((set) => !overlaps(set, step.set));
  if (step.kind !== 'texts') return false;
  return step.texts.every((text) =>
    [...text].some((char) => sets.every((set) => !overlaps(set, setOf(char).set))),
  );
}
