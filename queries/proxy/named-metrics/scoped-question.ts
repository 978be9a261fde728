import type { QueryTime } from '../../templates/ask-metrics.ts';
import { PROMETHEUS_ROUTES } from '../prometheus-routes.ts';
import type { ScopedParameters } from '../read-parameters.ts';
import type { ScopedRoute } from '../scoped-route.ts';

/** A question as a client of the scoped API would put it. */
export interface ScopedAsk {
  readonly route: ScopedRoute;
  /** Of the backend, starts with a slash. */
  readonly path: string;
  readonly parameters: ScopedParameters;
  readonly isRange: boolean;
  /** How it is asked when the form is too long for a URL. */
  readonly longForms: 'GET' | 'POST';
}

/** `query` or `query_range`. */
export function askOfQuery(promql: string, time: QueryTime): ScopedAsk {
  if (time.kind === 'instant') {
    const passed = [['time', seconds(time.atMs)]] as const;
    return ask('api/v1/query', promql, passed);
  }
  const { startMs, endMs, stepMs } = time;
  const passed = [
    ['start', seconds(startMs)],
    ['end', seconds(endMs)],
    ['step', seconds(stepMs)],
  ] as const;
  return ask('api/v1/query_range', promql, passed);
}

/** Most names that are asked for, by backends that can be told. */
const MAX_NAMES = 20_000;

/** The names of the scope's metrics between two instants. */
export function askOfNames(startMs: number, endMs: number): ScopedAsk {
  const passed = [
    ['start', seconds(startMs)],
    ['end', seconds(endMs)],
    ['limit', String(MAX_NAMES)],
  ] as const;
  const asked = ask('api/v1/label/{name}/values', null, passed);
  return { ...asked, path: asked.path.replace('{name}', '__name__') };
}

/** Those of the names that the scope has series of between two instants. */
export function askOfPresent(names: readonly string[], startMs: number, endMs: number): ScopedAsk {
  const asked = askOfNames(startMs, endMs);
  const selectors = [`{__name__=~"${names.join('|')}"}`];
  return { ...asked, parameters: { ...asked.parameters, selectors } };
}

/** What the backend was told about one metric. */
export function askOfMetadata(metric: string): ScopedAsk {
  const route = PROMETHEUS_ROUTES.find((one) => one.path === 'api/v1/metadata');
  if (route === undefined) throw new TypeError('no route of metadata');
  const passed = [['metric', metric]] as const;
  const parameters = { query: null, selectors: null, texts: new Map(), passed };
  return { route, path: `/${route.path}`, parameters, isRange: false, longForms: 'GET' };
}

function ask(path: string, query: string | null, passed: ScopedParameters['passed']): ScopedAsk {
  const route = PROMETHEUS_ROUTES.find((one) => one.path === path);
  if (route?.answer.kind !== 'passed') throw new TypeError(`no route ${path} that passes answers`);
  const selectors = query === null ? [] : null;
  const parameters = { query, selectors, texts: new Map(), passed };
  const { longForms, isRange } = route.answer;
  return { route, path: `/${path}`, parameters, isRange, longForms };
}

function seconds(ms: number): string {
  return String(ms / 1000);
}
