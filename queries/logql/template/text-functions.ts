import { Buffer } from 'node:buffer';
import { escapeQuery } from '../../../platform/gotemplate/escape-text.ts';
import {
  type GoValue,
  isTrue,
  type TemplateFunction,
} from '../../../platform/gotemplate/go-value.ts';
import type { TemplateBudget } from '../../../platform/gotemplate/template-budget.ts';
import { TemplateError } from '../../../platform/gotemplate/template-error.ts';
import {
  define,
  defineVariadic,
  type FunctionSet,
} from '../../../platform/gotemplate/template-function.ts';
import {
  byteLength,
  fromBytes,
  runeCount,
  sliceBytes,
  toBytes,
} from '../../../platform/gotemplate/utf8-text.ts';
import { quoteText } from '../../../platform/model/go-quote.ts';
import { parseJsonValue } from './json-value.ts';

const OUT_OF_RANGE = 'runtime error: slice bounds out of range';

const twoTexts = (call: (a: string, b: string) => GoValue): TemplateFunction =>
  define(['string', 'string'], ([a, b]) => call(a, b));

const oneText = (call: (text: string) => GoValue): TemplateFunction =>
  define(['string'], ([text]) => call(text));

/** Loki's own functions on texts: the text comes first. */
const NATIVE: readonly (readonly [string, TemplateFunction])[] = [
  ['ToLower', oneText(toLower)],
  ['ToUpper', oneText(toUpper)],
  [
    'Replace',
    define(['string', 'string', 'string', 'int'], ([text, from, to, count], budget) =>
      replace(text, from, to, Number(count), budget),
    ),
  ],
  ['Trim', twoTexts((text, set) => trimRight(trimLeft(text, set), set))],
  ['TrimLeft', twoTexts(trimLeft)],
  ['TrimRight', twoTexts(trimRight)],
  ['TrimPrefix', twoTexts(trimPrefix)],
  ['TrimSuffix', twoTexts(trimSuffix)],
  ['TrimSpace', oneText(trimSpace)],
  ['urlencode', encoding(escapeQuery, 3)],
  ['urldecode', oneText(unescapeQuery)],
  ['b64enc', encoding((text) => toBytes(text).toString('base64'), 4)],
  ['b64dec', oneText(decodeBase64)],
  [
    'alignLeft',
    define(['int', 'string'], ([count, text], budget) => align(text, count, true, budget)),
  ],
  [
    'alignRight',
    define(['int', 'string'], ([count, text], budget) => align(text, count, false, budget)),
  ],
];

/** Sprig's: the text comes last, so that it can be piped in. */
const SPRIG: readonly (readonly [string, TemplateFunction])[] = [
  ['lower', oneText(toLower)],
  ['upper', oneText(toUpper)],
  ['title', oneText(toTitle)],
  ['trunc', define(['int', 'string'], ([count, text]) => truncate(text, Number(count)))],
  [
    'substr',
    define(['int', 'int', 'string'], ([start, end, text]) =>
      substring(text, Number(start), Number(end)),
    ),
  ],
  ['contains', twoTexts((part, text) => text.includes(part))],
  ['hasPrefix', twoTexts((part, text) => text.startsWith(part))],
  ['hasSuffix', twoTexts((part, text) => text.endsWith(part))],
  [
    'indent',
    define(['int', 'string'], ([count, text], budget) => indent(text, Number(count), budget)),
  ],
  [
    'nindent',
    define(
      ['int', 'string'],
      ([count, text], budget) => `\n${indent(text, Number(count), budget)}`,
    ),
  ],
  [
    'replace',
    define(['string', 'string', 'string'], ([from, to, text], budget) =>
      replace(text, from, to, -1, budget),
    ),
  ],
  [
    'repeat',
    define(['int', 'string'], ([count, text], budget) => repeat(text, Number(count), budget)),
  ],
  ['trim', oneText(trimSpace)],
  ['trimAll', twoTexts((set, text) => trimRight(trimLeft(text, set), set))],
  ['trimPrefix', twoTexts((prefix, text) => trimPrefix(text, prefix))],
  ['trimSuffix', twoTexts((suffix, text) => trimSuffix(text, suffix))],
  ['fromJson', oneText(parseJsonValue)],
  [
    'default',
    defineVariadic(['any'], 'any', ([fallback], [given]) => (isTrue(given) ? given : fallback)),
  ],
];

export const TEXT_FUNCTIONS: FunctionSet = new Map([...NATIVE, ...SPRIG]);

/** @param most how much longer the result can be */
function encoding(encode: (text: string) => string, most: number): TemplateFunction {
  return define(['string'], ([text], budget) => {
    budget.reserve(byteLength(text) * most);
    return encode(text);
  });
}

/** Letter by letter, as Go does: `ß` stays. */
export function toUpper(text: string): string {
  return mapRunes(text, (rune) => rune.toUpperCase(), text.toUpperCase());
}

export function toLower(text: string): string {
  return mapRunes(text, (rune) => rune.toLowerCase(), text.toLowerCase());
}

/** JavaScript may make several letters of one; where it has not, the whole is right as it is. */
function mapRunes(text: string, map: (rune: string) => string, whole: string): string {
  if (whole.length === text.length) return whole;
  return [...text]
    .map((rune) => {
      const mapped = map(rune);
      return mapped.length === rune.length ? mapped : rune;
    })
    .join('');
}

