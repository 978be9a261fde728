import { type Labels, labelsFrom } from '../../platform/model/labels.ts';
import { readComment } from './comment-line.ts';
import { ExpositionError } from './exposition-error.ts';
import type { ExpositionFormat } from './exposition-format.ts';
import { floatLabel } from './float-label.ts';
import { type CachedSeries, type FloatLabelKind, LineCache } from './line-cache.ts';
import { collectMetadata, type MetadataLine, type MetricMetadata } from './metric-metadata.ts';
import { readNumber } from './read-number.ts';
import { readTail } from './sample-tail.ts';
import { endOfSeries, readSeries, shownByte } from './series-text.ts';

/** The samples of one exposition in columns of equal length, in the order of its lines. */
export interface ParsedExposition<T> {
  /** What the labels of each sample resolved to: the same value each time a series comes again. */
  readonly series: readonly T[];
  readonly values: readonly number[];
  /** Unix milliseconds, or NaN where the target gave none. */
  readonly times: readonly number[];
}

const NEWLINE = 0x0a;
const HASH = 0x23;
const SPACE = 0x20;
const TAB = 0x09;
const OPEN = 0x7b;
/** Some milliseconds of work, when none of them is known. */
const LINES_AT_A_TIME = 500;

const LETTER_E = 0x45;
const END_LINE = '# EOF';

/**
 * Reads what one target exposes, again and again. Labels are read and resolved once for each
 * series, as long as it keeps coming; later expositions find it by its bytes. Exemplars are read
 * over. `_created` and the other suffixes of OpenMetrics are series as any other.
 *
 * @example
 * const parser = new ExpositionParser((labels) => labels);
 * parser.parse(Buffer.from('up{job="a"} 1\n'), 'text').values; // [1]
 */
export class ExpositionParser<T> {
  readonly #cache = new LineCache<T>();
  readonly #resolve: (labels: Labels) => T;
  #bytes: Buffer = Buffer.alloc(0);
  #format: ExpositionFormat = 'text';
  #floatLabel: FloatLabelKind = 0;
  #line = 0;
  #at = 0;
  #series: T[] = [];
  #values: number[] = [];
  #times: number[] = [];

  /** @param resolve what a new series is to its user; what it throws ends the parse */
  constructor(resolve: (labels: Labels) => T) {
    this.#resolve = resolve;
  }

  /** @throws ExpositionError at the first line that cannot be read */
  parse(bytes: Buffer, format: ExpositionFormat): ParsedExposition<T> {
    this.#begin(bytes, format);
    while (this.#readSome());
    return this.#finish();
  }

  /**
   * The same, a few hundred lines at a time. One at a time: nothing else may be parsed meanwhile.
   * @param rest called between the pieces, to let others go on if it is time
   */
  async parseInTurns(
    bytes: Buffer,
    format: ExpositionFormat,
    rest: () => Promise<void>,
  ): Promise<ParsedExposition<T>> {
    this.#begin(bytes, format);
    while (this.#readSome()) await rest();
    return this.#finish();
  }

  /** What was read of the exposition that `parse` threw at. */
  get readSoFar(): readonly T[] {
    return this.#series;
  }

  /** What the last complete exposition said of its families. */
  metadata(): readonly MetricMetadata[] {
    return collectMetadata(this.#cache.metadataLines());
  }

  #begin(bytes: Buffer, format: ExpositionFormat): void {
    this.#bytes = bytes;
    this.#format = format;
    this.#floatLabel = 0;
    this.#line = 0;
    this.#at = 0;
    this.#series = [];
    this.#values = [];
    this.#times = [];
    this.#cache.begin();
  }

  #finish(): ParsedExposition<T> {
    this.#bytes = Buffer.alloc(0);
    this.#cache.commit();
    return { series: this.#series, values: this.#values, times: this.#times };
  }

  /** @returns whether there is more */
  #readSome(): boolean {
    const lastLine = this.#line + LINES_AT_A_TIME;
    return this.#format === 'text' ? this.#readText(lastLine) : this.#readOpenMetrics(lastLine);
  }

  #readText(lastLine: number): boolean {
    const bytes = this.#bytes;
    let at = this.#at;
    while (at < bytes.length && this.#line < lastLine) {
      this.#line += 1;
      let start = at;
      while (bytes[start] === SPACE || bytes[start] === TAB) start++;
      at = bytes[start] === NEWLINE ? start + 1 : this.#readLine(start);
    }
    this.#at = at;
    return at < bytes.length;
  }

  /** Ends with exactly one `# EOF`, whose own end may be missing. */
  #readOpenMetrics(lastLine: number): boolean {
    const bytes = this.#bytes;
    let at = this.#at;
    while (at < bytes.length && this.#line < lastLine) {
      this.#line += 1;
      if (bytes[at + 2] === LETTER_E && this.#isEnd(at)) return false;
      if (bytes[at] === NEWLINE) throw this.#fault('expected no empty line');
      at = this.#readLine(at);
    }
    this.#at = at;
    if (at < bytes.length) return true;
    this.#line += 1;
    throw this.#fault('expected # EOF at the end of the exposition');
  }

