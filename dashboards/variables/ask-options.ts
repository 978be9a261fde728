import { assertNever } from '../../platform/model/assert-never.ts';
import { quoteText } from '../../platform/model/go-quote.ts';
import type { Variable } from '../model/dashboard.ts';
import type { PanelTime } from '../model/panel-data.ts';
import type { ScopedApi, ScopedParameters } from '../model/scoped-api.ts';
import { seriesName } from '../panels/matrix-frames.ts';
import { parseVariableQuery, type VariableQuery } from './variable-query.ts';

/** Values of one variable at most; more are left out. */
const MOST_VALUES = 5_000;

/** What asking for the values of a query variable needs. */
export interface OptionsQuestion {
  readonly language: Extract<Variable, { readonly kind: 'query' }>['language'];
  /** With its variables put in. */
  readonly query: string;
  readonly time: Pick<PanelTime, 'fromMs' | 'toMs'>;
}

/** The values that a query variable finds in the scope, unsorted. Rejects as the port does. */
export async function askOptions(
  api: ScopedApi,
  { language, query, time }: OptionsQuestion,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const parsed = parseVariableQuery(query);
  const values =
    language === 'promql'
      ? await askPrometheus(api, parsed, time, signal)
      : await askLoki(api, parsed, time, signal);
  return values.slice(0, MOST_VALUES);
}

type Time = OptionsQuestion['time'];

async function askPrometheus(
  api: ScopedApi,
  query: VariableQuery,
  time: Time,
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  const range = seconds(time);
  const read = async (path: string, parameters: ScopedParameters) =>
    (await api.prometheus(path, parameters, signal)).data;
  switch (query.kind) {
    case 'label_values': {
      const path = `label/${encodeURIComponent(query.label)}/values`;
      return texts(await read(path, [...matching(query.selector), ...range]));
    }
    case 'label_names':
      return texts(await read('labels', [...matching(query.selector), ...range]));
    case 'metrics': {
      const selector = `{__name__=~${quoteText(`.*(?:${query.pattern}).*`)}}`;
      return texts(await read('label/__name__/values', [['match[]', selector], ...range]));
    }
    case 'series': {
      const found = await read('series', [['match[]', query.selector], ...range]);
      return Array.isArray(found) ? found.filter(isLabels).map(seriesName) : [];
    }
    case 'query_result': {
      const at = String(time.toMs / 1000);
      return resultTexts(
        await read('query', [
          ['query', query.expression],
          ['time', at],
        ]),
      );
    }
    default:
      return assertNever(query);
  }
}

function matching(selector: string | null): ScopedParameters {
  return selector === null ? [] : [['match[]', selector]];
}

function seconds({ fromMs, toMs }: Time): ScopedParameters {
  return [
    ['start', String(fromMs / 1000)],
    ['end', String(toMs / 1000)],
  ];
}

async function askLoki(
  api: ScopedApi,
  query: VariableQuery,
  { fromMs, toMs }: Time,
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  const range: ScopedParameters = [
    ['start', `${fromMs}000000`],
    ['end', `${toMs}000000`],
  ];
  switch (query.kind) {
    case 'label_values': {
      const path = `label/${encodeURIComponent(query.label)}/values`;
      const selector: ScopedParameters = query.selector === null ? [] : [['query', query.selector]];
      return texts((await api.loki(path, [...selector, ...range], signal)).data);
    }
    case 'label_names':
      return texts((await api.loki('labels', range, signal)).data);
    case 'metrics':
    case 'series':
    case 'query_result':
      throw new Error(`Loki answers label_names() and label_values(), not ${query.kind} queries.`);
    default:
      return assertNever(query);
  }
}

function texts(data: unknown): readonly string[] {
  return Array.isArray(data) ? data.filter((value) => typeof value === 'string') : [];
}

function isLabels(value: unknown): value is Readonly<Record<string, string>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `up{job="api"} 1 1700000000000`, as patterns of such variables expect. */
function resultTexts(data: unknown): readonly string[] {
  if (typeof data !== 'object' || data === null || !('result' in data)) return [];
  const { result } = data;
  if (!Array.isArray(result)) return [];
  if (typeof result[0] === 'number') return [`${result[1]} ${result[0] * 1000}`];
  return result.flatMap((sample: unknown) => {
    if (typeof sample !== 'object' || sample === null || !('metric' in sample)) return [];
    const value = 'value' in sample && Array.isArray(sample.value) ? sample.value : [];
    if (!isLabels(sample.metric)) return [];
    return [`${seriesName(sample.metric)} ${value[1]} ${Number(value[0]) * 1000}`];
  });
}
