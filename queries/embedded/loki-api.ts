import type { Clock } from '../../platform/clock/clock.ts';
import { evaluateLogql, type LogqlAsk } from '../logql/evaluate/evaluate.ts';
import { printLokiResult } from '../logql/evaluate/print-result.ts';
import { type QueryContext, QueryStats } from '../logql/evaluate/query-context.ts';
import type { CompileTemplate } from '../logql/evaluate/template-port.ts';
import { listDetectedFields, listDetectedFieldValues } from '../logql/lists/detected-fields.ts';
import { readIndexStats } from '../logql/lists/index-stats.ts';
import {
  listDetectedLabels,
  listLabelNames,
  listLabelValues,
  listSeries,
} from '../logql/lists/list-labels.ts';
import { listPatterns } from '../logql/lists/list-patterns.ts';
import {
  printDetectedFields,
  printDetectedLabels,
  printFieldValues,
  printIndexStats,
  printPatterns,
  printSeriesList,
  printTextList,
} from '../logql/lists/print-lists.ts';
import { readVolume, readVolumeRange, type VolumeAsk } from '../logql/lists/volume.ts';
import type { Form } from '../proxy/form.ts';
import type { StreamSource } from '../source/stream-source.ts';
import type { Turn } from '../source/turn.ts';
import { type ApiAnswer, jsonAnswer } from './api-answer.ts';
import {
  countOf,
  directionOf,
  instantOf,
  intervalNsOf,
  logQueryOf,
  lokiRangeOf,
  lokiStepNs,
  queryOf,
  selectorOf,
} from './loki-parameters.ts';
import { textOf } from './prometheus-parameters.ts';

export interface LokiApiOptions {
  readonly clock: Pick<Clock, 'nowMs' | 'monotonicMs'>;
  readonly compileTemplate: CompileTemplate;
  /** Series that a metric query may answer. */
  readonly maxSeries: number;
}

/** One question to the embedded Loki. */
export interface LokiQuestion {
  /** e.g. `/loki/api/v1/query_range` */
  readonly path: string;
  readonly form: Form;
  /** Whether lines tell the categories of their labels apart. */
  readonly isCategorised: boolean;
  readonly source: StreamSource;
  readonly turn: Turn;
}

const DEFAULT_LINES = 100;
const DEFAULT_LIST = 1_000;
const NAMED = /^\/loki\/api\/v1\/(label|detected_field)\/([^/]+)\/values$/;

/** The HTTP API of Loki over the embedded store. */
export class LokiApi {
  readonly #options: LokiApiOptions;

  constructor(options: LokiApiOptions) {
    this.#options = options;
  }

