import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Pair,
  parseAllDocuments,
} from 'yaml';
import { pointer } from '../forms/pointer.ts';
import { type MapShape, type Shape, wayOf } from './document-shape.ts';

/** UTF-16 offsets, `to` exclusive. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Where each part of a document stands, by its JSON pointer. */
export type Places = ReadonlyMap<string, Span>;

/** What is wrong with a document before anybody thinks about what it means. */
export type YamlProblem =
  | { readonly kind: 'syntax'; readonly text: string }
  | { readonly kind: 'several' }
  | { readonly kind: 'alias' }
  | { readonly kind: 'twice'; readonly name: string }
  | { readonly kind: 'unknown'; readonly name: string }
  | { readonly kind: 'notMap' }
  | { readonly kind: 'notList' }
  | { readonly kind: 'notText' }
  | { readonly kind: 'notNumber' }
  | { readonly kind: 'notFlag' }
  | { readonly kind: 'notChoice'; readonly values: readonly string[] };

export interface YamlFault extends Span {
  /** JSON pointer of the part; empty for the whole. */
  readonly at: string;
  readonly problem: YamlProblem;
}

export interface YamlReading {
  /** As the shape says, with lists and maps that are left out empty; null where there are faults. */
  readonly value: unknown;
  readonly faults: readonly YamlFault[];
  readonly places: Places;
}

/** Every scalar stays the text it is: what it stands for is what its place wants. */
const OPTIONS = { schema: 'failsafe', uniqueKeys: false, prettyErrors: false } as const;

/**
 * Reads one YAML document (or JSON). Without a shape nothing but its syntax is judged, and `value` is
 * null.
 */
export function readDocument(text: string, shape: Shape | null): YamlReading {
  const lineCounter = new LineCounter();
  const [document, second] = [...parseAllDocuments(text, { ...OPTIONS, lineCounter })];
  const reader = new Reader(text);
  if (document === undefined) return reader.end(shape && reader.read(null, shape, '', NOWHERE));
  for (const { message, pos } of [...document.errors, ...document.warnings]) {
    const [line = ''] = message.split('\n', 1);
    reader.say('', { from: pos[0], to: pos[1] }, { kind: 'syntax', text: line });
  }
  if (second !== undefined) {
    reader.say('', { from: second.range[0], to: second.range[1] }, { kind: 'several' });
  }
  if (shape === null) reader.note(document.contents, '');
  return reader.end(shape && reader.read(document.contents, shape, '', NOWHERE));
}

const NOWHERE: Span = { from: 0, to: 0 };

type Node = Document['contents'] | unknown;

class Reader {
  readonly #text: string;
  readonly #faults: YamlFault[] = [];
  readonly #places = new Map<string, Span>();

  constructor(text: string) {
    this.#text = text;
  }

  end(value: unknown): YamlReading {
    const faults = this.#faults;
    return { value: faults.length === 0 ? value : null, faults, places: this.#places };
  }

  say(at: string, span: Span, problem: YamlProblem): void {
    const from = Math.min(span.from, Math.max(0, this.#text.length - 1));
    const to = Math.min(Math.max(span.to, from + 1), this.#text.length);
    this.#faults.push({ at, from, to, problem });
  }

  /** Only where the parts stand. */
  note(node: Node, at: string): void {
    if (isMap(node)) {
      for (const pair of node.items) {
        const name = keyOf(pair);
        this.#places.set(at + pointer(name), spanOf(pair.key) ?? NOWHERE);
        this.note(pair.value, at + pointer(name));
      }
    }
    if (isSeq(node)) {
      for (const [index, item] of node.items.entries()) {
        this.#places.set(at + pointer(index), spanOf(item) ?? NOWHERE);
        this.note(item, at + pointer(index));
      }
    }
    if (isScalar(node)) this.#places.set(at, spanOf(node) ?? NOWHERE);
  }

  /** @param near where the part is told when nothing stands there */
  read(node: Node, shape: Shape, at: string, near: Span): unknown {
    const span = spanOf(node) ?? near;
    if (!isMap(node) && !isSeq(node)) this.#places.set(at, span);
    if (isAlias(node)) return this.#refuse(at, span, { kind: 'alias' });
    switch (shape.kind) {
      case 'map':
        return this.#map(node, shape, at, span);
      case 'either':
        return this.#either(node, shape.ways, at, span);
      case 'texts':
        return this.#texts(node, at, span);
      case 'list':
        return this.#list(node, shape.of, at, span);
      default:
        return this.#scalar(node, shape, at, span);
    }
  }

  #refuse(at: string, span: Span, problem: YamlProblem): undefined {
    this.say(at, span, problem);
    return undefined;
  }

  #either(node: Node, ways: readonly MapShape[], at: string, span: Span): unknown {
    const kind = isMap(node) ? node.items.find((pair) => keyOf(pair) === 'kind')?.value : undefined;
    const way = wayOf(ways, isScalar(kind) ? String(kind.value) : undefined);
    return way && this.#map(node, way, at, span);
  }

  #map(node: Node, { members }: MapShape, at: string, span: Span): unknown {
    const pairs = this.#pairs(node, at, span);
    const value: Record<string, unknown> = {};
    for (const [name, { pair, place }] of pairs) {
      const member = members.get(name);
      const below = at + pointer(name);
      if (member === undefined) this.say(below, place, { kind: 'unknown', name });
      // Nothing after the colon is the same as nothing at all.
      else if (isNothing(pair.value)) this.#places.set(below, place);
      else {
        this.#places.set(below, place);
        value[name] = this.read(pair.value, member.shape, below, place);
      }
    }
    for (const [name, { shape, isNeeded }] of members) {
      if (isNeeded && value[name] === undefined) value[name] = emptyOf(shape);
    }
    return value;
  }

  #pairs(node: Node, at: string, span: Span): ReadonlyMap<string, { pair: Pair; place: Span }> {
    const pairs = new Map<string, { pair: Pair; place: Span }>();
    if (isNothing(node)) return pairs;
    if (!isMap(node)) {
      this.say(at, span, { kind: 'notMap' });
      return pairs;
    }
    for (const pair of node.items) {
      const name = keyOf(pair);
      const place = spanOf(pair.key) ?? span;
      if (pairs.has(name)) this.say(at + pointer(name), place, { kind: 'twice', name });
      else pairs.set(name, { pair, place });
    }
    return pairs;
  }

