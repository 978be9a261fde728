import type { Labels } from '../../platform/model/labels.ts';
import { type LogStream, labelsJsonOf } from './log-stream.ts';

/** One condition on a label. A label that a stream does not have is the empty text. */
export interface LabelMatcher {
  readonly name: string;
  readonly op: '=' | '!=' | '=~' | '!~';
  readonly value: string;
  matches(value: string): boolean;
}

/** The streams of one tenant: by labels, and by each label's values. */
export class StreamIndex {
  readonly #byJson = new Map<string, LogStream>();
  /** Label sets that were handed in before, so that their text need not be made again. */
  readonly #byLabels = new WeakMap<Labels, LogStream>();
  readonly #postings = new Map<string, Map<string, Set<LogStream>>>();

  get size(): number {
    return this.#byJson.size;
  }

  all(): Iterable<LogStream> {
    return this.#byJson.values();
  }

  byJson(labelsJson: string): LogStream | undefined {
    return this.#byJson.get(labelsJson);
  }

  /** @param labels sorted by name */
  find(labels: Labels): LogStream | undefined {
    const known = this.#byLabels.get(labels);
    if (known !== undefined && !known.isGone) return known;
    const stream = this.#byJson.get(labelsJsonOf(labels));
    if (stream !== undefined) this.#byLabels.set(labels, stream);
    return stream;
  }

  add(stream: LogStream): void {
    this.#byJson.set(stream.labelsJson, stream);
    for (const [name, value] of stream.labels) {
      const values = getOrMake(this.#postings, name, () => new Map<string, Set<LogStream>>());
      getOrMake(values, value, () => new Set<LogStream>()).add(stream);
    }
  }

  remove(stream: LogStream): void {
    stream.isGone = true;
    this.#byJson.delete(stream.labelsJson);
    for (const [name, value] of stream.labels) {
      const values = this.#postings.get(name);
      const streams = values?.get(value);
      streams?.delete(stream);
      if (streams?.size === 0) values?.delete(value);
      if (values?.size === 0) this.#postings.delete(name);
    }
  }

  /** Finds out, stream by stream, which fulfil all of the matchers. */
  search(matchers: readonly LabelMatcher[]): StreamSearch {
    return { candidates: this.#candidates(matchers), isMatch: streamTest(matchers) };
  }

  /** The shortest list that has every match. */
  #candidates(matchers: readonly LabelMatcher[]): readonly LogStream[] {
    let fewest: ReadonlySet<LogStream> | null = null;
    for (const { name, op, value } of matchers) {
      if (op !== '=' || value === '') continue;
      const streams = this.#postings.get(name)?.get(value);
      if (streams === undefined) return [];
      if (fewest === null || streams.size < fewest.size) fewest = streams;
    }
    return [...(fewest ?? this.#named(matchers) ?? this.#byJson.values())];
  }

  /** Those with a label that a matcher demands; null: no matcher demands any. */
  #named(matchers: readonly LabelMatcher[]): Set<LogStream> | null {
    const demanding = matchers.find((matcher) => matcher.op === '=~' && !matcher.matches(''));
    if (demanding === undefined) return null;
    const found = new Set<LogStream>();
    for (const [value, streams] of this.#postings.get(demanding.name) ?? []) {
      if (!demanding.matches(value)) continue;
      for (const stream of streams) found.add(stream);
    }
    return found;
  }
}

export interface StreamSearch {
  /** A copy; some of them may not fulfil the matchers. */
  readonly candidates: readonly LogStream[];
  readonly isMatch: (labels: Labels) => boolean;
}

/** Tests label sets; a pattern is tried once on each value that it meets. */
function streamTest(matchers: readonly LabelMatcher[]): (labels: Labels) => boolean {
  const tests = matchers.map((matcher) => {
    const known = new Map<string, boolean>();
    return (labels: Labels): boolean => {
      const value = labels.get(matcher.name) ?? '';
      const answer = known.get(value) ?? matcher.matches(value);
      known.set(value, answer);
      return answer;
    };
  });
  return (labels) => tests.every((test) => test(labels));
}

function getOrMake<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
