import { expandRuleTemplate } from '../../alerting/ruler/template/rule-template.ts';
import type { Templates } from '../../alerting/ruler/templates.ts';
import type { RuleLevel } from '../../alerting/rules/rule.ts';
import type { RuleContent } from '../../alerting/rules/rule-draft.ts';
import type { AskPast } from '../../alerting/rules/simulate/ask-past.ts';
import type { PastResult } from '../../alerting/rules/simulate/past-result.ts';
import { type ClusterPast, RulePast } from '../../alerting/rules/simulate/rule-past.ts';
import type { NoData } from '../../alerting/rules/simulate/rule-simulation.ts';
import { type Labels, labelsFromObject } from '../../platform/model/labels.ts';
import type { AskAnswer, QueryTime } from '../../queries/templates/ask-metrics.ts';
import { testChannel } from './channel-fixture.ts';
import { testCluster, testDirectory, testLevel, testMacKey, testRule } from './rule-fixture.ts';

/** Instants of tests begin here: a multiple of every interval in them. */
export const START_MS = Date.UTC(2026, 0, 15);
export const MINUTE_MS = 60_000;

/** A series by its values, a minute apart; null: there is none. */
export interface FixtureSeries {
  readonly labels: Labels;
  readonly values: readonly (number | null)[];
}

/** A source that answers ranges from these series, whatever is asked. */
export function pastOf(
  series: readonly FixtureSeries[],
): AskPast & { readonly asked: QueryTime[] } {
  const asked: QueryTime[] = [];
  const ask = async (_expression: string, time: QueryTime): Promise<AskAnswer> => {
    asked.push(time);
    const found = series.flatMap(({ labels, values }) => {
      const points = values.flatMap((value, index): [number, number][] => {
        const atMs = START_MS + index * MINUTE_MS;
        return value === null || !isIn(time, atMs) ? [] : [[atMs, value]];
      });
      return points.length === 0 ? [] : [{ labels, points }];
    });
    return { kind: 'matrix', sent: '', warnings: [], pairs: null, series: found };
  };
  return { asked, open: () => ({ ask }) };
}

function isIn(time: QueryTime, atMs: number): boolean {
  if (time.kind === 'instant') return atMs === time.atMs;
  const { startMs, endMs, stepMs } = time;
  return atMs >= startMs && atMs <= endMs && (atMs - startMs) % stepMs === 0;
}

export const MAIL = '01J0000000000000000000MAIL';
export const SILENT = '01J00000000000000000SILENT';

const templates: Templates = async (text, data) => {
  const { text: expanded, error } = await expandRuleTemplate(text, {
    ...data,
    nowMs: START_MS,
    alertName: 'test',
  });
  if (error !== null) throw new Error(error);
  return expanded;
};

const channels = [
  testChannel({ id: MAIL, name: 'mail' }),
  testChannel({ id: SILENT, name: 'silent', sendResolved: false }),
];

export const past = new RulePast({
  directory: () => testDirectory(),
  clusters: { all: () => [testCluster('lab'), testCluster('edge')] },
  intakeClusters: {
    get: (cluster) => ({
      cluster,
      namespaceLabel: 'namespace',
      namespaceTrusted: true,
      replicaLabels: new Set(['replica']),
    }),
  },
  ladderOf: () => ['critical', 'warning'],
  channel: (owner, id) => channels.find((one) => one.owner === owner && one.id === id),
  policy: () => undefined,
  routes: { get: () => undefined },
  silencesOf: () => [],
  inhibitionRules: { all: () => [], ofOwner: () => [], subscribe: () => undefined },
  defaultsOf: () => [],
  texts: { templates, externalLabels: new Map(), externalUrl: '' },
  timeZoneOf: () => 'UTC',
  macKey: testMacKey,
});

export function look(
  source: AskPast,
  change: Partial<RuleContent> & { readonly scopeText?: string; readonly noData?: NoData } = {},
  minutes = 60,
): Promise<readonly ClusterPast[]> {
  const content = testRule({
    intervalMs: MINUTE_MS,
    levels: [testLevel()],
    channels: [MAIL],
    scopeText: 'acme.shop',
    ...change,
  });
  const range = { startMs: START_MS, endMs: START_MS + (minutes - 1) * MINUTE_MS };
  const question = { owner: 'acme', content, range, nowMs: range.endMs, language: 'en' } as const;
  return past.look(question, source, new AbortController().signal);
}

export async function result(...args: Parameters<typeof look>): Promise<PastResult> {
  const [only] = await look(...args);
  if (only?.kind !== 'simulated') throw new Error(JSON.stringify(only));
  return only.result;
}

export const prod = (values: FixtureSeries['values'], more: Record<string, string> = {}) => ({
  labels: labelsFromObject({ __name__: 'jobs_waiting', namespace: 'acme-prod', ...more }),
  values,
});

/** `0*3 20*2`: three times 0, then twice 20; `_` is a gap. */
export function values(text: string): (number | null)[] {
  return text.split(' ').flatMap((part) => {
    const [value = '', times = '1'] = part.split('*');
    return new Array<number | null>(Number(times)).fill(value === '_' ? null : Number(value));
  });
}

export const critical = (change: Partial<RuleLevel> = {}) =>
  testLevel({ severity: 'critical', condition: { operator: '>', threshold: 100 }, ...change });

/** Spans as minutes: level, since when active, fired, resolved. */
export function minutes(past: PastResult): readonly string[] {
  const minute = (ms: number | null) => (ms === null ? '…' : (ms - START_MS) / MINUTE_MS);
  return past.series.flatMap(({ spans }) =>
    spans.map(
      ({ level, activeAtMs, firedAtMs, resolvedAtMs }) =>
        `${past.levels[level]?.severity} ${minute(activeAtMs)} ${minute(firedAtMs)}-${minute(resolvedAtMs)}`,
    ),
  );
}
