import { AppError } from '../../platform/errors/app-error.ts';
import { AUDIT_LABEL } from '../../platform/model/audit-label.ts';
import { type Labels, labelsFrom } from '../../platform/model/labels.ts';

/** What the token of a push says about the labels of everything in it. */
export interface LabelStamp {
  /** Set last, over whatever the push says under these names. */
  readonly ownLabels: Labels;
  /** For tokens that may write to several namespaces; null for those bound to one place. */
  readonly choice: NamespaceChoice | null;
}

export interface NamespaceChoice {
  /** The namespace label, e.g. `namespace`. */
  readonly label: string;
  /** Values that a push may name. */
  readonly allowed: ReadonlySet<string>;
}

const MOST_NAMED = 10;
const MAX_QUOTED = 100;

/**
 * The labels under which something pushed is stored: the only place where tenancy labels are set.
 * Later pairs win over earlier ones of the same name, empty values are none, and the own labels win
 * over all. The label of audit is there only when it is an own one. Names are compared exactly: one that
 * merely looks like a tenancy label is another label.
 *
 * @example
 * stampLabels([['job', 'a'], ['namespace', 'theirs']], { ownLabels: new Map([['namespace', 'mine']]), choice: null })
 * // Map { 'job' => 'a', 'namespace' => 'mine' }
 * @throws AppError `invalid` when the namespace is not one that the token may write to
 */
export function stampLabels(
  pushed: Iterable<readonly [string, string]>,
  stamp: LabelStamp,
): Labels {
  const labels = new Map(pushed);
  labels.delete(AUDIT_LABEL);
  if (stamp.choice !== null) choose(labels, stamp.choice);
  for (const [name, value] of stamp.ownLabels) labels.set(name, value);
  return labelsFrom(labels);
}

/** A namespace that is missing is set where there is only one. */
function choose(labels: Map<string, string>, { label, allowed }: NamespaceChoice): void {
  const named = labels.get(label) ?? '';
  if (allowed.has(named) && named !== '') return;
  const names = [...allowed];
  const [only] = names;
  if (named === '' && names.length === 1 && only !== undefined) {
    labels.set(label, only);
    return;
  }
  const choices = names.slice(0, MOST_NAMED).join(', ') || 'none';
  const more = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : '';
  const what =
    named === ''
      ? `the label ${label} is missing`
      : `the label ${label} names ${JSON.stringify(named.slice(0, MAX_QUOTED))}, which this token may not write to`;
  throw new AppError('invalid', `${what}; it may write to: ${choices}${more}; nothing was stored`);
}

const NOT_OF_A_NAME = /[^a-zA-Z0-9_]/g;

/**
 * Structured metadata without what is named as a tenancy label or that of audit, also once its name is made a label
 * name (as queries do: `tenant.id` becomes `tenant_id`); null for none.
 */
export function stampMetadata(
  pushed: ReadonlyMap<string, string>,
  { ownLabels, choice }: LabelStamp,
): Labels | null {
  if (pushed.size === 0) return null;
  const isReserved = (name: string) =>
    name === AUDIT_LABEL || ownLabels.has(name) || choice?.label === name;
  const kept = new Map<string, string>();
  for (const [name, value] of pushed) {
    const asLabel = name.replace(NOT_OF_A_NAME, '_');
    if (!isReserved(asLabel)) kept.set(name, value);
  }
  const labels = labelsFrom(kept);
  return labels.size === 0 ? null : labels;
}

/** A text that is equal for stamps that do the same. */
export function stampKey({ ownLabels, choice }: LabelStamp): string {
  const chosen = choice === null ? null : [choice.label, ...[...choice.allowed].sort()];
  return JSON.stringify([[...ownLabels], chosen]);
}
