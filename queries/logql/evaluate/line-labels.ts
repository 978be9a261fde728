import type { Labels } from '../../../platform/model/labels.ts';
import { byName, keyOf, type LabelSet, NO_LABELS, sortedLabelSet } from './label-set.ts';

export const ERROR = '__error__';
export const ERROR_DETAILS = '__error_details__';
export const PRESERVE_ERROR = '__preserve_error__';

export type PipelineErrorKind =
  | 'JSONParserErr'
  | 'LogfmtParserErr'
  | 'SampleExtractionErr'
  | 'LabelFilterErr'
  | 'TemplateFormatErr';

const SUFFIX = '_extracted';

/** No field of a line becomes one of these. */
const INTERNAL: ReadonlySet<string> = new Set([ERROR, ERROR_DETAILS, PRESERVE_ERROR]);

/** Label sets that are remembered per pipeline, so that equal ones are built once. */
const MAX_REMEMBERED = 10_000;

/** Longer keys are those of values that hardly repeat. */
const MAX_KEY = 1_000;

/** Which labels remain of a line's. */
export interface LabelChoice {
  readonly mode: 'by' | 'without';
  readonly names: ReadonlySet<string>;
}

/**
 * The labels of one line on its way through a pipeline, in three categories: those of the stream,
 * structured metadata, and what stages found. A parsed label that would hide one of the others is
 * called `<name>_extracted`; so is metadata that would hide a label of the stream. One object serves
 * all lines of a pipeline.
 */
export class LineLabels {
  /** Empty: nothing went wrong. */
  error = '';
  private details = '';
  private base: LabelSet = NO_LABELS;
  private readonly metadata = new Map<string, string>();
  private readonly parsed = new Map<string, string>();
  private readonly removed = new Set<string>();
  private readonly known = new Map<string, LabelSet>();
  private readonly preservesErrors: boolean;
  private readonly wantedFields: ReadonlySet<string> | null;

  /**
   * @param preservesErrors whether errors of parsers are wanted in the result of a metric query
   * @param wantedFields fields that may become labels; null: all
   */
  constructor(preservesErrors: boolean, wantedFields: ReadonlySet<string> | null) {
    this.preservesErrors = preservesErrors;
    this.wantedFields = wantedFields;
  }

  /** Begins a line. @param stream labels of its stream */
  begin(stream: LabelSet, metadata: Labels | null): void {
    this.base = stream;
    this.error = '';
    this.details = '';
    if (this.parsed.size > 0) this.parsed.clear();
    if (this.removed.size > 0) this.removed.clear();
    if (this.metadata.size > 0) this.metadata.clear();
    if (metadata !== null) for (const [name, value] of metadata) this.addMetadata(name, value);
  }

  private addMetadata(name: string, value: string): void {
    if (name === ERROR) this.error = value;
    else if (name === ERROR_DETAILS) this.details = value;
    else this.metadata.set(this.base.labels.has(name) ? name + SUFFIX : name, value);
  }

  get(name: string): string | undefined {
    if (name === ERROR) return this.error === '' ? undefined : this.error;
    if (name === ERROR_DETAILS && this.details !== '') return this.details;
    const found = this.parsed.get(name) ?? this.metadata.get(name);
    if (found !== undefined || this.removed.has(name)) return found;
    return this.base.labels.get(name);
  }

  /** The name under which a parser's field becomes a label; null for one that came before. */
  private nameForField(name: string): string | null {
    const isTaken = this.base.labels.has(name) || this.metadata.has(name);
    const free = isTaken ? name + SUFFIX : name;
    return this.parsed.has(free) || INTERNAL.has(free) ? null : free;
  }

  /** A field that a parser found. The first one of a name stays. */
  extract(name: string, value: string): void {
    if (this.wantedFields !== null && !this.wantedFields.has(name)) return;
    const free = this.nameForField(name);
    if (free !== null) this.set(free, value);
  }

  /** A field that the query names; the last one stays. */
  extractNamed(name: string, value: string): void {
    if (INTERNAL.has(name)) return;
    const isTaken = this.base.labels.has(name) || this.metadata.has(name);
    this.set(isTaken ? name + SUFFIX : name, value);
  }

