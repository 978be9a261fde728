import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Pair,
  parseAllDocuments,
  type YAMLError,
  type YAMLMap,
} from 'yaml';
import { deepestLine } from '../../../platform/schema/yaml-depth.ts';
import { type ExchangeFinding, said } from './exchange-finding.ts';
import type { Located } from './located.ts';

/** Longest text that is looked at, in UTF-16 units. */
const MAX_RULE_TEXT = 2 * 1024 * 1024;
/** Parts and characters after aliases stand for what they repeat, so that they cannot multiply. */
const MAX_PARTS = 300_000;
const MAX_CHARACTERS = 4 * MAX_RULE_TEXT;

export type ParsedYaml =
  | { readonly kind: 'parsed'; readonly documents: readonly Located[] }
  | { readonly kind: 'refused'; readonly finding: ExchangeFinding };

/**
 * Parses YAML 1.2 (or JSON, which it contains) into what stands there, document by document; empty
 * documents are left out. Refused: duplicate and complex keys, tags, aliases of nothing or of what
 * surrounds them, and what would be too large or too deep. Merge keys (`<<`) are followed.
 */
export function parseYaml(text: string): ParsedYaml {
  if (text.length > MAX_RULE_TEXT) {
    return refused(0, `has more than ${MAX_RULE_TEXT} characters`, `超过 ${MAX_RULE_TEXT} 个字符`);
  }
  if (!text.isWellFormed()) {
    return refused(0, 'contains half of a surrogate pair', '包含不完整的代理对');
  }
  const deep = deepestLine(text);
  if (deep > 0)
    return refused(deep, 'is nested too deeply, or has too many parts', '嵌套过深或内容过多');
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { ...OPTIONS, lineCounter: lines });
  const found: Located[] = [];
  try {
    for (const document of [...documents]) {
      const [problem] = [...document.errors, ...document.warnings];
      if (problem !== undefined) return refusedBy(problem, lines);
      const reading = new Reading(lines);
      const value = reading.read(document.contents);
      if (value.kind !== 'text' || value.text !== '') found.push(value);
    }
  } catch (thrown) {
    if (thrown instanceof Unreadable) return refused(thrown.line, thrown.en, thrown.zh);
    throw thrown;
  }
  return { kind: 'parsed', documents: found };
}

/** `failsafe`: every scalar stays the text it is. Duplicate keys are found here, in linear time. */
const OPTIONS = {
  version: '1.2',
  schema: 'failsafe',
  resolveKnownTags: false,
  uniqueKeys: false,
  strict: true,
  prettyErrors: false,
} as const;

class Unreadable extends Error {
  readonly line: number;
  readonly en: string;
  readonly zh: string;

  constructor(line: number, en: string, zh: string) {
    super(en);
    this.line = line;
    this.en = en;
    this.zh = zh;
  }
}

/** A part with everything in it: how many parts, how many characters. */
interface Sized {
  readonly value: Located;
  readonly parts: number;
  readonly characters: number;
}

/** Turns one document's nodes into `Located`; what an alias repeats is shared, and counted again. */
class Reading {
  readonly #lines: LineCounter;
  readonly #anchors = new Map<string, Sized>();

  constructor(lines: LineCounter) {
    this.#lines = lines;
  }

  read(node: Document['contents'] | unknown): Located {
    return this.#sized(node, 0).value;
  }

  #sized(node: unknown, line: number): Sized {
    const at = this.#lineOf(node) || line;
    if (isAlias(node)) {
      const target = this.#anchors.get(node.source);
      if (target === undefined) {
        throw new Unreadable(at, `*${node.source} repeats nothing above`, `*${node.source} 未定义`);
      }
      return target;
    }
    const sized = this.#content(node, at);
    if ((isScalar(node) || isMap(node) || isSeq(node)) && node.anchor !== undefined) {
      this.#anchors.set(node.anchor, sized);
    }
    return sized;
  }

  #content(node: unknown, line: number): Sized {
    if (isMap(node)) return this.#map(node, line);
    if (isSeq(node)) {
      const items = node.items.map((item) => this.#sized(item, line));
      return total({ kind: 'list', items: items.map(({ value }) => value), line }, items);
    }
    const text = isScalar(node) && typeof node.value === 'string' ? node.value : '';
    if (!text.isWellFormed()) {
      throw new Unreadable(line, 'contains half of a surrogate pair', '包含不完整的代理对');
    }
    const isPlain = !isScalar(node) || node.type === undefined || node.type === 'PLAIN';
    return { value: { kind: 'text', text, isPlain, line }, parts: 1, characters: text.length };
  }

  #map(node: YAMLMap, line: number): Sized {
    const entries = new Map<string, Located>();
    const merged: Sized[] = [];
    const sizes: Sized[] = [];
    for (const pair of node.items) {
      const key = this.#key(pair, line);
      const value = this.#sized(pair.value, key.line);
      sizes.push(value);
      if (key.isMerge) merged.push(value);
      else if (entries.has(key.text)) {
        const name = JSON.stringify(key.text);
        throw new Unreadable(key.line, `${name} stands twice`, `${name} 重复`);
      } else entries.set(key.text, value.value);
    }
    const whole = total({ kind: 'map', entries, line }, sizes);
    for (const { value } of merged) mergeInto(entries, value);
    return whole;
  }

  #key({ key }: Pair, line: number): { text: string; line: number; isMerge: boolean } {
    const { value, characters } = this.#sized(key, line);
    if (value.kind !== 'text') {
      throw new Unreadable(value.line, 'a name must be a text', '键必须是文本');
    }
    if (characters > MAX_KEY) {
      throw new Unreadable(value.line, `a name has more than ${MAX_KEY} characters`, '键过长');
    }
    return { text: value.text, line: value.line, isMerge: value.isPlain && value.text === '<<' };
  }

  #lineOf(node: unknown): number {
    if (!isScalar(node) && !isMap(node) && !isSeq(node) && !isAlias(node)) return 0;
    return node.range ? this.#lines.linePos(node.range[0]).line : 0;
  }
}

const MAX_KEY = 1_024;

function total(value: Located, within: readonly Sized[]): Sized {
  const parts = within.reduce((sum, one) => sum + one.parts, 1);
  const characters = within.reduce((sum, one) => sum + one.characters, 0);
  if (parts <= MAX_PARTS && characters <= MAX_CHARACTERS) return { value, parts, characters };
  const en = 'says too much once its aliases are followed';
  throw new Unreadable(value.line, en, '展开别名后过大');
}

/** What stands there itself wins over what is merged, and of several merged the first. */
function mergeInto(entries: Map<string, Located>, value: Located): void {
  const sources = value.kind === 'list' ? value.items : [value];
  for (const source of sources) {
    if (source.kind !== 'map') {
      throw new Unreadable(source.line, '"<<" merges names and values only', '"<<" 只能合并映射');
    }
    for (const [name, one] of source.entries) if (!entries.has(name)) entries.set(name, one);
  }
}

function refused(line: number, en: string, zh: string): ParsedYaml {
  const message = said(`The text ${en}.`, `文本${zh}。`);
  return { kind: 'refused', finding: { line, path: '', group: '', rule: '', message } };
}

function refusedBy({ pos, code, message }: YAMLError, lines: LineCounter): ParsedYaml {
  const { line } = lines.linePos(pos[0]);
  const [en] = message.split('\n', 1);
  return refused(line, `is not plain YAML: ${en} (${code})`, `不是有效的 YAML：${en}（${code}）`);
}
