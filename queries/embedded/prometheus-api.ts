import type { Clock } from '../../platform/clock/clock.ts';
import { compareText, type Labels, labelsKey } from '../../platform/model/labels.ts';
import { compileMatchers } from '../promql/evaluate/compile-matchers.ts';
import {
  type EvaluationOptions,
  evaluateInstant,
  evaluateRange,
} from '../promql/evaluate/evaluate.ts';
import { PatternBudget } from '../promql/evaluate/pattern-budget.ts';
import { printLabels, printResult, printText } from '../promql/evaluate/print-result.ts';
import type { QueryResult } from '../promql/evaluate/query-result.ts';
import { parsePromql, parsePromqlSelector } from '../promql/parse.ts';
import type { Form } from '../proxy/form.ts';
import { QueryFailure } from '../source/query-failure.ts';
import type { SeriesListAsk, SeriesSource } from '../source/series-source.ts';
import type { SourceMatcher } from '../source/source-matcher.ts';
import type { Turn } from '../source/turn.ts';
import { type ApiAnswer, jsonAnswer, jsonPieces, textAnswer } from './api-answer.ts';
import { exposeLatest } from './expose-latest.ts';
import { type MetricMetadata, metadataAnswer } from './metadata-answer.ts';
import { durationOf, instantOf, limitOf, rangeOf, textOf } from './prometheus-parameters.ts';

/** What one question may see of the embedded store. */
export interface MetricsView {
  readonly source: SeriesSource;
  /** By name of the metric, of each tenant that is seen. */
  metadata(): readonly ReadonlyMap<string, MetricMetadata>[];
  /** `data` of `/api/v1/targets`. */
  targets(): unknown;
}

export interface PrometheusApiOptions {
  readonly clock: Pick<Clock, 'nowMs'>;
  /** How rules of evaluation differ from the defaults. */
  readonly evaluation?: Pick<
    EvaluationOptions,
    'compat2' | 'lookbackMs' | 'defaultSubqueryStepMs' | 'delayedNameRemoval'
  >;
}

const LABEL_VALUES = /^\/api\/v1\/label\/([^/]+)\/values$/;
const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/**
 * The HTTP API of Prometheus over the embedded store. Its callers have checked parameters before, as
 * for any backend; what is wrong all the same is told in Prometheus's words.
 */
export class PrometheusApi {
  readonly #options: PrometheusApiOptions;

  constructor(options: PrometheusApiOptions) {
    this.#options = options;
  }

  /**
   * @param path e.g. `/api/v1/query`
   * @returns null for a path that is none
   * @throws QueryFailure, and what the source throws
   */
  answer(path: string, form: Form, view: MetricsView, turn: Turn): Promise<ApiAnswer | null> {
    const [, name] = LABEL_VALUES.exec(path) ?? [];
    if (name !== undefined) return this.#labelValues(decodeURIComponent(name), form, view, turn);
    switch (path) {
      case '/api/v1/query':
        return this.#instant(form, view, turn);
      case '/api/v1/query_range':
        return this.#range(form, view, turn);
      case '/api/v1/series':
        return this.#series(form, view, turn);
      case '/api/v1/labels':
        return this.#labelNames(form, view, turn);
      case '/federate':
        return this.#federate(form, view, turn);
      case '/api/v1/query_exemplars':
        return Promise.resolve(success('[]'));
      case '/api/v1/metadata':
        return Promise.resolve(success(metadataAnswer(form, view.metadata())));
      // Rules are not the stores' affair: they are evaluated elsewhere, and shown by who does it.
      case '/api/v1/rules':
        return Promise.resolve(success('{"groups":[]}'));
      case '/api/v1/alerts':
        return Promise.resolve(success('{"alerts":[]}'));
      case '/api/v1/targets':
        return Promise.resolve(success(JSON.stringify(view.targets())));
      default:
        return Promise.resolve(null);
    }
  }

  async #instant(form: Form, view: MetricsView, turn: Turn): Promise<ApiAnswer> {
    const atMs = instantOf(form, 'time', this.#options.clock.nowMs());
    const options = { ...this.#evaluation(form), startMs: atMs, endMs: atMs, stepMs: 1 };
    const result = await evaluateInstant(questionOf(form), options, view.source, turn);
    return jsonPieces(await printResult(limited(result, limitOf(form)), turn));
  }

  async #range(form: Form, view: MetricsView, turn: Turn): Promise<ApiAnswer> {
    const options = { ...this.#evaluation(form), ...rangeOf(form) };
    const result = await evaluateRange(questionOf(form), options, view.source, turn);
    return jsonPieces(await printResult(limited(result, limitOf(form)), turn));
  }

  async #series(form: Form, view: MetricsView, turn: Turn): Promise<ApiAnswer> {
    const ask = chosenAsk(form);
    if (ask.selectors.length === 0) {
      throw new QueryFailure('bad_data', 'no match[] parameter provided');
    }
    const found = await view.source.labelSets(ask, turn);
    const [kept, isCut] = cut(sortedByLabels(found), limitOf(form));
    return success(`[${kept.map(printLabels).join(',')}]`, isCut);
  }

