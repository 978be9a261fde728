import { assertNever } from '../../platform/model/assert-never.ts';
import { parseDurationMs, printDurationMs } from '../../platform/model/duration.ts';
import type { Variable, VariableOption } from '../model/dashboard.ts';
import type { PanelTime } from '../model/panel-data.ts';
import { apiAt, type ScopedApi, Unanswered } from '../model/scoped-api.ts';
import { niceIntervalMs } from '../queries/nice-interval.ts';
import { askOptions } from './ask-options.ts';
import { chooseCluster, clusterIn, clusterOptions } from './choose-cluster.ts';
import { ALL, type Chosen, chooseAmong, chooseText } from './choose-value.ts';
import { type AdHocFilter, readFilters } from './filter-query.ts';
import { interpolateQuery } from './interpolate.ts';
import { orderVariables } from './order-variables.ts';
import { pickByPattern } from './pick-by-pattern.ts';
import { sortOptions } from './sort-options.ts';
import type { VariableValue, VariableValues } from './variable-value.ts';

/** One variable as the bar shows it. */
export interface ResolvedVariable {
  readonly variable: Variable;
  readonly options: readonly VariableOption[];
  readonly selected: readonly string[];
  /** Why it has no options, in words; null when it could be told. */
  readonly problem: string | null;
}

export interface ResolvedVariables {
  readonly values: VariableValues;
  /** In the order of the dashboard. */
  readonly variables: readonly ResolvedVariable[];
  readonly filters: readonly AdHocFilter[];
}

export interface VariablesQuestion {
  readonly variables: readonly Variable[];
  /** What the address says, by name without `var-`. */
  readonly asked: ReadonlyMap<string, readonly string[]>;
  readonly time: Pick<PanelTime, 'fromMs' | 'toMs'>;
  /** See `builtInVariables`. */
  readonly builtIns: ReadonlyMap<string, string>;
}

/**
 * Finds options and values of all variables, those that others name first. What cannot be told (a
 * refused question, a cycle) is said at its variable; the others are resolved all the same. Rejects
 * only when the signal is aborted.
 */
export async function resolveVariables(
  api: ScopedApi,
  question: VariablesQuestion,
  signal?: AbortSignal,
): Promise<ResolvedVariables> {
  const { order, cycles } = orderVariables(question.variables);
  const values = new Map<string, VariableValue>();
  const resolved = new Map<string, ResolvedVariable>();
  const filters: AdHocFilter[] = [];
  for (const variable of order) {
    const asked = question.asked.get(variable.name);
    if (variable.kind === 'adhoc') filters.push(...readFilters(asked ?? variable.current));
    const found = await optionsOf(api, variable, { question, values, signal });
    const cycle = cycles.find((names) => names.includes(variable.name));
    const problem =
      cycle === undefined ? found.problem : `${cycle.join(' and ')} wait for each other.`;
    const chosen = choose(variable, found.options, asked, question.time);
    if (variable.kind !== 'adhoc') values.set(variable.name, chosen.value);
    const { selected } = chosen;
    resolved.set(variable.name, { variable, options: found.options, selected, problem });
  }
  const variables = question.variables.flatMap(({ name }) => resolved.get(name) ?? []);
  return { values, variables, filters };
}

interface Resolving {
  readonly question: VariablesQuestion;
  /** Of the variables before. */
  readonly values: VariableValues;
  readonly signal: AbortSignal | undefined;
}

interface FoundOptions {
  readonly options: readonly VariableOption[];
  readonly problem: string | null;
}

async function optionsOf(
  api: ScopedApi,
  variable: Variable,
  resolving: Resolving,
): Promise<FoundOptions> {
  switch (variable.kind) {
    case 'query':
      return queryOptions(api, variable, resolving);
    case 'custom':
      return { options: variable.options, problem: null };
    case 'interval':
      return { options: intervalOptions(variable), problem: null };
    case 'datasource':
      return { options: await clusterOptions(api, variable, resolving.signal), problem: null };
    case 'text':
    case 'constant':
    case 'adhoc':
      return { options: [], problem: null };
    default:
      return assertNever(variable);
  }
}

