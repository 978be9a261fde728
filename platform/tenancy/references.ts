import type { CompiledQuery } from 'kysely';
import { statement } from '../state/builder.ts';
import type { BatchOutcome, Statement, StateReader } from '../state/state.ts';
import { stillReferenced } from './refusals.ts';

/** What is about to go away. `severity`: a rung that a tenant's ladder loses. */
export type ReferenceTarget =
  | { readonly kind: 'tenant'; readonly tenant: string }
  | { readonly kind: 'project'; readonly tenant: string; readonly project: string }
  | {
      readonly kind: 'environment';
      readonly tenant: string;
      readonly project: string;
      readonly environment: string;
    }
  | { readonly kind: 'cluster'; readonly cluster: string }
  | { readonly kind: 'severity'; readonly tenant: string; readonly severity: string };

/** Port that other rooms fill: what of theirs refers to things of the tenancy. */
export interface ReferenceSource {
  /** Plural, for messages, e.g. `rules`. Constant. */
  readonly noun: string;
  /** Names of what refers to the target, 5 at most; null when nothing of this source ever does. */
  find(target: ReferenceTarget): CompiledQuery<{ name: string }> | null;
}

/** Something that must refer to nothing: checked inside the batch that removes it. */
export interface Reference {
  readonly noun: string;
  readonly query: CompiledQuery<{ name: string }>;
}

const PREFIX = 'referenced_by.';

export function referencesTo(
  target: ReferenceTarget,
  sources: readonly ReferenceSource[],
): readonly Reference[] {
  return sources.flatMap((source) => {
    const query = source.find(target);
    return query === null ? [] : [{ noun: source.noun, query }];
  });
}

/** Preconditions: none of the references exists. */
export function unreferenced(references: readonly Reference[]): readonly Statement[] {
  return references.map(({ noun, query }) => statement(`${PREFIX}${noun}`, query, 'none'));
}

/**
 * @throws AppError `conflict` naming what refers, when one of the preconditions above turned the
 * batch down. `attempted` is e.g. `Tenant acme cannot be deleted`.
 */
export async function refuseReferenced(
  reader: StateReader,
  outcome: BatchOutcome,
  references: readonly Reference[],
  attempted: string,
): Promise<void> {
  if (outcome.kind !== 'rejected') return;
  const found = references.filter(({ noun }) => outcome.statement === `${PREFIX}${noun}`);
  const [first] = found;
  if (!first) return;
  const rows = await Promise.all(found.map(({ query }) => reader.all(query)));
  const names = rows.flat().map((row) => row.name);
  throw stillReferenced(attempted, first.noun, names.slice(0, 5));
}
