import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type YAMLMap,
} from 'yaml';
import { parseDurationMs } from '../../../platform/model/duration.ts';
import { type Labels, labelsFrom } from '../../../platform/model/labels.ts';

/** What is wrong with a file, where. `line` counts from 1. */
export interface FileProblem {
  readonly line: number;
  readonly message: string;
}

/** A value of the file: null for one that is left out or empty. */
export type YamlValue = Node | null;

/** A mapping whose fields are all known. */
export interface YamlFields {
  readonly line: number;
  get(name: string): YamlValue;
  has(name: string): boolean;
}

/**
 * Reads a YAML file field by field as Prometheus does: unknown and repeated fields are refused, an
 * empty value is as one that is left out, every scalar is a text where a text is wanted. Problems
 * are collected with their lines; what could not be read is then its default.
 */
export class YamlReading {
  readonly problems: FileProblem[] = [];
  readonly root: YamlValue;
  readonly #document: Document;
  readonly #lines = new LineCounter();

  constructor(text: string) {
    const document = parseDocument(text, { lineCounter: this.#lines, uniqueKeys: true });
    // What follows the first error is mostly its consequence.
    const [error] = document.errors;
    if (error !== undefined) {
      const [first = error.message] = error.message.split(/ at line \d+, column|\n/);
      this.refuse(this.#lines.linePos(error.pos[0]).line, `YAML: ${first}`);
    }
    this.#document = document;
    this.root = error === undefined && isNode(document.contents) ? document.contents : null;
  }

  lineOf(value: YamlValue): number {
    return value?.range ? this.#lines.linePos(value.range[0]).line : 1;
  }

  refuse(at: YamlValue | number, message: string): void {
    const line = typeof at === 'number' ? at : this.lineOf(at);
    this.problems.push({ line, message });
  }

  /** @param what for messages, e.g. `a rule` */
  fields(value: YamlValue, what: string, known: readonly string[]): YamlFields {
    const found = new Map<string, YamlValue>();
    for (const [name, member, key] of this.#pairs(value, what)) {
      if (!known.includes(name)) {
        this.refuse(
          key,
          `${what} has no field ${JSON.stringify(name)}; known: ${known.join(', ')}`,
        );
      } else found.set(name, member);
    }
    return {
      line: this.lineOf(value),
      get: (name) => found.get(name) ?? null,
      has: (name) => (found.get(name) ?? null) !== null,
    };
  }

  list(value: YamlValue, what: string): readonly YamlValue[] {
    const node = this.#resolved(value);
    if (isEmpty(node)) return [];
    if (isSeq(node)) return node.items.map((item) => (isNode(item) ? item : null));
    this.refuse(value, `${what}: expected a list`);
    return [];
  }

  text(value: YamlValue, what: string): string {
    const node = this.#resolved(value);
    if (isEmpty(node)) return '';
    if (isScalar(node)) return node.source ?? String(node.value);
    this.refuse(value, `${what}: expected a text`);
    return '';
  }

  /** Names to texts, empty ones among them. */
  texts(value: YamlValue, what: string): ReadonlyMap<string, string> {
    return new Map(
      this.#pairs(value, what).map(([name, member]) => [
        name,
        this.text(member, `${what}: ${name}`),
      ]),
    );
  }

  labels(value: YamlValue, what: string): Labels {
    return labelsFrom(this.texts(value, what));
  }

  durationMs(value: YamlValue, what: string): number | null {
    if (isEmpty(this.#resolved(value))) return null;
    const text = this.text(value, what);
    const ms = parseDurationMs(text);
    if (ms !== undefined && text !== '') return ms;
    this.refuse(value, `${what}: ${JSON.stringify(text)} is not a duration such as 30s or 1h30m`);
    return null;
  }

  number(value: YamlValue, what: string): number {
    const node = this.#resolved(value);
    if (isEmpty(node)) return 0;
    if (isScalar(node) && typeof node.value === 'number') return node.value;
    this.refuse(value, `${what}: expected a number`);
    return 0;
  }

  boolean(value: YamlValue, what: string): boolean {
    const node = this.#resolved(value);
    if (isEmpty(node)) return false;
    if (isScalar(node) && typeof node.value === 'boolean') return node.value;
    this.refuse(value, `${what}: expected true or false`);
    return false;
  }

  #pairs(value: YamlValue, what: string): readonly (readonly [string, YamlValue, YamlValue])[] {
    const node = this.#resolved(value);
    if (isEmpty(node)) return [];
    if (!isMap(node)) {
      this.refuse(value, `${what}: expected a mapping`);
      return [];
    }
    const own = this.#ownPairs(node, what);
    const names = new Set(own.map(([name]) => name));
    const merged = own.filter(([name]) => name === MERGE).flatMap(([, from]) => this.#merged(from));
    return [
      ...own.filter(([name]) => name !== MERGE),
      ...merged.filter(([name]) => !names.has(name)),
    ];
  }

  #ownPairs(map: YAMLMap, what: string): readonly (readonly [string, YamlValue, YamlValue])[] {
    return map.items.map(({ key, value }) => {
      const at = isNode(key) ? key : null;
      return [this.text(at, `a name in ${what}`), isNode(value) ? value : null, at] as const;
    });
  }

  /** What `<<` brings in: of one mapping, or of several, the first of which counts. */
  #merged(from: YamlValue): readonly (readonly [string, YamlValue, YamlValue])[] {
    const node = this.#resolved(from);
    const maps = isSeq(node) ? this.list(node, MERGE) : [from];
    const pairs = new Map<string, readonly [string, YamlValue, YamlValue]>();
    for (const pair of maps.flatMap((map) => this.#ownPairsOf(map))) {
      if (!pairs.has(pair[0])) pairs.set(pair[0], pair);
    }
    return [...pairs.values()];
  }

  #ownPairsOf(value: YamlValue): readonly (readonly [string, YamlValue, YamlValue])[] {
    const node = this.#resolved(value);
    if (isMap(node)) return this.#ownPairs(node, MERGE);
    this.refuse(value, `${MERGE}: expected a mapping`);
    return [];
  }

  #resolved(value: YamlValue): YamlValue {
    return isAlias(value) ? (value.resolve(this.#document) ?? null) : value;
  }
}

const MERGE = '<<';

function isEmpty(value: YamlValue): value is null {
  return value === null || (isScalar(value) && value.value === null);
}