async function queryOptions(
  api: ScopedApi,
  variable: Extract<Variable, { readonly kind: 'query' }>,
  { question, values, signal }: Resolving,
): Promise<FoundOptions> {
  const { language, sort, source } = variable;
  const given = { variables: values, builtIns: question.builtIns };
  const query = interpolateQuery(variable.query, given);
  if (query.problem !== null) return { options: [], problem: query.problem };
  if (query.text.trim() === '') return { options: [], problem: 'It asks nothing.' };
  try {
    const found = await askOptions(
      apiAt(api, clusterIn(values, source)),
      { language, query: query.text, time: question.time },
      signal,
    );
    const picked = pickByPattern(found, interpolateQuery(variable.pattern, given).text);
    if (picked.kind === 'refused') return { options: [], problem: picked.message };
    return { options: sortOptions(picked.options, sort), problem: null };
  } catch (thrown) {
    if (signal?.aborted === true || thrown instanceof Unanswered) throw thrown;
    return { options: [], problem: thrown instanceof Error ? thrown.message : String(thrown) };
  }
}

function intervalOptions({
  options,
  auto,
}: Extract<Variable, { readonly kind: 'interval' }>): readonly VariableOption[] {
  const given = options.map((option) => ({ text: option, value: option }));
  return auto === null ? given : [{ text: 'auto', value: AUTO }, ...given];
}

const AUTO = '$__auto';

function choose(
  variable: Variable,
  options: readonly VariableOption[],
  asked: readonly string[] | undefined,
  time: VariablesQuestion['time'],
): Chosen {
  switch (variable.kind) {
    case 'query':
    case 'custom':
      return chooseAmong(variable, options, asked);
    case 'interval':
      return chooseInterval(variable, options, asked, time);
    case 'datasource':
      return chooseCluster(variable, options, asked);
    case 'constant':
      return { selected: [], value: verbatim(variable.name, variable.current[0] ?? '') };
    case 'text':
      return chooseText(variable, asked);
    case 'adhoc':
      return { ...chooseText(variable, []), selected: asked ?? variable.current };
    default:
      return assertNever(variable);
  }
}

function verbatim(name: string, text: string): VariableValue {
  return { name, values: [text], texts: [text], isChoice: false, verbatim: text };
}

/** `auto` is the range in so many steps; Grafana wrote it as `$__auto_interval_<name>`. */
function chooseInterval(
  { name, current, auto }: Extract<Variable, { readonly kind: 'interval' }>,
  options: readonly VariableOption[],
  asked: readonly string[] | undefined,
  { fromMs, toMs }: VariablesQuestion['time'],
): Chosen {
  const known = new Set(options.map(({ value }) => value));
  const wanted = [...(asked ?? []), ...current].map((text) =>
    text.startsWith('$__auto') ? AUTO : text,
  );
  const selected = wanted.find((text) => known.has(text)) ?? options[0]?.value ?? '1m';
  if (selected !== AUTO || auto === null)
    return { selected: [selected], value: verbatim(name, selected) };
  const least = parseDurationMs(auto.minimum) ?? 10_000;
  const intervalMs = Math.max(least, niceIntervalMs((toMs - fromMs) / auto.steps));
  return { selected: [AUTO], value: verbatim(name, printDurationMs(intervalMs)) };
}

/** `var-x` parameters of an address, by name; what nobody asks for is left out. */
export function askedOf(address: URLSearchParams): ReadonlyMap<string, readonly string[]> {
  const asked = new Map<string, string[]>();
  for (const [key, value] of address) {
    if (!key.startsWith('var-')) continue;
    const name = key.slice('var-'.length);
    const text = value === 'All' ? ALL : value;
    asked.set(name, [...(asked.get(name) ?? []), text]);
  }
  return asked;
}