  #isEnd(at: number): boolean {
    const bytes = this.#bytes;
    const end = at + END_LINE.length;
    if (bytes.toString('latin1', at, end) !== END_LINE) return false;
    if (end === bytes.length || (bytes[end] === NEWLINE && end + 1 === bytes.length)) return true;
    throw this.#fault('expected nothing behind # EOF');
  }

  /** @returns where the next line begins */
  #readLine(start: number): number {
    const known = this.#cache.lineAt(this.#bytes, start);
    if (known === null) return this.#readUnknown(start);
    const end = start + known.raw.length;
    const next = this.#bytes[end];
    if (known.kind === 'comment') {
      if (next !== NEWLINE) return this.#readUnknown(start);
      this.#cache.saw(known);
      if (known.metadata !== null) this.#underType(known.metadata);
      return end + 1;
    }
    const isSame = next === SPACE || (next === TAB && this.#format === 'text');
    if (!isSame || known.floatLabel !== this.#floatLabel) return this.#readUnknown(start);
    const value = end + 1;
    const first = this.#bytes[value] ?? 0;
    if (first === OPEN || first <= SPACE) return this.#readUnknown(start);
    return this.#readSample(known, value);
  }

  #readUnknown(start: number): number {
    return this.#bytes[start] === HASH ? this.#readComment(start) : this.#readSeries(start);
  }

  #readComment(start: number): number {
    const bytes = this.#bytes;
    const newline = bytes.indexOf(NEWLINE, start);
    if (newline === -1 && this.#format === 'openmetrics') {
      throw this.#fault('expected # EOF at the end of the exposition');
    }
    const end = newline === -1 ? bytes.length : newline;
    const read = readComment(bytes, start, end, this.#format);
    if (read !== null && 'fault' in read) throw this.#fault(read.fault);
    if (read !== null) this.#underType(read);
    this.#cache.saw({
      kind: 'comment',
      raw: bytes.toString('latin1', start, end),
      metadata: read,
    });
    return end + 1;
  }

  #underType(line: MetadataLine): void {
    if (line.kind !== 'type') return;
    if (line.type === 'histogram') this.#floatLabel = 1;
    else this.#floatLabel = line.type === 'summary' ? 2 : 0;
  }

  #readSeries(start: number): number {
    const bytes = this.#bytes;
    const end = endOfSeries(bytes, start, this.#format);
    if (end === -1) throw this.#faultOfLine(start);
    const raw = bytes.toString('latin1', start, end);
    const series = this.#cache.find(raw, this.#floatLabel) ?? this.#newSeries(raw, start, end);
    let value = end;
    if (this.#format === 'openmetrics') {
      if (bytes[value] !== SPACE) {
        throw this.#fault(`expected a space before the value, got ${shownByte(bytes, value)}`);
      }
      value++;
    } else {
      while (bytes[value] === SPACE || bytes[value] === TAB) value++;
    }
    return this.#readSample(series, value);
  }

  #newSeries(raw: string, start: number, end: number): CachedSeries<T> {
    const read = readSeries(this.#bytes, start, end, this.#format);
    if ('fault' in read) throw this.#fault(read.fault);
    const pairs = this.#withFloats(read.pairs);
    const names = new Set<string>();
    for (const [name] of pairs) {
      if (names.has(name)) throw this.#fault(`the label ${JSON.stringify(name)} is there twice`);
      names.add(name);
    }
    const series: CachedSeries<T> = {
      kind: 'series',
      raw,
      floatLabel: this.#floatLabel,
      resolved: this.#resolve(labelsFrom(pairs)),
      seenIn: 0,
    };
    this.#cache.addSeries(series);
    return series;
  }

  #withFloats(
    pairs: readonly (readonly [string, string])[],
  ): readonly (readonly [string, string])[] {
    if (this.#floatLabel === 0) return pairs;
    const wanted = this.#floatLabel === 1 ? 'le' : 'quantile';
    return pairs.map(([name, value]) => [name, name === wanted ? floatLabel(value) : value]);
  }

  /** The value and what may follow it. @returns where the next line begins */
  #readSample(series: CachedSeries<T>, start: number): number {
    const bytes = this.#bytes;
    let end = start;
    for (; end < bytes.length; end++) {
      const byte = bytes[end] ?? 0;
      if (byte === NEWLINE || byte === SPACE || byte === TAB) break;
    }
    const value = readNumber(bytes, start, end);
    if (value === undefined) throw this.#fault(`expected a value, got ${shownByte(bytes, start)}`);
    let time = Number.NaN;
    let next = end;
    if (bytes[end] !== NEWLINE && end < bytes.length) {
      const tail = readTail(bytes, end, this.#format);
      if ('fault' in tail) throw this.#fault(tail.fault);
      time = tail.timeMs;
      next = tail.end;
    }
    if (this.#format === 'openmetrics' && next >= bytes.length) {
      throw this.#fault('expected # EOF at the end of the exposition');
    }
    this.#cache.saw(series);
    this.#series.push(series.resolved);
    this.#values.push(value);
    this.#times.push(time);
    return next + 1;
  }

  /** Of a line that ends before its series does. */
  #faultOfLine(start: number): ExpositionError {
    const bytes = this.#bytes;
    const newline = bytes.indexOf(NEWLINE, start);
    const end = newline === -1 ? bytes.length : newline;
    const read = readSeries(bytes, start, end, this.#format);
    if ('fault' in read) return this.#fault(read.fault);
    return this.#fault(`expected a value, got ${shownByte(bytes, end)}`);
  }

  #fault(message: string): ExpositionError {
    return new ExpositionError(this.#line, message);
  }
}
