import { describe, expect, it } from 'vitest';
import type { Form } from '../form.ts';
import { PROMETHEUS_ROUTES } from '../prometheus-routes.ts';
import { readParameters } from '../read-parameters.ts';
import { metricsReads } from './metrics-reads.ts';

const NOON = Date.UTC(2026, 0, 1, 12);
const MINUTE = 60_000;
const at = (minutes: number) => String((NOON + minutes * MINUTE) / 1000);
const iso = (minutes: number) => new Date(NOON + minutes * MINUTE).toISOString();

/** Minutes before noon that each selector reads back to. */
function minutes(path: string, parameters: Readonly<Record<string, string>>): readonly number[] {
  const route = PROMETHEUS_ROUTES.find((one) => one.path === path);
  if (!route) throw new Error(`no route ${path}`);
  const form: Form = new Map(Object.entries(parameters).map(([name, value]) => [name, [value]]));
  const around = { nowMs: NOON, exemptMetrics: new Set(['shared']) };
  return metricsReads(route, readParameters(route, form), around).map(
    ({ earliestMs }) => (NOON - earliestMs) / MINUTE,
  );
}

const ALL = Number.POSITIVE_INFINITY;

describe('metricsReads', () => {
  it.each<[string, Readonly<Record<string, string>>, readonly number[]]>([
    ['api/v1/query', { query: 'x' }, [5]],
    ['api/v1/query', { query: 'x', time: at(-60) }, [65]],
    ['api/v1/query', { query: 'x', time: iso(-60) }, [65]],
    ['api/v1/query', { query: 'x', time: '1767268800000' }, [ALL]],
    ['api/v1/query', { query: 'x', lookback_delta: '1h' }, [60]],
    ['api/v1/query', { query: 'x', lookback_delta: '1s' }, [5]],
    ['api/v1/query', { query: 'x offset 1h + shared offset 1d' }, [65]],
    ['api/v1/query', { query: 'rate(x[1h])' }, [65]],
    ['api/v1/query', { query: 'x @ 0' }, [NOON / MINUTE + 5]],
    ['api/v1/query', { query: 'x{' }, []],
    ['api/v1/query', { query: '1' }, []],
    ['api/v1/query_range', { query: 'x', start: at(-60), end: at(0), step: '60' }, [65]],
    ['api/v1/query_range', { query: 'x', start: at(-61), end: at(0), step: '1h' }, [180]],
    ['api/v1/query_range', { query: 'x @ end()', start: at(-60), end: at(0), step: '60' }, [5]],
    ['api/v1/query_range', { query: 'x @ start()', start: at(-60), end: at(0), step: '60' }, [65]],
    ['api/v1/query_range', { query: 'x', end: at(0), step: '60' }, [ALL]],
    ['api/v1/query_range', { query: 'x @ end()', start: at(-60), step: '60' }, [ALL]],
    ['api/v1/query_exemplars', { query: 'x offset -1h', start: at(-60), end: at(0) }, [60]],
    ['api/v1/query_exemplars', { query: 'x offset 1h', start: at(-60), end: at(0) }, [125]],
    ['api/v1/query_exemplars', { query: 'x' }, [ALL]],
    ['api/v1/series', { 'match[]': 'x', start: at(-60) }, [60]],
    ['api/v1/series', { 'match[]': 'x' }, [ALL]],
    ['api/v1/series', { 'match[]': 'shared' }, []],
    ['api/v1/labels', { start: at(-60) }, [60]],
    ['api/v1/labels', {}, [ALL]],
    ['api/v1/label/{name}/values', { start: at(-60), 'match[]': 'x' }, [60]],
    ['federate', {}, [5]],
    ['federate', { 'match[]': 'x' }, [5]],
    ['api/v1/rules', {}, [5]],
    ['api/v1/metadata', {}, [5]],
  ])('%s %j: %j minutes', (path, parameters, expected) => {
    expect(minutes(path, parameters)).toEqual(expected);
  });
});
