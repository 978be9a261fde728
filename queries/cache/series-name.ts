/**
 * The labels of a series as its backend wrote them. What the answers of one backend call a series is
 * always the same text, so the text identifies it.
 */
export class SeriesName {
  /** A JSON object, e.g. `{"__name__":"up","job":"a"}`. */
  readonly text: string;
  /** What stands before its samples in an answer. */
  readonly head: Buffer;
  #labels: readonly string[] | null = null;

  constructor(text: string) {
    this.text = text;
    this.head = Buffer.from(`{"metric":${text},"values":[`);
  }

  /** Names and values in turns, sorted by name. */
  get labels(): readonly string[] {
    this.#labels ??= readLabels(this.text);
    return this.#labels;
  }
}

/**
 * The order of series in a range answer: by label names and values in turns, as bytes; fewer labels
 * first.
 * @see https://github.com/prometheus/prometheus/blob/v2.42.0/model/labels/labels.go `Compare`
 */
export function compareSeries(a: SeriesName, b: SeriesName): number {
  const [left, right] = [a.labels, b.labels];
  const shared = Math.min(left.length, right.length);
  for (let index = 0; index < shared; index++) {
    const order = compareBytes(left[index] ?? '', right[index] ?? '');
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

function readLabels(text: string): readonly string[] {
  const parsed: unknown = JSON.parse(text);
  if (typeof parsed !== 'object' || parsed === null) throw new TypeError('labels are no object');
  return Object.entries(parsed)
    .sort(([a], [b]) => compareBytes(a, b))
    .flatMap(([name, value]) => [name, String(value)]);
}

/** Order of UTF-8 bytes, which is that of code points and not of UTF-16. */
function compareBytes(a: string, b: string): number {
  const shared = Math.min(a.length, b.length);
  for (let index = 0; index < shared; index++) {
    const [x, y] = [a.charCodeAt(index), b.charCodeAt(index)];
    if (x !== y) return byteRank(x) - byteRank(y);
  }
  return a.length - b.length;
}

/** Surrogates stand for what is above U+FFFF. */
function byteRank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
