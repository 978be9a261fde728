import type { LintFinding } from '../../contract/rule-lint.ts';
import type { ClusterPast, PastSeries, RulePast, RulePastInput } from '../../contract/rule-past.ts';
import type { RuleInput } from '../../contract/rules.ts';

const COLUMNS = 120;
const PODS = ['checkout-7d9f', 'checkout-b41c'] as const;

/** Sentinel: an expression with `rate(` over a name without `_total`. */
export function lintOf({ expression = '' }: RuleInput): LintFinding[] {
  const found = /rate\((\w+)/.exec(expression);
  const name = found?.[1] ?? '';
  if (found === null || name.endsWith('_total')) return [];
  return [
    {
      code: 'rate_of_gauge',
      severity: 'warning',
      path: '/expression',
      span: { start: found.index, end: found.index + found[0].length },
      message: { en: `"${name}" is a gauge.`, zh: `“${name}” 是仪表盘类型的指标。` },
      explanation: {
        en: 'A rate takes every fall for a reset of a counter.',
        zh: 'rate 会把每次下降当作计数器重置。',
      },
      suggestion: null,
    },
  ];
}

type NameOf = (channel: string) => string;

/** Two series that swing, one of them over every threshold. Sentinel: name `half`. */
export function pastOf({ rule, start, end }: RulePastInput, nameOf: NameOf): RulePast {
  const refused = rule.name === 'half' ? [{ cluster: 'us-1', reason: 'no backend of logs' }] : [];
  const cluster = clusterOf(rule, Date.parse(start), Date.parse(end), nameOf);
  return { clusters: [cluster], refused, failed: [] };
}

function clusterOf(rule: RuleInput, startMs: number, endMs: number, nameOf: NameOf): ClusterPast {
  const stepMs = Math.max(1, Math.floor((endMs - startMs) / COLUMNS));
  const grid = { start: instant(startMs), stepMs, count: COLUMNS };
  const top = Math.max(1, ...rule.levels.map(({ threshold = 1 }) => threshold)) * 1.2;
  const [from, to] = [startMs + 30 * stepMs, startMs + 60 * stepMs];
  const series = PODS.map((pod, index): PastSeries => {
    const spans = index === 0 ? spansOf(rule, from, to) : [];
    return {
      labels: { alertname: rule.name, pod },
      fired: spans.length,
      spans,
      extreme: index === 0 ? top : top / 3,
      values: Array.from({ length: COLUMNS }, (_, at) =>
        index === 0 && at >= 30 && at < 60 ? top : (top / 3) * (1 + Math.sin(at / 9) / 4),
      ),
    };
  });
  const total = 2 * rule.channels.length;
  return {
    cluster: 'eu-1',
    instants: grid,
    columns: grid,
    series,
    seriesCount: 2,
    seriesFired: 1,
    levels: rule.levels.map(({ severity }) => ({
      severity,
      isNoData: false,
      fired: 1,
      seriesFired: 1,
      bands: [{ from: instant(from), to: instant(to) }],
    })),
    incidents: 1,
    eventCount: 2,
    events: [],
    notifications: {
      total,
      channels: rule.channels.map((id) => ({ id, name: nameOf(id), count: 2 })),
      purposes: total === 0 ? [] : [{ purpose: 'firing', count: 1 }],
      told: total === 0 ? [] : [toldAt(rule, from)],
      unsent: total === 0 ? [{ reason: 'no_channels', count: 2 }] : [],
    },
    notices: [],
    messages: [messageOf(rule, from, top)],
  };
}

function toldAt({ channels }: RuleInput, at: number): ClusterPast['notifications']['told'][number] {
  return { at: instant(at), channelId: channels[0] ?? '', purpose: 'firing', incidents: 1 };
}

function spansOf({ levels }: RuleInput, from: number, to: number): PastSeries['spans'] {
  return levels.map((_, level) => ({
    level,
    activeAt: instant(from),
    firedAt: instant(from),
    resolvedAt: instant(to),
  }));
}

function messageOf(rule: RuleInput, atMs: number, value: number): ClusterPast['messages'][number] {
  const severity = rule.levels[0]?.severity ?? '';
  const text = `Firing: ${rule.name}\n\nSeverity  ${severity}\n`;
  return {
    at: instant(atMs),
    severity,
    labels: { pod: PODS[0] },
    annotations: rule.annotations,
    value,
    isReal: true,
    subject: `[Firing] ${severity}: ${rule.name}`,
    text,
    html: '<!doctype html><html lang="en"><head><title>Firing</title></head><body><h1>Firing</h1></body></html>',
    problems: [],
  };
}

function instant(ms: number): string {
  return new Date(ms).toISOString();
}
