import { scanStreamSelectors } from '../conformance/logql-scanner.ts';

export interface StoredEntry {
  readonly ns: bigint;
  readonly line: string;
}

export interface StoredStream {
  readonly labels: Readonly<Record<string, string>>;
  readonly entries: readonly StoredEntry[];
}

export interface LinesWish {
  readonly startNs: bigint;
  /** Exclusive. */
  readonly endNs: bigint;
  readonly isForward: boolean;
  /** Over all streams. */
  readonly limit: number;
}

interface Condition {
  readonly name: string;
  readonly op: string;
  readonly value: string;
}

const MATCHER = /([a-zA-Z_]\w*)\s*(=~|!~|!=|=)\s*("(?:[^"\\]|\\.)*"|`[^`]*`)/gs;
const COMMENTS = /#[^\n]*|\/\/[^\n]*|\/\*.*?\*\//gs;

/** Streams in memory, selected by nothing but the text of selectors. */
export class LokiStore {
  readonly #streams: StoredStream[];
  readonly #listeners = new Set<(stream: StoredStream) => void>();

  constructor(streams: readonly StoredStream[]) {
    this.#streams = [...streams];
  }

  get streams(): readonly StoredStream[] {
    return this.#streams;
  }

  /** Adds entries as a stream of its own, or to the one with these labels. */
  add(stream: StoredStream): void {
    const key = keyOf(stream.labels);
    const at = this.#streams.findIndex(({ labels }) => keyOf(labels) === key);
    const before = this.#streams[at];
    if (before) this.#streams[at] = { ...before, entries: [...before.entries, ...stream.entries] };
    else this.#streams.push(stream);
    for (const listener of this.#listeners) listener(stream);
  }

  onAdd(listener: (stream: StoredStream) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Every stream that any selector in any of the texts selects. */
  selected(texts: readonly string[]): readonly StoredStream[] {
    const selectors = texts.flatMap(scanStreamSelectors).map(conditionsOf);
    return this.#streams.filter(({ labels }) =>
      selectors.some((conditions) => conditions.every((one) => holds(one, labels))),
    );
  }

  /** The stream, if the query's selector selects it. */
  matching(query: string, stream: StoredStream): readonly StoredStream[] {
    return new LokiStore([stream]).selected([query]);
  }

  isLogQuery(query: string): boolean {
    return /^[\s(]*\{/.test(query.replaceAll(COMMENTS, ' '));
  }

  /** The lines of a log query, by stream. */
  lines(query: string, { startNs, endNs, isForward, limit }: LinesWish): readonly StoredStream[] {
    const [, needle] = /\}\s*\|=\s*"([^"\\]*)"/.exec(query) ?? [];
    const sign = isForward ? 1 : -1;
    const all = this.selected([query]).flatMap(({ labels, entries }) => {
      const key = keyOf(labels);
      return entries
        .map((entry, index) => ({ labels, key, index, ...entry }))
        .filter(({ ns, line }) => ns >= startNs && ns < endNs && line.includes(needle ?? ''));
    });
    const first = all
      .sort((a, b) =>
        a.ns !== b.ns
          ? (a.ns < b.ns ? -1 : 1) * sign
          : a.key < b.key
            ? -1
            : a.key > b.key
              ? 1
              : (a.index - b.index) * sign,
      )
      .slice(0, limit);
    const groups = grouped(first, ({ key }) => key);
    return [...groups.values()].map((entries) => ({ labels: entries[0]?.labels ?? {}, entries }));
  }

  names(streams: readonly StoredStream[]): readonly string[] {
    return [...new Set(streams.flatMap(({ labels }) => Object.keys(labels)))].sort();
  }

  values(streams: readonly StoredStream[], name: string): readonly string[] {
    return [...new Set(streams.flatMap(({ labels }) => labels[name] ?? []))].sort();
  }
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

/** The conditions in a selector's text, in order. */
export function conditionsOf(selector: string): readonly Condition[] {
  return [...selector.matchAll(MATCHER)].map(([, name = '', op = '', value = '""']) => ({
    name,
    op,
    value: value.startsWith('`') ? value.slice(1, -1) : unquoted(value),
  }));
}

/** Go's escapes, as far as queries of tests have them. */
function unquoted(text: string): string {
  return text
    .slice(1, -1)
    .replaceAll(/\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|(.))/gs, (_, hex, unicode, char) => {
      if (char === undefined) return String.fromCharCode(Number.parseInt(hex ?? unicode, 16));
      const named: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };
      return named[char] ?? char;
    });
}

function holds({ name, op, value }: Condition, labels: StoredStream['labels']): boolean {
  const actual = labels[name] ?? '';
  switch (op) {
    case '=':
      return actual === value;
    case '!=':
      return actual !== value;
    default: {
      const pattern = compiled(value);
      return pattern === null || pattern.test(actual) === (op === '=~');
    }
  }
}

/** Null for what only RE2 reads; it is taken to hold, so that a selector reads rather too much. */
function compiled(pattern: string): RegExp | null {
  try {
    return new RegExp(`^(?:${pattern.replaceAll('(?P<', '(?<')})$`, 's');
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return null;
    throw thrown;
  }
}

function keyOf(labels: StoredStream['labels']): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}
