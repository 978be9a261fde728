import { rulerMigration } from '../../alerting/migration-0003-ruler.ts';
import type { AskQuery, RuleAnswer, RuleQuestion } from '../../alerting/ruler/ask-query.ts';
import { firstAfter, scheduleOf } from '../../alerting/ruler/eval-schedule.ts';
import { KeptAlerts } from '../../alerting/ruler/kept-alerts.ts';
import type { AlertStateAsk, AlertStateSeries } from '../../alerting/ruler/read-alert-state.ts';
import { groupKeyOf, type RuledGroup } from '../../alerting/ruler/ruled-group.ts';
import { Ruler } from '../../alerting/ruler/ruler.ts';
import { DEFAULT_RULER_SETTINGS, type RulerSettings } from '../../alerting/ruler/ruler-parts.ts';
import type { SendAlerts, SentAlert } from '../../alerting/ruler/send-alerts.ts';
import type { Templates } from '../../alerting/ruler/templates.ts';
import type { RuleSamples, SampleOwner, WriteOutcome } from '../../alerting/ruler/write-samples.ts';
import type { AlertingRule, RecordingRule } from '../../alerting/rules/manifests/rule-group.ts';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import { type Labels, labelsFrom, labelsKey } from '../../platform/model/labels.ts';
import { createLogger } from '../../platform/observe/logger.ts';
import { createMetrics, type Metrics } from '../../platform/observe/metrics.ts';
import { openDirectState } from './direct-state.ts';

/** A cluster whose store takes no samples; every other does. */
export const readOnlyCluster = 'sealed';

export interface StoredSample {
  readonly atMs: number;
  readonly value: number;
  readonly isStale: boolean;
}

export interface StoredSeries {
  readonly cluster: string;
  readonly owner: string;
  readonly labels: Labels;
  readonly samples: StoredSample[];
}

/** Elements of an answer: labels as text (see `labelsOfText`), value. */
export type ScriptedElements = readonly (readonly [labels: string, value: number])[];
export type ScriptedAnswer = (
  question: RuleQuestion,
  signal: AbortSignal,
) => ScriptedElements | RuleAnswer | Promise<ScriptedElements | RuleAnswer>;

/**
 * Rulers with everything around them in memory, under a clock moved by hand. A restart is another
 * ruler on the same world.
 */
export class RulerWorld {
  readonly clock: VirtualClock;
  /** By query; one that is not here answers nothing. */
  readonly answers = new Map<string, ScriptedAnswer>();
  readonly asked: RuleQuestion[] = [];
  readonly sent: { readonly cluster: string; readonly alert: SentAlert; readonly atMs: number }[] =
    [];
  readonly state = openDirectState([rulerMigration]);
  metrics: Metrics = newMetrics();
  /** What the intake rejects with; null: it takes everything. */
  intakeRefuses: Error | null = null;
  writeAnswers: WriteOutcome | null = null;
  stateReadFails: Error | null = null;
  /** Who gets what is sent, beside `sent`. */
  intake: SendAlerts['send'] = async () => undefined;
  templates: Templates = scriptedTemplates;
  readonly #stored = new Map<string, StoredSeries>();

  constructor(startMs?: number) {
    this.clock = new VirtualClock(startMs);
  }

