import {
  type CompiledMetric,
  type CompileSettings,
  compileNamedMetric,
  ownedPairs,
  ownerLevelOf,
} from './compile-named-metric.ts';
import type { NamedMetric } from './named-metric.ts';
import { type OwnerLevel, ownersOf } from './owner-labels.ts';

/** The queries that answer one metric together; nearly always it is one. Otherwise as `CompiledMetric`. */
export type CompiledBatches =
  | { readonly kind: 'ok'; readonly promqls: readonly string[] }
  | Exclude<CompiledMetric, { kind: 'ok' }>;

/** Most owners in one query: each is one more call around the others, and nesting is bounded. */
const MAX_OWNERS = 150;

/**
 * As `compileNamedMetric`, but owners (tenants, projects) that do not fit into one query are asked about
 * in several: no row needs more than its own owner's namespaces. Pure; never throws.
 */
export function compileBatches(metric: NamedMetric, settings: CompileSettings): CompiledBatches {
  const level = ownerLevelOf(metric);
  const owners = level === null ? [] : ownersOf(level, ownedPairs(level, settings));
  return compileOwners(metric, settings, { level, owners });
}

interface Owners {
  readonly level: OwnerLevel | null;
  readonly owners: readonly string[];
}

/** In one query, or in halves, and halves of these, as far as their number and names need it. */
function compileOwners(
  metric: NamedMetric,
  settings: CompileSettings,
  { level, owners }: Owners,
): CompiledBatches {
  if (owners.length <= MAX_OWNERS) {
    const compiled = compileNamedMetric(metric, settings);
    if (compiled.kind === 'ok') return { kind: 'ok', promqls: [compiled.promql] };
    const isTooLong = compiled.kind === 'refused' && compiled.reason === 'too_long';
    if (!isTooLong || owners.length < 2) return compiled;
  }
  const middle = Math.ceil(owners.length / 2);
  const promqls: string[] = [];
  for (const half of [owners.slice(0, middle), owners.slice(middle)]) {
    const filters = new Map(settings.filters);
    if (level !== null) filters.set(level, half);
    const compiled = compileOwners(metric, { ...settings, filters }, { level, owners: half });
    if (compiled.kind !== 'ok') return compiled;
    promqls.push(...compiled.promqls);
  }
  return { kind: 'ok', promqls };
}
