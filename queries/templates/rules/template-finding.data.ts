interface FindingText {
  readonly severity: 'error' | 'warning';
  readonly en: string;
  readonly zh: string;
}

/** Every finding of the lint of templates: how bad it is, and what it says; `{…}` are its fields. */
export const FINDING_TEXTS = {
  syntax: {
    severity: 'error',
    en: 'The query is no PromQL: {message}.',
    zh: '查询不是合法的 PromQL：{message}。',
  },
  placeholder_misplaced: {
    severity: 'error',
    en: '{name} stands where it cannot be filled in: $by belongs into "by (…)" and "on (…)", $window into "[…]".',
    zh: '{name} 的位置无法填充：$by 应位于 "by (…)" 或 "on (…)" 中，$window 应位于 "[…]" 中。',
  },
  reserved_text: {
    severity: 'error',
    en: '{name} is a reserved text; write it differently.',
    zh: '{name} 为保留文本，请改用其他写法。',
  },
  unknown_placeholder: {
    severity: 'error',
    en: '{value} is no placeholder of a declared label that can be filtered by; declare the label, or write =~"$label".',
    zh: '{value} 不是已声明且可过滤标签的占位符；请声明该标签，或写作 =~"$label"。',
  },
  not_a_vector: {
    severity: 'error',
    en: 'The query is a {type}; a rule needs an instant vector.',
    zh: '查询结果为 {type}，告警规则需要瞬时向量。',
  },
  labels_unknown: {
    severity: 'error',
    en: 'The labels of its rows cannot be told, so identities change with the exporters. Aggregate: sum by ($by) (…).',
    zh: '无法确定结果的标签，导出器变化会改变告警身份。请使用聚合：sum by ($by) (…)。',
  },
  labels_differ: {
    severity: 'error',
    en: 'Grouped by ({asked}), its rows carry ({have}), not the declared labels.',
    zh: '按 ({asked}) 分组时，结果标签为 ({have})，与声明不符。',
  },
  namespace_lost: {
    severity: 'error',
    en: 'Its rows do not say to which namespace they belong, so their alerts reach nobody. Declare "namespace" as a label that is always kept.',
    zh: '结果不包含所属命名空间，告警将无法送达。请将 namespace 声明为始终保留的标签。',
  },
  filter_ignored: {
    severity: 'error',
    en: 'A filter on "{label}" does not narrow every part of the query. Put {placeholder} into each selector.',
    zh: '对 "{label}" 的过滤没有作用于查询的所有部分。请在每个选择器中加入 {placeholder}。',
  },
  metric_unnamed: {
    severity: 'error',
    en: 'A selector names no metric: it would read every series of the scope.',
    zh: '有选择器没有指标名，会读取范围内的全部序列。',
  },
  metric_unknown: {
    severity: 'warning',
    en: 'No exporter that we know has {metric}. Check the name if it is not of your own application.',
    zh: '已知的导出器都没有 {metric}。若非自有应用的指标，请检查名称。',
  },
  metric_foreign: {
    severity: 'warning',
    en: '{metric} comes from {exporter}, which is none of the exporters of "{resource}" ({exporters}).',
    zh: '{metric} 来自 {exporter}，不属于 "{resource}" 的导出器（{exporters}）。',
  },
  counter_read_raw: {
    severity: 'warning',
    en: '{metric} only ever grows; a threshold on it fires once and for all. Use rate() or increase().',
    zh: '{metric} 是只增不减的计数器，对其设阈值会一直触发。请使用 rate() 或 increase()。',
  },
  rate_of_gauge: {
    severity: 'error',
    en: '{function}() is for counters, {metric} is a gauge. Use delta() or deriv(), or the value itself.',
    zh: '{function}() 仅适用于计数器，而 {metric} 是仪表值。请使用 delta()、deriv() 或直接取值。',
  },
  rate_of_sum: {
    severity: 'error',
    en: '{function}() over an aggregation takes each restart of one process for a jump of the sum. Write sum(rate(…)).',
    zh: '对聚合结果使用 {function}() 会把进程重启误判为突变。请写作 sum(rate(…))。',
  },
  mean_of_ratios: {
    severity: 'error',
    en: '{function} of ratios weighs idle and busy series alike. Divide the sums: sum(…) / sum(…).',
    zh: '对比值求 {function} 会让空闲与繁忙序列权重相同。请用总和相除：sum(…) / sum(…)。',
  },
  division_unguarded: {
    severity: 'warning',
    en: 'Divides by something that may be 0, which gives NaN or Inf. Write / (… > 0).',
    zh: '除数可能为 0，结果会是 NaN 或 Inf。请写作 / (… > 0)。',
  },
  range_too_short: {
    severity: 'warning',
    en: 'A range of {range} holds too few samples; use at least four scrape intervals, usually 2m.',
    zh: '{range} 的区间样本过少；请至少使用四个采集间隔，通常为 2m。',
  },
  compares_already: {
    severity: 'warning',
    en: 'The query ends in a comparison, which drops rows; the threshold is added by the rule.',
    zh: '查询以比较运算结尾，会丢弃部分结果；阈值由规则添加。',
  },
  joins_ignoring: {
    severity: 'error',
    en: '"{words}" breaks when a cluster label is added. Name the labels: by (…), on (…).',
    zh: '"{words}" 在增加集群标签后会失效。请写明标签：by (…)、on (…)。',
  },
  text_missing: {
    severity: 'error',
    en: 'The text in {language} is missing.',
    zh: '缺少 {language} 文本。',
  },
  label_repeated: {
    severity: 'error',
    en: 'The label "{label}" is declared twice.',
    zh: '标签 "{label}" 重复声明。',
  },
  levels_missing: {
    severity: 'error',
    en: 'There is no level.',
    zh: '没有告警级别。',
  },
  severity_unknown: {
    severity: 'error',
    en: '"{severity}" is none of {ladder}.',
    zh: '"{severity}" 不在 {ladder} 之中。',
  },
  levels_disordered: {
    severity: 'error',
    en: 'Levels must be most severe first, each severity once.',
    zh: '级别须按严重程度从高到低排列，且不得重复。',
  },
  thresholds_disordered: {
    severity: 'error',
    en: 'With {operator}, {severe} must be {direction} than {mild}; otherwise the more severe level fires first.',
    zh: '使用 {operator} 时，{severe} 的阈值应比 {mild} 更{directionZh}，否则更严重的级别会先触发。',
  },
  operator_single: {
    severity: 'error',
    en: '{operator} allows one level only: several would exclude each other.',
    zh: '{operator} 只能有一个级别，多个级别会互相排斥。',
  },
  threshold_out_of_range: {
    severity: 'error',
    en: 'The threshold {message}.',
    zh: '阈值 {messageZh}。',
  },
  for_out_of_range: {
    severity: 'error',
    en: '"for" must be whole seconds from 0 to one day.',
    zh: '"for" 须为 0 到一天之间的整秒数。',
  },
  window_out_of_place: {
    severity: 'error',
    en: 'A default window is needed exactly where the query has $window, from one minute to one day.',
    zh: '仅当查询包含 $window 时才需要默认窗口，取值为一分钟到一天。',
  },
  default_filter_unknown: {
    severity: 'error',
    en: 'The default filter cannot be used: {message}.',
    zh: '默认过滤条件无法使用：{message}。',
  },
  unusable: {
    severity: 'error',
    en: 'Grouped by ({asked}), it is no valid query any more: {message}.',
    zh: '按 ({asked}) 分组后不再是合法查询：{message}。',
  },
  shape: {
    severity: 'error',
    en: 'The template does not have the right form: {message}.',
    zh: '模板格式不正确：{message}。',
  },
  id_taken: {
    severity: 'error',
    en: 'A built-in template is called {id}; choose another name for the rule.',
    zh: '内置模板已使用 {id}，请更换规则名称。',
  },
  platform_only: {
    severity: 'error',
    en: 'Series of "{resource}" belong to no namespace: only the platform has templates for them.',
    zh: '"{resource}" 的序列不属于任何命名空间，仅平台可为其创建模板。',
  },
  id_mismatch: {
    severity: 'error',
    en: 'The id must be "{id}".',
    zh: '标识应为 "{id}"。',
  },
} as const satisfies Record<string, FindingText>;

export type FindingCode = keyof typeof FINDING_TEXTS;