  /**
   * @returns null for a path that is none
   * @throws QueryFailure, and what the source throws
   */
  async answer(question: LokiQuestion): Promise<ApiAnswer | null> {
    const [, list, encodedName = ''] = NAMED.exec(question.path) ?? [];
    const name = decodeURIComponent(encodedName);
    if (list === 'label') return this.#labelValues(question, name);
    if (list === 'detected_field') return this.#fieldValues(question, name);
    switch (question.path) {
      case '/loki/api/v1/query':
        return this.#instant(question);
      case '/loki/api/v1/query_range':
        return this.#range(question);
      case '/loki/api/v1/labels':
      case '/loki/api/v1/label':
        return jsonAnswer(printTextList(await listLabelNames(this.#listAsk(question), question)));
      case '/loki/api/v1/series':
        return this.#series(question);
      case '/loki/api/v1/index/stats':
        return jsonAnswer(printIndexStats(await readIndexStats(this.#listAsk(question), question)));
      case '/loki/api/v1/index/volume':
        return this.#volume(question);
      case '/loki/api/v1/index/volume_range':
        return this.#volumeRange(question);
      case '/loki/api/v1/patterns':
        return this.#patterns(question);
      case '/loki/api/v1/detected_labels':
        return jsonAnswer(
          printDetectedLabels(await listDetectedLabels(this.#listAsk(question), question)),
        );
      case '/loki/api/v1/detected_fields':
        return this.#fields(question);
      default:
        return null;
    }
  }

  async #instant(question: LokiQuestion): Promise<ApiAnswer> {
    const timeNs = instantOf(question.form, 'time', this.#nowNs());
    return this.#evaluate(question, { kind: 'instant', timeNs });
  }

  async #range(question: LokiQuestion): Promise<ApiAnswer> {
    const { form } = question;
    const range = this.#rangeOf(form);
    return this.#evaluate(question, {
      kind: 'range',
      ...range,
      stepNs: lokiStepNs(form, range),
      limit: countOf(form, 'limit', DEFAULT_LINES),
      direction: directionOf(form),
      intervalNs: intervalNsOf(form),
    });
  }

  async #evaluate(question: LokiQuestion, ask: LogqlAsk): Promise<ApiAnswer> {
    const { clock } = this.#options;
    const startedMs = clock.monotonicMs();
    const context = this.#contextOf(question);
    const result = await evaluateLogql(queryOf(question.form), ask, context);
    const execSeconds = (clock.monotonicMs() - startedMs) / 1_000;
    const { stats } = context;
    const { isCategorised } = question;
    return jsonAnswer(printLokiResult(result, { stats, execSeconds, isCategorised }));
  }

  async #labelValues(question: LokiQuestion, name: string): Promise<ApiAnswer> {
    const values = await listLabelValues(name, this.#listAsk(question), question);
    return jsonAnswer(printTextList(values));
  }

  async #series(question: LokiQuestion): Promise<ApiAnswer> {
    const { form } = question;
    const texts = [...(form.get('match') ?? []), ...(form.get('match[]') ?? [])];
    const selectors = texts.map(selectorOf).filter((selector) => selector !== null);
    const found = await listSeries(selectors, this.#rangeOf(form), question);
    return jsonAnswer(printSeriesList(found));
  }

  async #volume(question: LokiQuestion): Promise<ApiAnswer> {
    const result = await readVolume(this.#volumeAsk(question), question);
    return jsonAnswer(printLokiResult(result, printedAtOnce()));
  }

  async #volumeRange(question: LokiQuestion): Promise<ApiAnswer> {
    const ask = this.#volumeAsk(question);
    const result = await readVolumeRange(ask, lokiStepNs(question.form, ask), question);
    return jsonAnswer(printLokiResult(result, printedAtOnce()));
  }

  async #patterns(question: LokiQuestion): Promise<ApiAnswer> {
    const { form } = question;
    const range = this.#rangeOf(form);
    const ask = { ...range, expr: logQueryOf(form), stepNs: lokiStepNs(form, range) };
    return jsonAnswer(printPatterns(await listPatterns(ask, this.#contextOf(question))));
  }

  async #fields(question: LokiQuestion): Promise<ApiAnswer> {
    const ask = this.#fieldsAsk(question.form);
    const fields = await listDetectedFields(ask, this.#contextOf(question));
    return jsonAnswer(printDetectedFields(fields, ask.limit));
  }

  async #fieldValues(question: LokiQuestion, name: string): Promise<ApiAnswer> {
    const ask = this.#fieldsAsk(question.form);
    const values = await listDetectedFieldValues(name, ask, this.#contextOf(question));
    return jsonAnswer(printFieldValues(values, ask.limit));
  }

  #fieldsAsk(form: Form) {
    const limit = textOf(form, 'field_limit') === '' ? 'limit' : 'field_limit';
    return {
      expr: logQueryOf(form),
      ...this.#rangeOf(form),
      lineLimit: countOf(form, 'line_limit', DEFAULT_LIST),
      limit: countOf(form, limit, DEFAULT_LIST),
    };
  }

  #volumeAsk({ form }: LokiQuestion): VolumeAsk {
    const targets = textOf(form, 'targetLabels');
    return {
      selector: selectorOf(textOf(form, 'query')),
      ...this.#rangeOf(form),
      limit: countOf(form, 'limit', DEFAULT_LINES),
      targetLabels: targets === '' ? [] : targets.split(','),
      aggregateBy: textOf(form, 'aggregateBy') === 'labels' ? 'labels' : 'series',
    };
  }

  #listAsk({ form }: LokiQuestion) {
    return { selector: selectorOf(textOf(form, 'query')), ...this.#rangeOf(form) };
  }

  #rangeOf(form: Form) {
    return lokiRangeOf(form, this.#options.clock.nowMs());
  }

  #nowNs(): bigint {
    return BigInt(this.#options.clock.nowMs()) * 1_000_000n;
  }

  #contextOf({ source, turn }: LokiQuestion): QueryContext {
    const { compileTemplate, maxSeries } = this.#options;
    return { source, turn, compileTemplate, maxSeries, stats: new QueryStats() };
  }
}

/** Lists that are told from the index read no line. */
function printedAtOnce() {
  return { stats: new QueryStats(), execSeconds: 0, isCategorised: false };
}
