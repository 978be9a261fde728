import type { Variable, VariableOption } from '../model/dashboard.ts';
import type { ScopedApi } from '../model/scoped-api.ts';
import { ALL, type Chosen } from './choose-value.ts';
import type { VariableValues } from './variable-value.ts';

type SourceVariable = Extract<Variable, { readonly kind: 'datasource' }>;

/** Questions that find next to nothing, refused alike where a scope lies on several backends. */
const TRIALS = {
  prometheus: 'up{job=""}',
  loki: 'sum(count_over_time({job="-"}[1s]))',
} as const;

/**
 * What can be chosen for a data source: the clusters of the scope, and all of them at once where one
 * backend answers for all. Empty where there is nothing to choose. Rejects with the signal's reason only.
 */
export async function clusterOptions(
  api: ScopedApi,
  { plugin }: SourceVariable,
  signal?: AbortSignal,
): Promise<readonly VariableOption[]> {
  const { clusters } = api;
  if (clusters === undefined || (plugin !== 'prometheus' && plugin !== 'loki')) return [];
  const trial = [['query', TRIALS[plugin]]] as const;
  const isOne = await api[plugin]('query', trial, signal).then(
    () => true,
    () => false,
  );
  signal?.throwIfAborted();
  const each = clusters.names.map((name) => ({ text: name, value: name }));
  return isOne ? [{ text: 'All', value: ALL }, ...each] : each;
}

/** Without a choice it stands for its plugin, and the scope is asked as it is. */
export function chooseCluster(
  { name, plugin, current }: SourceVariable,
  options: readonly VariableOption[],
  asked: readonly string[] | undefined,
): Chosen {
  const wanted = [...(asked ?? []), ...current];
  const chosen =
    wanted.map((text) => options.find(({ value }) => value === text)).find(Boolean) ?? options[0];
  const { text, value } = chosen ?? { text: plugin, value: plugin };
  const isCluster = chosen !== undefined && value !== ALL;
  const verbatim = isCluster ? null : value;
  const stands = { name, values: [value], texts: [text], isChoice: false, verbatim };
  return { selected: [value], value: stands };
}

/** The cluster that a data source stands for; null for none and for all of them. */
export function clusterIn(values: VariableValues, source: string | undefined): string | null {
  const value = source === undefined ? undefined : values.get(source);
  return value?.verbatim === null ? (value.values[0] ?? null) : null;
}
