import { describeRune, quoteRune, quoteText } from '../model/go-quote.ts';
import { formatBinaryFloat, formatFloat, formatHexFloat } from './format-float.ts';
import { type FormatSpec, padNumber, padText, signOf } from './format-spec.ts';
import { type GoValue, isObject, typeName } from './go-value.ts';
import { printParts } from './print-value.ts';
import type { TemplateBudget } from './template-budget.ts';
import { runeCount, toBytes } from './utf8-text.ts';

/** A value under a verb, as Go's `fmt` prints it: `%!d(string=x)` where they do not fit. */
export function formatValue(
  value: GoValue,
  verb: string,
  spec: FormatSpec,
  budget: TemplateBudget,
): string {
  if (verb === 'T') return formatText(typeName(value), 's', spec) ?? '';
  if (verb === 'v') return formatPlain(value, spec, budget);
  const text = formatByType(value, verb, spec, budget);
  return text ?? badVerb(value, verb, spec, budget);
}

/** Under `%v` the flags `+` and `#` ask for more detail; `#` quotes a text. */
function formatPlain(value: GoValue, spec: FormatSpec, budget: TemplateBudget): string {
  const isQuoted = spec.sharp && typeof value === 'string';
  const plain = { ...spec, plus: false, sharp: false };
  return formatByType(value, isQuoted ? 'q' : 'v', plain, budget) ?? '';
}

/** The value is shown as `%v` with the same flags would. */
function badVerb(value: GoValue, verb: string, spec: FormatSpec, budget: TemplateBudget): string {
  if (value === undefined || value === null) return `%!${verb}(<nil>)`;
  const shown = formatByType(value, 'v', spec, budget) ?? '';
  return `%!${verb}(${typeName(value)}=${shown})`;
}

/** null: the verb does not fit. */
function formatByType(
  value: GoValue,
  verb: string,
  spec: FormatSpec,
  budget: TemplateBudget,
): string | null {
  switch (typeof value) {
    case 'string':
      return formatText(value, verb, spec);
    case 'bigint':
      return formatInt(value, verb, spec);
    case 'number':
      return formatNumber(value, verb, spec);
    case 'boolean':
      return verb === 't' || verb === 'v' ? padText(String(value), spec, value ? 4 : 5) : null;
    default:
      return formatComposite(value, verb, spec, budget);
  }
}

function formatComposite(
  value: Exclude<GoValue, boolean | string | bigint | number>,
  verb: string,
  spec: FormatSpec,
  budget: TemplateBudget,
): string | null {
  if (value === undefined || value === null) return verb === 'v' ? padText('<nil>', spec, 5) : null;
  if (isObject(value)) {
    const isText = 'vsqxX'.includes(verb);
    if (isText) return formatText(value.text(), verb, spec);
    return value.underlying === undefined
      ? null
      : formatByType(value.underlying, verb, spec, budget);
  }
  return printParts(value, budget, (part) => formatValue(part, verb, spec, budget));
}

function formatText(text: string, verb: string, spec: FormatSpec): string | null {
  switch (verb) {
    case 's':
    case 'v': {
      const cut = cutRunes(text, spec.precision);
      return padText(cut, spec, runeCount(cut));
    }
    case 'q': {
      const cut = cutRunes(text, spec.precision);
      const isRaw = spec.sharp && !cut.includes('`') && /^[^\p{Cc}\ufeff]*$/u.test(cut);
      const quoted = isRaw ? `\`${cut}\`` : quoteText(cut, spec.plus);
      return padText(quoted, spec, runeCount(quoted));
    }
    case 'x':
    case 'X':
      return formatHexText(text, verb, spec);
    default:
      return null;
  }
}

function cutRunes(text: string, most: number | null): string {
  if (most === null || text.length <= most) return text;
  return [...text].slice(0, most).join('');
}

function formatHexText(text: string, verb: string, spec: FormatSpec): string {
  const bytes = toBytes(text).subarray(0, spec.precision ?? undefined);
  const hex = bytes.toString('hex');
  const pairs = spec.space ? (hex.match(/../g) ?? []) : [hex];
  const marked = spec.sharp && hex !== '' ? pairs.map((pair) => `0x${pair}`) : pairs;
  const joined = marked.join(' ');
  const shown = verb === 'X' ? joined.toUpperCase() : joined;
  return padText(shown, spec, shown.length);
}