  /** Sets a label, whatever had that name. */
  set(name: string, value: string): void {
    this.metadata.delete(name);
    this.parsed.set(name, value);
  }

  remove(name: string): void {
    if (name === ERROR) this.error = '';
    else if (name === ERROR_DETAILS) this.details = '';
    this.metadata.delete(name);
    this.parsed.delete(name);
    this.removed.add(name);
  }

  setError(kind: PipelineErrorKind, details: string): void {
    this.error = kind;
    this.details = details;
  }

  /** As `setError`; the line is kept in metric queries that ask for errors. */
  setParserError(kind: PipelineErrorKind, details: string): void {
    this.setError(kind, details);
    this.metadata.delete(PRESERVE_ERROR);
    if (this.preservesErrors) this.set(PRESERVE_ERROR, 'true');
  }

  /** Whether an error is to be part of a result instead of ending the query. */
  get isErrorPreserved(): boolean {
    return this.parsed.get(PRESERVE_ERROR) === 'true';
  }

  get isUnchanged(): boolean {
    return (
      this.parsed.size + this.metadata.size + this.removed.size === 0 &&
      this.error === '' &&
      this.details === ''
    );
  }

  /** In any order, each name once. */
  pairs(): [string, string][] {
    const pairs: [string, string][] = [];
    for (const [name, value] of this.base.labels) {
      const isHidden = this.removed.has(name) || this.parsed.has(name) || this.metadata.has(name);
      if (!isHidden) pairs.push([name, value]);
    }
    for (const pair of this.metadata) pairs.push(pair);
    for (const pair of this.parsed) {
      if (pair[0] !== ERROR_DETAILS || this.details === '') pairs.push(pair);
    }
    this.addErrors(pairs);
    return pairs;
  }

  private addErrors(pairs: [string, string][]): void {
    if (this.error !== '') pairs.push([ERROR, this.error]);
    if (this.details !== '') pairs.push([ERROR_DETAILS, this.details]);
  }

  /** All labels. */
  all(): LabelSet {
    return this.isUnchanged ? this.base : this.remember(this.pairs());
  }

  /** What a grouping leaves, and in any case what tells of an error. */
  chosen({ mode, names }: LabelChoice): LabelSet {
    if (mode === 'without') return this.remember(this.pairs().filter(([name]) => !names.has(name)));
    const pairs: [string, string][] = [];
    for (const name of names) {
      const value = name === ERROR || name === ERROR_DETAILS ? undefined : this.get(name);
      if (value !== undefined) pairs.push([name, value]);
    }
    if (this.error === '') {
      const details = names.has(ERROR_DETAILS) ? this.get(ERROR_DETAILS) : undefined;
      if (details !== undefined) pairs.push([ERROR_DETAILS, details]);
    } else {
      this.addErrors(pairs);
      if (this.isErrorPreserved && !names.has(PRESERVE_ERROR)) pairs.push([PRESERVE_ERROR, 'true']);
    }
    return this.remember(pairs);
  }

  /** The categories of a line that is part of a log query's result. */
  categories(): { stream: LabelSet; metadata: LabelSet; parsed: LabelSet } {
    const stream = [...this.base.labels].filter(
      ([name]) => !(this.removed.has(name) || this.parsed.has(name) || this.metadata.has(name)),
    );
    const parsed: [string, string][] = [...this.parsed].filter(
      ([name]) => name !== ERROR_DETAILS || this.details === '',
    );
    this.addErrors(parsed);
    return {
      stream: stream.length === this.base.labels.size ? this.base : sortedLabelSet(stream),
      metadata: this.remember([...this.metadata]),
      parsed: this.remember(parsed),
    };
  }

  private remember(pairs: [string, string][]): LabelSet {
    pairs.sort(byName);
    const key = keyOf(pairs);
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const set: LabelSet = { key, labels: new Map(pairs) };
    if (this.known.size < MAX_REMEMBERED && key.length < MAX_KEY) this.known.set(key, set);
    return set;
  }
}