  /** As after a start of the process, not started. */
  ruler(settings: Partial<RulerSettings> = {}): Ruler {
    this.metrics = newMetrics();
    return new Ruler(
      {
        ask: this.#ask(),
        write: {
          takes: (cluster) => cluster !== readOnlyCluster,
          write: async (to, samples) => this.writeAnswers ?? this.#write(to, samples),
        },
        alertState: { read: async (ask) => this.#alertState(ask) },
        kept: new KeptAlerts(this.state),
        send: {
          send: async (cluster, alerts, signal) => {
            if (this.intakeRefuses) throw this.intakeRefuses;
            await this.intake(cluster, alerts, signal);
            const atMs = this.clock.nowMs();
            this.sent.push(...alerts.map((alert) => ({ cluster, alert, atMs })));
          },
        },
        templates: this.templates,
        clock: this.clock,
        logger: createLogger({ level: 'silent', destination: { write: () => undefined } }),
        settings: { ...DEFAULT_RULER_SETTINGS, externalUrl: 'http://tocsin.test', ...settings },
      },
      this.metrics,
    );
  }

  /** A ruler of the cluster `lab` with these groups, started. @throws Error when one is refused */
  async running(...groups: readonly RuledGroup[]): Promise<Ruler> {
    const ruler = this.ruler();
    const refused = ruler.assign('lab', groups);
    if (refused.size > 0) throw new Error([...refused.values()].join('; '));
    await ruler.start();
    return ruler;
  }

  /** When a group of the cluster `lab` is evaluated first from now on, in Unix milliseconds. */
  firstMs(group: RuledGroup): number {
    const schedule = scheduleOf(`lab;${groupKeyOf(group)}`, group.intervalMs);
    return firstAfter(schedule, this.clock.nowMs());
  }

  get stored(): readonly StoredSeries[] {
    return [...this.#stored.values()];
  }

  /** Samples of the series with these labels (text), newest last; empty when there is none. */
  samplesOf(labels: string, cluster = 'lab', owner = 'acme'): readonly StoredSample[] {
    const key = `${cluster} ${owner} ${labelsKey(labelsOfText(labels))}`;
    return this.#stored.get(key)?.samples ?? [];
  }

  /** The value of one metric of ours, e.g. `tocsin_ruler_missed_total`. */
  async counter(line: string): Promise<number> {
    const { text } = await this.metrics.expose();
    const found = text.split('\n').find((one) => one.startsWith(`${line} `));
    return found === undefined ? 0 : Number(found.slice(line.length + 1));
  }

  #ask(): AskQuery {
    return {
      ask: async (question, signal) => {
        this.asked.push(question);
        const scripted = await this.answers.get(question.query)?.(question, signal);
        if (scripted !== undefined && 'kind' in scripted) return scripted;
        const elements = scripted ?? [];
        return {
          kind: 'vector',
          labels: elements.map(([labels]) => labelsOfText(labels)),
          values: Float64Array.from(elements, ([, value]) => value),
          warnings: [],
          samplesRead: elements.length,
        };
      },
    };
  }

  #write({ cluster, owner }: SampleOwner, samples: RuleSamples): WriteOutcome {
    const { series, refs, times, values, stale } = samples;
    refs.forEach((ref, index) => {
      const labels = series[ref] ?? new Map();
      const key = `${cluster} ${owner} ${labelsKey(labels)}`;
      const entry: StoredSeries = this.#stored.get(key) ?? { cluster, owner, labels, samples: [] };
      this.#stored.set(key, entry);
      const isStale = stale?.[index] === 1;
      entry.samples.push({ atMs: times[index] ?? 0, value: values[index] ?? 0, isStale });
    });
    return { kind: 'written', refused: [] };
  }

  #alertState(ask: AlertStateAsk): readonly AlertStateSeries[] {
    if (this.stateReadFails) throw this.stateReadFails;
    return this.stored.flatMap(({ cluster, owner, labels, samples }) => {
      const isAsked =
        cluster === ask.cluster &&
        owner === ask.owner &&
        labels.get('__name__') === 'ALERTS_FOR_STATE' &&
        labels.get('alertname') === ask.alert;
      const last = samples.findLast(({ atMs }) => atMs >= ask.minMs && atMs <= ask.maxMs);
      if (!isAsked || last === undefined) return [];
      const { atMs: seenAtMs, value: activeAtSeconds, isStale } = last;
      const own = labelsFrom([...labels].filter(([name]) => name !== '__name__'));
      return [{ labels: own, seenAtMs, activeAtSeconds, isStale }];
    });
  }
}

/** `up{job="a",namespace="b"}` without quotes or braces: `up job=a namespace=b`. */
export function labelsOfText(text: string): Labels {
  return labelsFrom(
    text
      .split(' ')
      .filter(Boolean)
      .map((part): [string, string] => {
        const [name = '', value] = part.split('=');
        return value === undefined ? ['__name__', name] : [name, value];
      }),
  );
}

/** Knows `{{ $value }}`, `{{ $labels.x }}` and `{{ query }}`; anything else is an error. */
export const scriptedTemplates: Templates = async (text, { labels, value, query }) => {
  if (text.includes('{{ query')) await query('up');
  return text.replaceAll(/\{\{\s*(.*?)\s*\}\}/g, (_whole, inside: string) => {
    if (inside === '$value') return String(value);
    if (inside.startsWith('$labels.')) return labels.get(inside.slice('$labels.'.length)) ?? '';
    throw new Error(`unexpected ${inside}`);
  });
};

/** An alerting rule that is changed as wished. */
export function ruledAlert(change: Partial<AlertingRule> = {}): AlertingRule {
  return {
    kind: 'alerting',
    alert: 'Full',
    expr: 'full',
    forMs: 0,
    keepFiringForMs: 0,
    labels: new Map([['severity', 'critical']]),
    annotations: new Map([['summary', '{{ $value }} in {{ $labels.namespace }}']]),
    ...change,
  };
}

export function ruledRecord(change: Partial<RecordingRule> = {}): RecordingRule {
  return { kind: 'recording', record: 'ns:jobs:sum', expr: 'jobs', labels: new Map(), ...change };
}

/** A group of acme, changed as wished. */
export function ruledGroup(change: Partial<RuledGroup> = {}): RuledGroup {
  return {
    file: 'acme.rules.yml',
    name: 'acme',
    owner: 'acme',
    scope: 'acme.shop@lab',
    within: { matchers: [], exemptMetrics: [] },
    language: 'promql',
    intervalMs: 60_000,
    limit: 0,
    queryOffsetMs: 0,
    rules: [ruledAlert()],
    ...change,
  };
}

function newMetrics(): Metrics {
  return createMetrics({ version: 'test', withProcessMetrics: false });
}
