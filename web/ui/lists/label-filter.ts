/** One label that must be, or must not be, on what is shown. Printed `job=api` or `job!=api`. */
export interface LabelFilter {
  readonly name: string;
  readonly value: string;
  readonly isExcluded: boolean;
}

/** @returns undefined for a text that is none; the first `=` ends the name. */
export function parseLabelFilter(text: string): LabelFilter | undefined {
  const match = /^(.+?)(!?=)(.*)$/s.exec(text);
  const [, name, operator, value] = match ?? [];
  if (name === undefined || value === undefined) return undefined;
  return { name, value, isExcluded: operator === '!=' };
}

export function printLabelFilter({ name, value, isExcluded }: LabelFilter): string {
  return `${name}${isExcluded ? '!=' : '='}${value}`;
}

/** The filters with one more; it takes the place of the opposite one on the same label and value. */
export function addLabelFilter(
  filters: readonly LabelFilter[],
  added: LabelFilter,
): readonly LabelFilter[] {
  const others = filters.filter(({ name, value }) => name !== added.name || value !== added.value);
  return [...others, added];
}

/**
 * Whether labels pass: each exclusion holds, and of several wanted values of one label any does.
 * A label that is missing has the value ''.
 */
export function passesLabels(
  labels: Readonly<Record<string, string>>,
  filters: readonly LabelFilter[],
): boolean {
  const labelValue = (name: string) => (Object.hasOwn(labels, name) ? labels[name] : '') ?? '';
  const wanted = new Map<string, Set<string>>();
  for (const { name, value, isExcluded } of filters) {
    if (isExcluded && labelValue(name) === value) return false;
    if (!isExcluded) wanted.set(name, (wanted.get(name) ?? new Set()).add(value));
  }
  return [...wanted].every(([name, values]) => values.has(labelValue(name)));
}
