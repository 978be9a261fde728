/**
 * What a label may hold: a closed list of values, or at most `maxValues` different ones in the life
 * of the process (names from the configuration or the code, e.g. clusters, batch names).
 */
export type LabelSpec = readonly string[] | { readonly maxValues: number };
export type LabelSpecs = Readonly<Record<string, LabelSpec>>;

/** The values one observation carries, typed by the spec. */
export type LabelValues<L extends LabelSpecs> = {
  readonly [Name in keyof L]: L[Name] extends readonly (infer Value extends string)[]
    ? Value
    : string;
};

/** Value that stands for everything over the bound. */
const OTHER_VALUE = 'other';

const MAX_VALUES = 500;
const MAX_SERIES = 5_000;

/** Names that stand for one thing per request, person or address, whatever their bound says. */
const UNBOUNDED_NAMES: ReadonlySet<string> = new Set([
  'url',
  'path',
  'query',
  'id',
  'address',
  'ip',
  'user',
  'token',
  'fingerprint',
  'message',
  'error',
]);

export interface LabelGuard {
  readonly names: string[];
  /** The labels to record: values over the bound or off the list become `other`. */
  check(labels: Readonly<Record<string, string>>): Record<string, string>;
  /** As `check`, and frees the values' places under the bound. */
  forget(labels: Readonly<Record<string, string>>): Record<string, string>;
}

/**
 * Bounds the series of one metric.
 * @throws TypeError for a label name that cannot be bounded, a bound over 500, or more than 5,000
 * possible series.
 */
export function labelGuard(metric: string, specs: LabelSpecs | undefined): LabelGuard {
  const bounds = Object.entries(specs ?? {}).map(([name, spec]) => boundOf(metric, name, spec));
  const series = bounds.reduce((product, bound) => product * bound.capacity, 1);
  if (series > MAX_SERIES) {
    throw new TypeError(`${metric} could have ${series} series; at most ${MAX_SERIES} are allowed`);
  }
  const map =
    (step: 'admit' | 'release') =>
    (labels: Readonly<Record<string, string>>): Record<string, string> => {
      const checked: Record<string, string> = {};
      for (const bound of bounds) checked[bound.name] = bound[step](labels[bound.name] ?? '');
      return checked;
    };
  return { names: bounds.map(({ name }) => name), check: map('admit'), forget: map('release') };
}

interface LabelBound {
  readonly name: string;
  readonly capacity: number;
  admit(value: string): string;
  release(value: string): string;
}

function boundOf(metric: string, name: string, spec: LabelSpec): LabelBound {
  if (UNBOUNDED_NAMES.has(name)) {
    throw new TypeError(`${metric}: a label "${name}" has no bound; log the value instead`);
  }
  const isOpen = 'maxValues' in spec;
  const capacity = isOpen ? spec.maxValues : spec.length;
  if (!Number.isInteger(capacity) || capacity < 1 || capacity > MAX_VALUES) {
    throw new TypeError(`${metric}: label "${name}" needs 1 to ${MAX_VALUES} values`);
  }
  const seen = new Set<string>(isOpen ? [] : spec);
  const admit = (value: string): string => {
    if (seen.has(value)) return value;
    if (!isOpen || seen.size >= capacity) return OTHER_VALUE;
    seen.add(value);
    return value;
  };
  const release = (value: string): string => {
    if (!seen.has(value)) return OTHER_VALUE;
    if (isOpen) seen.delete(value);
    return value;
  };
  return { name, capacity, admit, release };
}
