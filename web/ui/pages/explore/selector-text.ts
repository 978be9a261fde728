/** What is chosen of a metric's series: values by label, none chosen means any. */
export interface Selection {
  readonly metric: string;
  readonly labels: ReadonlyMap<string, readonly string[]>;
}

const PLAIN_METRIC = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const PLAIN_LABEL = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/**
 * A selection as PromQL: one value by equality, several as a pattern of literals.
 * @example selectorText({ metric: 'up', labels: … }) is 'up{job=~"api|web",zone="a"}'
 */
export function selectorText({ metric, labels }: Selection): string {
  const matchers = [...labels].flatMap(([label, values]) => matcherText(label, values));
  const isPlain = metric === '' || PLAIN_METRIC.test(metric);
  const inside = isPlain ? matchers : [quoted(metric), ...matchers];
  if (inside.length === 0) return metric;
  return `${isPlain ? metric : ''}{${inside.join(',')}}`;
}

function matcherText(label: string, values: readonly string[]): readonly string[] {
  const [first, ...more] = values;
  if (first === undefined) return [];
  const name = PLAIN_LABEL.test(label) ? label : quoted(label);
  if (more.length === 0) return [`${name}=${quoted(first)}`];
  return [`${name}=~${quoted(values.map(literalPattern).join('|'))}`];
}

/** The selection without one label: what the values of this label are asked by. */
export function withoutLabel({ metric, labels }: Selection, label: string): Selection {
  return { metric, labels: new Map([...labels].filter(([name]) => name !== label)) };
}

function quoted(text: string): string {
  return JSON.stringify(text);
}

/** Text that an RE2 pattern takes as it stands. */
function literalPattern(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
