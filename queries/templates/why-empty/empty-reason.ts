import { assertNever } from '../../../platform/model/assert-never.ts';
import { printDurationMs } from '../../../platform/model/duration.ts';
import type { Exporter } from '../exporter-metrics.data.ts';
import type { BilingualText } from '../named-metric.ts';

/** What an operation did that left nothing, for `operation_left_nothing`. */
export type EmptyOperation = 'comparison' | 'join' | 'set' | 'function' | 'aggregation';

/** Why a question is answered with nothing. `selector` and `expression` are PromQL as asked. */
export type EmptyReason =
  /** It is not empty, or not any more. */
  | { readonly kind: 'not_empty' }
  /** The query asks for a label value outside the scope. */
  | {
      readonly kind: 'removed_by_scope';
      readonly selector: string;
      /** The matcher or matchers that no value of the scope meets. */
      readonly matcher: string;
      readonly label: string;
      /** Values of this label that the scope allows, at most 20. */
      readonly allowed: readonly string[];
    }
  /** No series of that name was ever seen in the scope, and we know none that is called so. */
  | {
      readonly kind: 'unknown_metric';
      readonly selector: string;
      readonly metric: string;
      readonly similar: readonly string[];
    }
  /** We know who exposes the metric, but nothing of the scope has been scraped for it. */
  | {
      readonly kind: 'never_scraped';
      readonly selector: string;
      readonly metric: string;
      readonly exporter: Exporter;
      readonly lookBackMs: number;
    }
  /** There were such series, the last sample is of about that time. */
  | {
      readonly kind: 'stopped';
      readonly selector: string;
      readonly lastSeenMs: number;
    }
  /** The metric has series, but none that meets this one matcher; `values` exist instead (some). */
  | {
      readonly kind: 'matcher_matched_nothing';
      readonly selector: string;
      readonly matcher: string;
      readonly label: string;
      readonly values: readonly string[];
    }
  /** Each matcher finds series, but none meets all of them. */
  | { readonly kind: 'matchers_exclude_each_other'; readonly selector: string }
  /** Series are there, but with fewer than two samples in the range. */
  | { readonly kind: 'too_few_samples'; readonly expression: string }
  /** All selectors find series; this part of the query leaves none of them. */
  | {
      readonly kind: 'operation_left_nothing';
      readonly expression: string;
      readonly operation: EmptyOperation;
    }
  /** A question on the way was not answered, or too many would have been needed. */
  | { readonly kind: 'undetermined'; readonly message: string };

/** Texts per reason; `{…}` are the reason's fields. */
const EMPTY_TEXTS: Readonly<Record<EmptyReason['kind'], BilingualText>> = {
  not_empty: {
    en: 'The query has data at this time.',
    zh: '该查询在此时间有数据。',
  },
  removed_by_scope: {
    en: '{matcher} asks for something outside the scope. Values of {label} inside it: {allowed}.',
    zh: '{matcher} 查询的内容不在当前范围内。范围内 {label} 的取值：{allowed}。',
  },
  unknown_metric: {
    en: 'No metric called {metric} is known in this scope. Similar names: {similar}.',
    zh: '当前范围内没有名为 {metric} 的指标。相近的名称：{similar}。',
  },
  never_scraped: {
    en: '{metric} comes from {exporter}, and nothing in this scope delivered it in the {lookBack} before. Check that {exporter} runs, is scraped, and keeps the labels of the scope.',
    zh: '{metric} 由 {exporter} 提供，但此前 {lookBack} 内当前范围没有采集到它。请检查 {exporter} 是否运行、是否被采集、是否保留了范围所需的标签。',
  },
  stopped: {
    en: '{selector} had data until about {lastSeen}, and none since.',
    zh: '{selector} 的数据大约在 {lastSeen} 停止，此后没有新数据。',
  },
  matcher_matched_nothing: {
    en: 'No series of {selector} meets {matcher}. Values of {label} that exist: {values}.',
    zh: '{selector} 中没有序列满足 {matcher}。{label} 已有的取值：{values}。',
  },
  matchers_exclude_each_other: {
    en: 'Each matcher of {selector} finds series, but no series meets all of them.',
    zh: '{selector} 的每个匹配条件都能找到序列，但没有序列同时满足全部条件。',
  },
  too_few_samples: {
    en: 'The series in {expression} have fewer than two samples in the range. Use a longer range, at least four scrape intervals.',
    zh: '{expression} 的序列在该区间内不足两个样本。请使用更长的区间，至少为采集间隔的四倍。',
  },
  operation_left_nothing: {
    en: 'All selectors find series, but {expression} leaves none of them ({operation}).',
    zh: '所有选择器都能找到序列，但 {expression} 没有留下任何结果（{operation}）。',
  },
  undetermined: {
    en: 'The cause was not found: {message}',
    zh: '未能查明原因：{message}',
  },
};

const OPERATIONS: Readonly<Record<EmptyOperation, BilingualText>> = {
  comparison: { en: 'no value meets the comparison', zh: '没有值满足比较条件' },
  join: { en: 'the labels of both sides never match', zh: '两侧的标签没有匹配' },
  set: { en: 'the other side removes them', zh: '被另一侧排除' },
  function: { en: 'the function answers nothing for them', zh: '函数对其没有结果' },
  aggregation: { en: 'the aggregation answers nothing for them', zh: '聚合对其没有结果' },
};

const NONE: BilingualText = { en: 'none', zh: '无' };

/** The reason in both languages. Instants are written in UTC. */
export function explainReason(reason: EmptyReason): BilingualText {
  return { en: textIn('en', reason), zh: textIn('zh', reason) };
}

function textIn(language: 'en' | 'zh', reason: EmptyReason): string {
  const fields = new Map(fieldsOf(reason, language));
  return EMPTY_TEXTS[reason.kind][language].replace(
    /\{([a-zA-Z]+)\}/g,
    (whole, name: string) => fields.get(name) ?? whole,
  );
}

function fieldsOf(
  reason: EmptyReason,
  language: 'en' | 'zh',
): readonly (readonly [string, string])[] {
  const list = (texts: readonly string[]): string => texts.join(', ') || NONE[language];
  switch (reason.kind) {
    case 'not_empty':
      return [];
    case 'removed_by_scope':
      return [
        ['matcher', reason.matcher],
        ['label', reason.label],
        ['allowed', list(reason.allowed)],
      ];
    case 'unknown_metric':
      return [
        ['metric', reason.metric],
        ['similar', list(reason.similar)],
      ];
    case 'never_scraped':
      return [
        ['metric', reason.metric],
        ['exporter', reason.exporter],
        ['lookBack', printDurationMs(reason.lookBackMs)],
      ];
    case 'stopped':
      return [
        ['selector', reason.selector],
        ['lastSeen', new Date(reason.lastSeenMs).toISOString().replace(/\.\d+Z$/, 'Z')],
      ];
    case 'matcher_matched_nothing':
      return [
        ['selector', reason.selector],
        ['matcher', reason.matcher],
        ['label', reason.label],
        ['values', list(reason.values)],
      ];
    case 'matchers_exclude_each_other':
      return [['selector', reason.selector]];
    case 'too_few_samples':
      return [['expression', reason.expression]];
    case 'operation_left_nothing':
      return [
        ['expression', reason.expression],
        ['operation', OPERATIONS[reason.operation][language]],
      ];
    case 'undetermined':
      return [['message', reason.message]];
    default:
      return assertNever(reason);
  }
}
