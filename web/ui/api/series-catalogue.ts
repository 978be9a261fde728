import { queryOptions } from '@tanstack/react-query';
import {
  LOOK_BACK_MS,
  MOST_NAMES,
  SHORT_LOOK_BACK_MS,
} from '../../../dashboards/catalogue/names-bounds.ts';
import { nowMs } from '../time/now.ts';
import { ApiError } from './api-error.ts';
import { labelInPath } from './label-in-path.ts';
import type { ReadPrometheus } from './prometheus.ts';
import { ownerKey } from './queries.ts';

/** What the backend knows about a metric; each is '' where it says nothing. */
export interface MetricFacts {
  /** `counter`, `gauge`, `histogram`, … */
  readonly type: string;
  readonly help: string;
  readonly unit: string;
}

/** More values than anybody reads; a backend that does not know `limit` sends them all. */
const MOST_VALUES = 5_000;

const FRESH_MS = 60_000;

/**
 * What there is to ask about in a scope: names, their metadata, labels and values. The answers are
 * shared by completion, hover and the metric browser, and belong to one scope by their keys.
 */
export function catalogueQueries(readAll: ReadPrometheus, scope: string) {
  const read = recently(readAll);
  const owner = scope.split(/[.@]/)[0] ?? scope;
  const key = [...ownerKey(owner), 'catalogue', scope];
  const common = { staleTime: FRESH_MS, retry: false, refetchOnWindowFocus: false } as const;
  const matching = (selector: string | undefined): readonly (readonly [string, string])[] =>
    selector === undefined ? [] : [['match[]', selector]];
  return {
    names: () =>
      queryOptions({
        ...common,
        queryKey: [...key, 'names'],
        queryFn: async ({ signal }) =>
          texts(await read(scope, 'label/__name__/values', limited(MOST_NAMES), signal)),
      }),
    metadata: () =>
      queryOptions({
        ...common,
        staleTime: 5 * FRESH_MS,
        queryKey: [...key, 'metadata'],
        queryFn: async ({ signal }) => metadataOf(await readAll(scope, 'metadata', [], signal)),
      }),
    /** Names of the labels of all series, or of those of a selector. */
    labels: (selector?: string) =>
      queryOptions({
        ...common,
        queryKey: [...key, 'labels', selector ?? ''],
        queryFn: async ({ signal }) =>
          texts(
            await read(scope, 'labels', [...matching(selector), ...limited(MOST_NAMES)], signal),
          ),
      }),
    values: (label: string, selector?: string) =>
      queryOptions({
        ...common,
        queryKey: [...key, 'values', label, selector ?? ''],
        queryFn: async ({ signal }) =>
          texts(
            await read(
              scope,
              `label/${labelInPath(label)}/values`,
              [...matching(selector), ...limited(MOST_VALUES)],
              signal,
            ),
          ),
      }),
  };
}

export type CatalogueQueries = ReturnType<typeof catalogueQueries>;

/** The same for what there was lately: without a start the backend would look through all it has. */
function recently(read: ReadPrometheus): ReadPrometheus {
  const since = (lookBackMs: number) =>
    ['start', String(Math.floor((nowMs() - lookBackMs) / 1000))] as const;
  return async (scope, path, parameters, signal) => {
    try {
      return await read(scope, path, [...parameters, since(LOOK_BACK_MS)], signal);
    } catch (cause) {
      if (!(cause instanceof ApiError) || cause.status !== 422) throw cause;
      return read(scope, path, [...parameters, since(SHORT_LOOK_BACK_MS)], signal);
    }
  };
}

function limited(most: number): readonly (readonly [string, string])[] {
  return [['limit', String(most)]];
}

function texts(data: unknown): readonly string[] {
  return Array.isArray(data) ? data.filter((each) => typeof each === 'string') : [];
}

/** `{ up: [{ type, help, unit }] }`; of several descriptions of one metric the first counts. */
export function metadataOf(data: unknown): ReadonlyMap<string, MetricFacts> {
  if (typeof data !== 'object' || data === null) return new Map();
  return new Map(
    Object.entries(data).flatMap(([name, descriptions]): [string, MetricFacts][] => {
      const first: unknown = Array.isArray(descriptions) ? descriptions[0] : undefined;
      if (typeof first !== 'object' || first === null) return [];
      const text = (field: string): string => {
        const value: unknown = Reflect.get(first, field);
        return typeof value === 'string' ? value : '';
      };
      return [[name, { type: text('type'), help: text('help'), unit: text('unit') }]];
    }),
  );
}

/**
 * The facts of a series' name: those of its own, or, for the parts of a histogram or summary and
 * for counters that are described without their suffix, of what it belongs to.
 */
export function factsOf(
  metadata: ReadonlyMap<string, MetricFacts>,
  name: string,
): MetricFacts | undefined {
  return metadata.get(name) ?? metadata.get(name.replace(/_(?:bucket|count|sum|total)$/, ''));
}