  #texts(node: Node, at: string, span: Span): unknown {
    const pairs = [...this.#pairs(node, at, span)];
    const texts = pairs.map(([name, { pair, place }]) => {
      return [name, this.read(pair.value, { kind: 'text' }, at + pointer(name), place)];
    });
    return Object.fromEntries(texts);
  }

  #list(node: Node, of: Shape, at: string, span: Span): unknown {
    if (isNothing(node)) return [];
    if (!isSeq(node)) return this.#refuse(at, span, { kind: 'notList' });
    return node.items.map((item, index) => {
      const below = at + pointer(index);
      this.#places.set(below, spanOf(item) ?? span);
      return this.read(item, of, below, span);
    });
  }

  #scalar(
    node: Node,
    shape: Exclude<Shape, { kind: 'map' | 'either' | 'texts' | 'list' }>,
    at: string,
    span: Span,
  ): unknown {
    const text = isNothing(node) ? '' : isScalar(node) ? String(node.value) : null;
    if (text === null) return this.#refuse(at, span, { kind: 'notText' });
    switch (shape.kind) {
      case 'text':
        return text;
      case 'number':
        if (text.trim() !== '' && Number.isFinite(Number(text))) return Number(text);
        return this.#refuse(at, span, { kind: 'notNumber' });
      case 'flag':
        if (text === 'true' || text === 'false') return text === 'true';
        return this.#refuse(at, span, { kind: 'notFlag' });
      case 'choice':
        if (shape.values.includes(text)) return text;
        return this.#refuse(at, span, { kind: 'notChoice', values: shape.values });
    }
  }
}

function emptyOf(shape: Shape): unknown {
  switch (shape.kind) {
    case 'list':
      return [];
    case 'texts':
      return {};
    case 'map':
      return {};
    case 'flag':
      return false;
    case 'choice':
      return shape.values[0];
    case 'text':
      return '';
    default:
      return undefined;
  }
}

function isNothing(node: Node): boolean {
  return (
    node === null ||
    node === undefined ||
    (isScalar(node) && node.type === 'PLAIN' && String(node.value ?? '') === '')
  );
}

function keyOf({ key }: Pair): string {
  return isScalar(key) ? String(key.value) : String(key);
}

function spanOf(node: Node): Span | undefined {
  if (!isScalar(node) && !isMap(node) && !isSeq(node) && !isAlias(node)) return undefined;
  const { range } = node;
  return range ? { from: range[0], to: range[1] } : undefined;
}

/** Where a part stands, or the nearest one above it; the beginning when nothing does. */
export function placeAt(places: Places, at: string): Span {
  for (let up = at; up !== ''; up = up.slice(0, up.lastIndexOf('/'))) {
    const span = places.get(up);
    if (span !== undefined) return span;
  }
  return NOWHERE;
}
