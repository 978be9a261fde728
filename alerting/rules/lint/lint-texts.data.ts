export type LintSeverity = 'error' | 'warning' | 'info';

interface LintText {
  readonly severity: LintSeverity;
  /** What is so: English, Chinese. `{…}` are fields. */
  readonly message: readonly [string, string];
  /** Why it matters and what to do: English, Chinese. */
  readonly explanation: readonly [string, string];
}

const text = (
  severity: LintSeverity,
  message: LintText['message'],
  explanation: LintText['explanation'],
): LintText => ({ severity, message, explanation });

/**
 * Every finding of the lint of rules. An error will not do what it looks like; a warning surprises
 * sooner or later; an info is worth a thought.
 */
export const LINT_TEXTS = {
  syntax: text(
    'error',
    ['The expression cannot be read: {message}', '表达式无法解析：{message}'],
    ['Nothing is evaluated until it is valid.', '表达式合法之前不会进行任何评估。'],
  ),
  wrong_type: text(
    'error',
    ['The expression is a {type}, not an instant vector.', '表达式结果为 {type}，而非瞬时向量。'],
    [
      'A rule compares one value per series. Put a range into a function such as rate() or avg_over_time().',
      '规则对每个序列比较一个值。请用 rate()、avg_over_time() 等函数处理区间。',
    ],
  ),
  gives_lines: text(
    'error',
    ['The expression gives log lines, not numbers.', '表达式返回日志行，而非数值。'],
    [
      'No threshold applies to lines. Count them: count_over_time(… [5m]).',
      '阈值无法作用于日志行，请先计数：count_over_time(… [5m])。',
    ],
  ),
  always_fires: text(
    'error',
    ['A number without a threshold always fires.', '没有阈值的数字会始终触发。'],
    [
      'An alert fires for whatever the expression returns, and a number is always returned.',
      '表达式返回任何结果都会触发告警，而数字始终有结果。',
    ],
  ),
  reads_nothing: text(
    'warning',
    ['The expression reads no series.', '表达式没有读取任何序列。'],
    ['Its value does not depend on anything that is monitored.', '其值与任何被监控的对象无关。'],
  ),
  missing_comparison: text(
    'error',
    [
      'Neither the expression nor the level compares with anything.',
      '表达式和级别都没有进行比较。',
    ],
    [
      'Without a comparison every series that exists fires, whatever its value, 0 included. Give the level a threshold.',
      '没有比较时，任何存在的序列都会触发，无论值是多少（包括 0）。请为级别设置阈值。',
    ],
  ),
  bool_always_fires: text(
    'error',
    ['A comparison with "bool" always gives a row: 0 or 1.', '带 "bool" 的比较始终返回 0 或 1。'],
    [
      'An alert fires for every row, also where the comparison does not hold. Remove "bool".',
      '即使比较不成立，每一行也会触发告警。请去掉 "bool"。',
    ],
  ),
  compares_already: text(
    'warning',
    [
      'The expression already compares; the threshold compares what is left of it again.',
      '表达式已包含比较，阈值会对其剩余结果再次比较。',
    ],
    [
      'A comparison drops rows and keeps values, so both conditions must hold. Remove the one inside, or the threshold.',
      '比较会丢弃不满足的行并保留原值，因此两个条件必须同时满足。请去掉内部比较或阈值。',
    ],
  ),
  never_fires: text(
    'error',
    [
      'The expression keeps only values {inside}, which are never {outside}.',
      '表达式只保留 {inside} 的值，不可能 {outside}。',
    ],
    [
      'The threshold is compared with the value that the comparison inside kept, not with 1.',
      '阈值比较的是内部比较所保留的原值，而不是 1。',
    ],
  ),
  zero_never_seen: text(
    'warning',
    [
      'Where nothing is counted there is no row, so the count is never 0.',
      '没有可计数的对象时不会返回任何行，因此计数不会为 0。',
    ],
    [
      'Counting nothing gives nothing rather than 0, and nothing never fires. Use absent() or absent_over_time().',
      '对空集合计数得到空结果而不是 0，空结果不会触发。请使用 absent() 或 absent_over_time()。',
    ],
  ),
  tenancy_dropped: text(
    'warning',
    [
      'The label "{label}" is lost here, so the alerts of all namespaces of the scope become one.',
      '标签 "{label}" 在此丢失，范围内所有命名空间的告警会合并为一个。',
    ],
    [
      'The alert then names no namespace: it is filed under the home of the rule, and one namespace hides another. Keep the label in "by (…)" and "on (…)", and out of "without (…)" and "ignoring (…)".',
      '告警将不包含命名空间，会归入规则的默认环境，且各命名空间互相掩盖。请在 "by (…)"、"on (…)" 中保留该标签，不要写入 "without (…)"、"ignoring (…)"。',
    ],
  ),
  tenancy_dropped_single: text(
    'info',
    [
      'The label "{label}" is lost here; the scope holds one namespace, which the alert is given.',
      '标签 "{label}" 在此丢失；范围内只有一个命名空间，告警会使用它。',
    ],
    [
      'Nothing merges today. It will when the scope gets a second namespace.',
      '目前不会合并，但范围增加第二个命名空间后就会。',
    ],
  ),
  join_across_namespaces: text(
    'warning',
    [
      'Joined on ({labels}), rows of one namespace meet those of another.',
      '按 ({labels}) 关联时，不同命名空间的行会互相匹配。',
    ],
    [
      'Names such as those of pods are unique within a namespace only: the join fails with "many-to-many", or takes a stranger\'s value. Add "{label}".',
      'Pod 等名称只在命名空间内唯一：关联会因 "many-to-many" 失败，或取到其他命名空间的值。请加入 "{label}"。',
    ],
  ),
  metric_unnamed: text(
    'warning',
    ['A selector names no metric.', '有选择器没有指标名。'],
    [
      'It reads every series of the scope that its matchers fit, at every evaluation, and mixes metrics that have nothing to do with each other.',
      '每次评估都会读取范围内所有匹配的序列，并混合互不相关的指标。',
    ],
  ),
  metric_pattern: text(
    'warning',
    ['The metric is chosen by a pattern: {pattern}.', '指标由正则选取：{pattern}。'],
    [
      'Any metric that is added later and fits is read as well, and functions that drop the name make them collide. Name the metric.',
      '以后新增的匹配指标也会被读取，去掉指标名的函数还会使它们冲突。请写明指标名。',
    ],
  ),
  matches_anything: text(
    'info',
    ['The matcher on "{label}" fits any value.', '"{label}" 的匹配条件适用于任何值。'],
    [
      'It narrows nothing and costs a look at every value. Remove it.',
      '它没有缩小范围，却要检查每个值。请删除。',
    ],
  ),
  rates_not_aggregated: text(
    'warning',
    [
      'Nothing is aggregated: every series of {metric} raises its own alert.',
      '没有聚合：{metric} 的每个序列都会单独告警。',
    ],
    [
      'Counters are split by path, method, status, pod and the like, so one trouble becomes hundreds of alerts, each of a share of it. Sum them by the labels that people act on.',
      '计数器按路径、方法、状态、Pod 等拆分，一个故障会变成数百个告警，且每个只反映一部分。请按处理人关心的标签求和。',
    ],
  ),
  not_aggregated: text(
    'info',
    [
      'Nothing is aggregated: alerts carry every label of their series.',
      '没有聚合：告警带有序列的全部标签。',
    ],
    [
      'A pod that is replaced, or a label that an exporter adds, ends one alert and begins another. Aggregate by the labels that name the trouble.',
      'Pod 重建或导出器新增标签会结束旧告警并产生新告警。请按能说明问题的标签聚合。',
    ],
  ),
  unbounded_grouping: text(
    'warning',
    [
      'Grouping by "{label}" has no bound: it holds a value per request, user or address.',
      '按 "{label}" 分组没有上限：每个请求、用户或地址都是一个值。',
    ],
    [
      'The number of alerts grows with the traffic. Group by what is limited, such as the service or the route.',
      '告警数量会随流量增长。请按有限的标签分组，如服务或路由。',
    ],
  ),
  le_left: text(
    'warning',
    [
      'The label "le" stays in the result: one row per bucket.',
      '结果保留了标签 "le"：每个桶一行。',
    ],
    [
      'Buckets are cumulative, so the larger ones repeat the smaller ones. Use histogram_quantile(), or choose one bucket and aggregate "le" away.',
      '桶是累积的，大桶包含小桶。请使用 histogram_quantile()，或选定一个桶并聚合掉 "le"。',
    ],
  ),
  rate_of_gauge: text(
    'warning',
    [
      '{function}() is for counters; {metric} is a gauge.',
      '{function}() 用于计数器，而 {metric} 是仪表盘值（gauge）。',
    ],
    [
      'Every fall of a gauge looks like a restart and is added up. Use delta() or deriv(), or avg_over_time() of the value.',
      'gauge 每次下降都会被当作重启并累加。请使用 delta()、deriv() 或 avg_over_time()。',
    ],
  ),
  rate_of_unknown: text(
    'info',
    [
      '{function}() is for counters, and the name of {metric} is not that of one.',
      '{function}() 用于计数器，而 {metric} 的名称不像计数器。',
    ],
    [
      'Names of counters end in _total, _count, _sum or _bucket. If it is a gauge, use delta() or deriv().',
      '计数器名称以 _total、_count、_sum 或 _bucket 结尾。若为 gauge，请使用 delta() 或 deriv()。',
    ],
  ),
  gauge_function_on_counter: text(
    'warning',
    [
      '{function}() is for gauges; {metric} is a counter.',
      '{function}() 用于 gauge，而 {metric} 是计数器。',
    ],
    [
      'A counter begins at 0 when its process starts anew, which this function takes for a fall. Use increase() or rate().',
      '进程重启时计数器归零，该函数会把它当作下降。请使用 increase() 或 rate()。',
    ],
  ),
  counter_raw: text(
    'warning',
    ['{metric} is a counter and is read as it stands.', '{metric} 是计数器，却被直接读取。'],
    [
      'Its value says how long the process has run rather than what happens now. Use increase() or rate().',
      '其值反映进程运行了多久，而不是当前状况。请使用 increase() 或 rate()。',
    ],
  ),
  rate_of_sum: text(
    'warning',
    ['{function}() is taken of an aggregation.', '对聚合结果使用了 {function}()。'],
    [
      'When one of the summed series starts anew, the sum falls and everything counts as new. Take the rate first and the sum of it.',
      '任一序列重启时总和下降，全部都会被当作新增。请先求速率再求和。',
    ],
  ),
  irate_in_rule: text(
    'info',
    ['irate() looks at the last two samples only.', 'irate() 只看最后两个样本。'],
    [
      'One calm sample ends a pending alert. For rules rate() over a few minutes is steadier.',
      '一个平静的样本就会结束等待中的告警。规则中使用数分钟的 rate() 更稳定。',
    ],
  ),
  range_too_short: text(
    'warning',
    [
      'The range {range} is shorter than four scrape intervals of {scrape}.',
      '区间 {range} 短于四个抓取间隔（{scrape}）。',
    ],
    [
      'One lost scrape leaves too few samples, and the rule goes blind without saying so.',
      '丢失一次抓取就会样本不足，规则会在不提示的情况下失效。',
    ],
  ),
  range_below_interval: text(
    'warning',
    [
      'The range {range} is shorter than the interval {interval} of the rule.',
      '区间 {range} 短于规则的评估间隔 {interval}。',
    ],
    [
      'What happens between two evaluations and outside of the range is never looked at.',
      '两次评估之间、区间之外发生的情况永远不会被检查。',
    ],
  ),
  log_range_long: text(
    'warning',
    [
      'Each evaluation reads {range} of logs anew, every {interval}.',
      '每 {interval} 的评估都会重新读取 {range} 的日志。',
    ],
    [
      'The same lines are read over and over; the rule is slow and may be refused. Use a shorter range or a longer interval.',
      '同样的日志会被反复读取，规则缓慢且可能被拒绝。请缩短区间或延长间隔。',
    ],
  ),
  quantile_without_le: text(
    'error',
    [
      'histogram_quantile() needs the label "le", which is aggregated away.',
      'histogram_quantile() 需要标签 "le"，但它已被聚合掉。',
    ],
    [
      'Without the bounds of the buckets it gives nothing, so the rule never fires. Keep "le": sum by (le, …).',
      '没有桶边界就没有结果，规则不会触发。请保留 "le"：sum by (le, …)。',
    ],
  ),
  quantile_out_of_range: text(
    'error',
    ['The quantile {value} is not from 0 to 1.', '分位数 {value} 不在 0 到 1 之间。'],
    [
      'Outside of 0 to 1 the answer is infinite: +Inf above, -Inf below. The 95th percentile is 0.95.',
      '超出 0 到 1 时结果为无穷大。第 95 百分位应写作 0.95。',
    ],
  ),
  absent_pattern: text(
    'warning',
    [
      '{function}() with a pattern on "{label}" fires only when all of them are gone.',
      '{function}() 对 "{label}" 使用正则时，只有全部消失才会触发。',
    ],
    [
      'One series that is left keeps it silent, and the alert does not say what is missing: only "=" gives it labels. Write one rule per value, or compare a count.',
      '只要还有一个序列就不会触发，且告警不说明缺少什么（只有 "=" 会带上标签）。请为每个值单独建规则，或比较计数。',
    ],
  ),
  division_unguarded: text(
    'warning',
    ['The divisor may be 0.', '除数可能为 0。'],
    [
      'x/0 is infinite and fires above any threshold; 0/0 is NaN and never fires. Drop such rows: a / (b > 0).',
      'x/0 为无穷大，会超过任何阈值；0/0 为 NaN，永远不会触发。请丢弃这些行：a / (b > 0)。',
    ],
  ),
  mean_of_ratios: text(
    'warning',
    ['{function}() is taken of ratios.', '对比率使用了 {function}()。'],
    [
      'A quiet instance weighs as much as a busy one. Divide the sums: sum(a) / sum(b).',
      '空闲实例与繁忙实例权重相同。请对总和相除：sum(a) / sum(b)。',
    ],
  ),
  mean_of_quantiles: text(
    'warning',
    ['{function}() is taken of quantiles.', '对分位数使用了 {function}()。'],
    [
      'Quantiles cannot be averaged or added. Sum the buckets first: histogram_quantile(q, sum by (le, …) (rate(…))).',
      '分位数不能求平均或求和。请先对桶求和：histogram_quantile(q, sum by (le, …) (rate(…)))。',
    ],
  ),
  topk_in_rule: text(
    'warning',
    ['{function}() chooses anew at every evaluation.', '{function}() 每次评估都会重新选取。'],
    [
      'A series that leaves the choice loses its "for", or resolves though nothing got better. Compare with a threshold instead.',
      '序列退出选取后 "for" 会重新计时，或在没有好转时被判定恢复。请改为与阈值比较。',
    ],
  ),
  for_below_interval: text(
    'warning',
    [
      '"for" ({for}) is shorter than the interval ({interval}).',
      '持续时间（{for}）短于评估间隔（{interval}）。',
    ],
    [
      'It is only looked at once per interval, so this means one interval.',
      '每个间隔只检查一次，因此实际等于一个间隔。',
    ],
  ),
  flapping: text(
    'warning',
    ['Fires at once, on a range of {range} only.', '立即触发，且只看 {range} 的数据。'],
    [
      'A short peak raises an alert and ends it again, with a message for each. Give it a "for", keepFiringFor, or a longer range.',
      '短暂的尖峰会反复触发和恢复，每次都会通知。请设置持续时间、keepFiringFor 或更长的区间。',
    ],
  ),
  keep_firing_missing: text(
    'info',
    [
      'It resolves at the first evaluation at which the condition does not hold.',
      '条件第一次不满足时就会恢复。',
    ],
    [
      'Values around the threshold and lost scrapes then resolve and raise it again. keepFiringFor of a few intervals bridges them.',
      '阈值附近的波动或丢失抓取会导致反复恢复和触发。设置几个间隔的 keepFiringFor 可以避免。',
    ],
  ),
  label_not_kept: text(
    'warning',
    [
      'The text uses the label "{label}", which the result does not have.',
      '文本使用了标签 "{label}"，但结果中没有。',
    ],
    [
      'It is aggregated away, so the text will be empty at this place. Keep it in "by (…)", or leave it out of the text.',
      '该标签已被聚合掉，此处文本将为空。请在 "by (…)" 中保留，或从文本中去掉。',
    ],
  ),
  value_in_label: text(
    'error',
    ['The label "{label}" holds the value.', '标签 "{label}" 包含当前值。'],
    [
      'Labels are the identity of an alert: with every new value it is another alert, "for" never ends and each is notified. Put it into an annotation.',
      '标签是告警的身份：值变化即为另一个告警，持续时间无法满足且重复通知。请放入注解。',
    ],
  ),
  name_repeated: text(
    'warning',
    ['Another rule of an overlapping scope has this name.', '范围重叠的另一条规则使用了相同名称。'],
    [
      'Their alerts look alike in messages, silences and inhibitions. Name them apart.',
      '它们的告警在通知、静默和抑制中无法区分。请使用不同名称。',
    ],
  ),
  threshold_out_of_range: text(
    'error',
    ['The threshold makes no sense: {message}.', '阈值没有意义：{messageZh}。'],
    [
      'The value cannot get there, or is always there. Shares are from 0 to 1; 80 % is 0.8.',
      '该值不可能达到，或始终满足。比率为 0 到 1，80 % 应写作 0.8。',
    ],
  ),
  thresholds_disordered: text(
    'error',
    [
      '"{severe}" is reached before, or together with, "{mild}".',
      '"{severe}" 会先于或与 "{mild}" 同时触发。',
    ],
    [
      'With {operator} the more severe threshold must be {direction} than the milder one; otherwise the milder level never shows.',
      '使用 {operator} 时，更严重级别的阈值必须比较轻级别更{directionZh}，否则较轻级别不会出现。',
    ],
  ),
  operators_mixed: text(
    'warning',
    [
      '"{severe}" and "{mild}" compare in different ways.',
      '"{severe}" 与 "{mild}" 的比较方式不同。',
    ],
    [
      'Levels of one rule are rungs of one ladder. Conditions of different kinds are different rules.',
      '同一规则的级别应属于同一尺度。不同的条件应建为不同规则。',
    ],
  ),
  past_of_environment: text(
    'error',
    ['{message}', '规则会读取环境 {environment} 之前所有者的数据。'],
    [
      'A namespace that had another owner keeps their data; a rule may not look back past the birth of the environment. Shorten ranges and offsets, or wait.',
      '命名空间曾属于其他所有者；规则不得读取环境创建之前的数据。请缩短区间和偏移，或等待。',
    ],
  ),
  no_line_filter: text(
    'warning',
    [
      'A wide selector without any filter reads every line of its streams.',
      '选择范围很宽且没有任何过滤，会读取所有日志行。',
    ],
    [
      'Name the application, and filter lines by a text that they hold, before they are parsed.',
      '请写明应用，并在解析之前按文本过滤日志行。',
    ],
  ),
  regex_for_text: text(
    'warning',
    ['The pattern {pattern} is a plain text.', '正则 {pattern} 只是普通文本。'],
    ['A text filter does the same and is many times faster.', '文本过滤效果相同且快得多。'],
  ),
  unwrap_errors: text(
    'warning',
    [
      'Lines whose "{label}" is no number are not left out.',
      '没有排除 "{label}" 无法转换为数值的日志行。',
    ],
    [
      'One such line fails the whole evaluation. Leave them out after the unwrap: | __error__="".',
      '一行无法转换就会使整次评估失败。请在 unwrap 之后排除：| __error__=""。',
    ],
  ),
  fields_not_aggregated: text(
    'warning',
    [
      'Every field of a line becomes a label, and nothing is aggregated.',
      '每个字段都成为标签，且没有聚合。',
    ],
    [
      'Each different line makes a series of its own, until the limit of series refuses the query. Aggregate: sum by (…).',
      '每种不同的行都会产生一个序列，直至超出序列上限而被拒绝。请聚合：sum by (…)。',
    ],
  ),
} as const satisfies Readonly<Record<string, LintText>>;

export type LintCode = keyof typeof LINT_TEXTS;
