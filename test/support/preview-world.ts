import { expandRuleTemplate } from '../../alerting/ruler/template/rule-template.ts';
import type { Templates } from '../../alerting/ruler/templates.ts';
import type { Rule } from '../../alerting/rules/rule.ts';
import type { AskPast } from '../../alerting/rules/simulate/ask-past.ts';
import type { PastResult } from '../../alerting/rules/simulate/past-result.ts';
import { RulePast } from '../../alerting/rules/simulate/rule-past.ts';
import { labelsFromObject, labelsToObject } from '../../platform/model/labels.ts';
import type { AskAnswer } from '../../queries/templates/ask-metrics.ts';
import type { NotifyWorld, TestAlert } from './notify-world.ts';
import { MAC_KEY, notifyDirectory } from './notify-world.ts';
import { testCluster } from './rule-fixture.ts';

const MIN = 60_000;

/** What the expression gives: a value each minute for each instance; null: none. */
export type Values = Readonly<Record<string, readonly (number | null)[]>>;

const templates: Templates = async (text, data) => {
  const { text: expanded, error } = await expandRuleTemplate(text, {
    ...data,
    nowMs: 0,
    alertName: 'test',
  });
  if (error !== null) throw new Error(error);
  return expanded;
};

function pastOf(
  values: Values,
  startMs: number,
  labels: Readonly<Record<string, string>>,
): AskPast {
  const ask: ReturnType<AskPast['open']>['ask'] = async (_expression, time): Promise<AskAnswer> => {
    if (time.kind === 'instant') throw new Error('a preview asks for ranges');
    const series = Object.entries(values).map(([instance, its]) => ({
      labels: labelsFromObject({ ...labels, instance }),
      points: its.flatMap((value, index): [number, number][] => {
        const atMs = startMs + index * MIN;
        return value === null || atMs < time.startMs || atMs > time.endMs ? [] : [[atMs, value]];
      }),
    }));
    return { kind: 'matrix', sent: '', warnings: [], pairs: null, series };
  };
  return { open: () => ({ ask }) };
}

/** The preview of a rule of the world, with all that its owner has written there. */
export async function previewIn(
  world: NotifyWorld,
  rule: Rule,
  values: Values,
  range: { readonly startMs: number; readonly endMs: number },
): Promise<PastResult> {
  const { owner } = rule;
  const past = new RulePast({
    directory: notifyDirectory,
    clusters: { all: () => [testCluster('east')] },
    intakeClusters: {
      get: (cluster) => ({
        cluster,
        namespaceLabel: 'namespace',
        namespaceTrusted: false,
        replicaLabels: new Set(),
      }),
    },
    ladderOf: () => ['critical', 'warning', 'info'],
    channel: (of, id) => world.channels.get(of, id),
    policy: (of, id) => {
      const policy = world.policies.get(id);
      return policy?.owner === of ? policy : undefined;
    },
    routes: { get: (of) => world.routes.get(of) },
    silencesOf: (of) =>
      world.silences.all({ owner: of, seesAll: true, pairs: [] }).map(({ silence }) => silence),
    inhibitionRules: world.inhibitions,
    defaultsOf: (of) => [`inbox:${of}`],
    texts: { templates, externalLabels: new Map(), externalUrl: '' },
    timeZoneOf: () => 'Europe/Berlin',
    macKey: MAC_KEY,
  });
  const namespace = owner === 'acme' ? 'acme-prod' : 'globex-prod';
  const question = { owner, content: rule, range, nowMs: range.endMs, language: 'en' } as const;
  const source = pastOf(values, range.startMs, { namespace });
  const [only] = await past.look(question, source, new AbortController().signal);
  if (only?.kind !== 'simulated') throw new Error(JSON.stringify(only));
  return only.result;
}

/** What an evaluator would post at the instant, for each level, the most severe first. */
export function postsAt(
  rule: Rule,
  { series }: PastResult,
  atMs: number,
): readonly (readonly TestAlert[])[] {
  return rule.levels.map(({ severity }, index) =>
    series.flatMap(({ labels, spans }) =>
      spans.flatMap(({ level, firedAtMs, resolvedAtMs }): readonly TestAlert[] => {
        const endsAtMs = resolvedAtMs ?? Number.POSITIVE_INFINITY;
        if (level !== index || firedAtMs > atMs || endsAtMs < atMs) return [];
        const alert = { rule, severity, labels: labelsToObject(labels), startsAtMs: firedAtMs };
        return [endsAtMs === atMs ? { ...alert, endsAtMs } : alert];
      }),
    ),
  );
}