const BASES: ReadonlyMap<string, readonly [base: number, prefix: string]> = new Map([
  ['d', [10, '']],
  ['v', [10, '']],
  ['b', [2, '0b']],
  ['o', [8, '0']],
  ['O', [8, '']],
  ['x', [16, '0x']],
  ['X', [16, '0X']],
]);

function formatInt(value: bigint, verb: string, spec: FormatSpec): string | null {
  const base = BASES.get(verb);
  if (base !== undefined) return formatDigits(value, verb, base, spec);
  const isRune = value >= 0n && value <= 0x10ffffn && !(value >= 0xd800n && value <= 0xdfffn);
  const rune = isRune ? String.fromCodePoint(Number(value)) : '\ufffd';
  switch (verb) {
    case 'c':
      return padText(rune, spec, 1);
    case 'q': {
      const quoted = quoteRune(rune, spec.plus);
      return padText(quoted, spec, runeCount(quoted));
    }
    case 'U': {
      const digits = BigInt.asUintN(64, value).toString(16).toUpperCase();
      const plain = `U+${digits.padStart(Math.max(4, spec.precision ?? 4), '0')}`;
      const shown = spec.sharp && isRune ? describeRune(rune) : plain;
      return padText(shown, { ...spec, zero: false }, runeCount(shown));
    }
    default:
      return null;
  }
}

function formatDigits(
  value: bigint,
  verb: string,
  [base, prefix]: readonly [base: number, prefix: string],
  spec: FormatSpec,
): string {
  const magnitude = value < 0n ? -value : value;
  const sign = signOf(value < 0n, spec);
  if (spec.precision === 0 && value === 0n) return ' '.repeat(spec.width ?? 0);
  const written = magnitude.toString(base);
  const cased = verb === 'X' ? written.toUpperCase() : written;
  const octal = spec.sharp && !cased.startsWith('0') ? '0o0' : '0o';
  const mark = verb === 'O' ? octal : spec.sharp ? prefix : '';
  const digits = cased.padStart(spec.precision ?? 0, '0');
  const isMarked = mark === '0' && digits.startsWith('0');
  // With a precision zeros do not fill the width any more.
  const filled = spec.precision === null ? spec : { ...spec, zero: false };
  return padNumber(sign + (isMarked ? '' : mark), digits, filled);
}

const FLOAT_VERBS: ReadonlyMap<string, readonly ['e' | 'f' | 'g', number]> = new Map([
  ['v', ['g', -1]],
  ['g', ['g', -1]],
  ['G', ['g', -1]],
  ['e', ['e', 6]],
  ['E', ['e', 6]],
  ['f', ['f', 6]],
  ['F', ['f', 6]],
]);

function formatNumber(value: number, verb: string, spec: FormatSpec): string | null {
  if (verb === 'x' || verb === 'X') {
    const hex = formatHexFloat(value);
    return padText(verb === 'X' ? hex.toUpperCase() : hex, spec, hex.length);
  }
  if (verb === 'b') {
    const power = formatBinaryFloat(value);
    const isBelow = power.startsWith('-');
    return padNumber(signOf(isBelow, spec), isBelow ? power.slice(1) : power, spec);
  }
  const form = FLOAT_VERBS.get(verb);
  if (form === undefined) return null;
  const [kind, usual] = form;
  const written = formatFloat(value, kind, spec.precision ?? usual);
  const isNegative = written.startsWith('-');
  const bare = /^[+-]/.test(written) ? written.slice(1) : written;
  const digits = verb === 'E' || verb === 'G' ? bare.toUpperCase() : bare;
  if (Number.isFinite(value)) return padNumber(signOf(isNegative, spec), digits, spec);
  // `+Inf` shows its sign only where one is asked for, but for `%v` and the like of it.
  const sign = isNegative ? '-' : written.startsWith('+') ? '+' : signOf(false, spec);
  return padNumber(sign, bare, { ...spec, zero: false });
}