const WORD_START = /(?<![\p{L}\p{Nd}_'])\p{L}/gu;

/** Go's `strings.Title`: the first letter of each word in upper case, the rest as it is. */
export function toTitle(text: string): string {
  return text.replace(WORD_START, (letter) => {
    const upper = letter.toUpperCase();
    return upper.length === letter.length ? upper : letter;
  });
}

/** The white space of Unicode, as Go has it. */
const SPACE =
  '[\\t\\n\\v\\f\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]';
const LEADING_SPACE = new RegExp(`^${SPACE}+`);
const IS_SPACE = new RegExp(`^${SPACE}$`);

function trimSpace(text: string): string {
  let end = text.length;
  while (end > 0 && IS_SPACE.test(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end).replace(LEADING_SPACE, '');
}

function trimLeft(text: string, set: string): string {
  const chars = new Set(set);
  let at = 0;
  for (const char of text) {
    if (!chars.has(char)) break;
    at += char.length;
  }
  return text.slice(at);
}

function trimRight(text: string, set: string): string {
  const chars = new Set(set);
  let end = text.length;
  while (end > 0) {
    const code = text.charCodeAt(end - 1);
    const before = text.charCodeAt(end - 2);
    const isPair = code >= 0xdc00 && code <= 0xdfff && before >= 0xd800 && before <= 0xdbff;
    const width = isPair ? 2 : 1;
    if (!chars.has(text.slice(end - width, end))) break;
    end -= width;
  }
  return text.slice(0, end);
}

function trimPrefix(text: string, prefix: string): string {
  return text.startsWith(prefix) ? text.slice(prefix.length) : text;
}

function trimSuffix(text: string, suffix: string): string {
  return text.endsWith(suffix) ? text.slice(0, text.length - suffix.length) : text;
}

/** Go's `strings.Replace`; a negative count means all, an empty `from` stands before each rune and at the end. */
function replace(
  text: string,
  from: string,
  to: string,
  count: number,
  budget: TemplateBudget,
): string {
  if (count === 0 || from === to) return text;
  const units = from === '' ? [...text] : text.split(from);
  const gaps = from === '' ? units.length + 1 : units.length - 1;
  const times = count < 0 ? gaps : Math.min(count, gaps);
  budget.reserve(text.length + times * to.length);
  if (from === '') {
    const spread = units.map((rune, index) => (index < times ? to + rune : rune)).join('');
    return times > units.length ? spread + to : spread;
  }
  const done = units.slice(0, times + 1).join(to);
  return times < gaps ? done + from + units.slice(times + 1).join(from) : done;
}

function repeat(text: string, count: number, budget: TemplateBudget): string {
  if (count < 0) throw new TemplateError('strings: negative Repeat count');
  budget.reserve(text.length * count);
  return text.repeat(count);
}

function indent(text: string, count: number, budget: TemplateBudget): string {
  const pad = repeat(' ', count, budget);
  return pad + replace(text, '\n', `\n${pad}`, -1, budget);
}

/** Bytes from the beginning; with a negative count from the end. */
function truncate(text: string, count: number): string {
  const length = byteLength(text);
  if (count < 0 && length + count > 0) return sliceBytes(text, length + count, length);
  return count >= 0 && length > count ? sliceBytes(text, 0, count) : text;
}

/** Bytes from `start` to `end`; a negative start means the beginning, a negative end the end. */
function substring(text: string, start: number, end: number): string {
  const length = byteLength(text);
  const from = start < 0 ? 0 : start;
  const to = start >= 0 && (end < 0 || end > length) ? length : end;
  if (from > to || to > length || to < 0)
    throw new TemplateError(`${OUT_OF_RANGE} [${from}:${to}]`);
  return sliceBytes(text, from, to);
}

/** Runes from the beginning, or (aligned to the right) from the end; shorter texts are filled. */
function align(text: string, count: bigint, isLeft: boolean, budget: TemplateBudget): string {
  if (count < 0n) throw new TemplateError(`${OUT_OF_RANGE} [:${count}]`);
  const width = Number(count);
  budget.reserve(width);
  const length = runeCount(text);
  if (length < width) {
    const pad = ' '.repeat(width - length);
    return isLeft ? text + pad : pad + text;
  }
  const runes = [...text];
  return (isLeft ? runes.slice(0, width) : runes.slice(length - width)).join('');
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

function decodeBase64(text: string): string {
  const plain = text.replace(/[\r\n]/g, '');
  if (BASE64.test(plain)) return fromBytes(Buffer.from(plain, 'base64'));
  const bad = /[^A-Za-z0-9+/]/.exec(plain)?.index ?? plain.length - (plain.length % 4);
  throw new TemplateError(`illegal base64 data at input byte ${bad}`);
}

/** Go's `url.QueryUnescape`. */
function unescapeQuery(text: string): string {
  const spaced = text.replaceAll('+', ' ');
  if (!spaced.includes('%')) return spaced;
  const bad = /%(?![0-9a-fA-F]{2})/.exec(text);
  if (bad !== null) {
    const shown = text.slice(bad.index, bad.index + 3);
    throw new TemplateError(`invalid URL escape ${quoteText(shown)}`);
  }
  return spaced.replace(/(?:%[0-9a-fA-F]{2})+/g, (run) =>
    fromBytes(Buffer.from(run.replaceAll('%', ''), 'hex')),
  );
}