  async #labelNames(form: Form, view: MetricsView, turn: Turn): Promise<ApiAnswer> {
    const names = await view.source.labelNames(chosenAsk(form), turn);
    const [kept, isCut] = cut(names, limitOf(form));
    return success(printTexts(kept), isCut);
  }

  async #labelValues(name: string, form: Form, view: MetricsView, turn: Turn): Promise<ApiAnswer> {
    if (!LABEL_NAME.test(name)) {
      throw new QueryFailure('bad_data', `invalid label name: ${JSON.stringify(name)}`);
    }
    const values = await view.source.labelValues(name, chosenAsk(form), turn);
    const [kept, isCut] = cut(values, limitOf(form));
    return success(printTexts(kept), isCut);
  }

  async #federate(form: Form, view: MetricsView, turn: Turn): Promise<ApiAnswer> {
    const nowMs = this.#options.clock.nowMs();
    const { selectors } = listAsk(form);
    const text = await exposeLatest(selectors, { source: view.source, turn, nowMs });
    return textAnswer(text, 200);
  }

  #evaluation(form: Form): Omit<EvaluationOptions, 'startMs' | 'endMs' | 'stepMs'> {
    const lookbackMs = durationOf(form, 'lookback_delta');
    const { evaluation = {} } = this.#options;
    return lookbackMs === null || lookbackMs === 0 ? evaluation : { ...evaluation, lookbackMs };
  }
}

/** @throws QueryFailure `bad_data` with the parser's text */
function questionOf(form: Form) {
  const text = textOf(form, 'query');
  const parsed = parsePromql(text);
  if (parsed.kind === 'ok') return { expr: parsed.expr, text };
  throw new QueryFailure('bad_data', `invalid parameter "query": ${parsed.error.text}`);
}

function listAsk(form: Form): SeriesListAsk {
  const patterns = new PatternBudget();
  const selectors = (form.get('match[]') ?? []).map((text): readonly SourceMatcher[] => {
    const parsed = parsePromqlSelector(text);
    if (parsed.kind === 'ok') return compileMatchers(parsed.expr, patterns);
    throw new QueryFailure('bad_data', `invalid parameter "match[]": ${parsed.error.text}`);
  });
  return {
    selectors,
    minMs: instantOf(form, 'start', Number.NEGATIVE_INFINITY),
    maxMs: instantOf(form, 'end', Number.POSITIVE_INFINITY),
  };
}

/** For lists, which refuse selectors of everything. @throws QueryFailure `bad_data` */
function chosenAsk(form: Form): SeriesListAsk {
  const ask = listAsk(form);
  const isOpen = (selector: readonly SourceMatcher[]) => selector.every((one) => one.matches(''));
  if (!ask.selectors.some(isOpen)) return ask;
  throw new QueryFailure(
    'bad_data',
    'invalid parameter "match[]": match[] must contain at least one non-empty matcher',
  );
}

const CUT = 'results truncated due to limit';

/** As Prometheus 3 does with `limit`: of vectors and matrices the first series. */
function limited(result: QueryResult, limit: number | null): QueryResult {
  const { value } = result;
  if (limit === null || (value.kind !== 'vector' && value.kind !== 'matrix')) return result;
  if (value.series.length <= limit) return result;
  const warnings = [...result.warnings, CUT];
  if (value.kind === 'matrix') {
    return { ...result, warnings, value: { ...value, series: value.series.slice(0, limit) } };
  }
  const kept = { series: value.series.slice(0, limit), values: value.values.subarray(0, limit) };
  return { ...result, warnings, value: { ...value, ...kept } };
}

function cut<T>(list: readonly T[], limit: number | null): readonly [readonly T[], boolean] {
  return limit === null || list.length <= limit ? [list, false] : [list.slice(0, limit), true];
}

function sortedByLabels(sets: readonly Labels[]): readonly Labels[] {
  const keyed = sets.map((labels) => ({ labels, key: labelsKey(labels) }));
  return keyed.sort((a, b) => compareText(a.key, b.key)).map(({ labels }) => labels);
}

function success(data: string, isCut = false): ApiAnswer {
  const warnings = isCut ? `,"warnings":[${printText(CUT)}]` : '';
  return jsonAnswer(`{"status":"success","data":${data}${warnings}}`);
}

function printTexts(texts: readonly string[]): string {
  return `[${texts.map(printText).join(',')}]`;
}
