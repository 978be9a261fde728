import type { AskQuery, RuleAnswer } from '../../../alerting/ruler/ask-query.ts';
import { KeptAlerts } from '../../../alerting/ruler/kept-alerts.ts';
import type { ReadAlertState } from '../../../alerting/ruler/read-alert-state.ts';
import { readLogAnswer } from '../../../alerting/ruler/read-log-answer.ts';
import { readQueryAnswer } from '../../../alerting/ruler/read-query-answer.ts';
import { Ruler } from '../../../alerting/ruler/ruler.ts';
import { RulerBook } from '../../../alerting/ruler/ruler-book.ts';
import { DEFAULT_RULER_SETTINGS } from '../../../alerting/ruler/ruler-parts.ts';
import type { SendAlerts } from '../../../alerting/ruler/send-alerts.ts';
import { SharedRuler } from '../../../alerting/ruler/shared/shared-ruler.ts';
import type { RuleEvaluator } from '../../../alerting/ruler/shown-runner.ts';
import { expandRuleTemplate } from '../../../alerting/ruler/template/rule-template.ts';
import type { Templates } from '../../../alerting/ruler/templates.ts';
import type { WriteSamples } from '../../../alerting/ruler/write-samples.ts';
import type { DirectorySource } from '../../../platform/tenancy/directory-source.ts';
import { printForm } from '../../../queries/proxy/form.ts';
import { collectBody, NoAnswer } from '../../../queries/upstream/collect-body.ts';
import type { Upstream } from '../../../queries/upstream/upstream.ts';
import type { EmbeddedThread } from '../embedded/embedded-thread.ts';
import type { MemberSeat } from '../members/member-seat.ts';
import { answerRulers } from '../members/ruler-calls.ts';
import type { Floor } from './floor.ts';
import { ruleBackend } from './rule-backend.ts';

export interface RulerOptions {
  readonly floor: Floor;
  readonly directories: DirectorySource;
  readonly upstream: Upstream;
  readonly embedded: Pick<EmbeddedThread, 'store' | 'latest'>;
  readonly send: SendAlerts;
  readonly externalUrl: string;
}

export interface ComposedRuler {
  readonly ruler: RuleEvaluator;
  readonly book: RulerBook;
}

/** Largest answer to a rule that is read. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

/** Our own evaluator of rules, in front of the backends of all clusters. */
export function composeRuler(options: RulerOptions): ComposedRuler {
  const { floor, directories, embedded, send, externalUrl } = options;
  const { clock, logger, metrics, state } = floor;
  const templates = ruleTemplates(floor);
  const kept = new KeptAlerts(state);
  const local = new Ruler(
    {
      ask: askBackends(options),
      write: writeOf(directories, embedded),
      alertState: alertStateOf(embedded),
      kept,
      send,
      templates,
      clock,
      logger: logger.child({ service: 'ruler' }),
      settings: { ...DEFAULT_RULER_SETTINGS, externalUrl },
    },
    metrics,
  );
  const ruler = floor.seat === null ? local : shareRuler(options, floor.seat, local, kept);
  return { ruler, book: new RulerBook((cluster) => ruler.runners(cluster)) };
}

/** The other processes on the database evaluate their share of the groups, and send us what fires. */
function shareRuler(
  { floor, directories, send }: RulerOptions,
  seat: MemberSeat,
  local: Ruler,
  kept: KeptAlerts,
): RuleEvaluator {
  const { clock, logger, metrics } = floor;
  const shared = new SharedRuler({
    ...{ local, kept, clock, logger },
    own: seat.membership.own.id,
    isShareable: (cluster, { language }) => {
      const { metrics: series, logs } = directories.clusters().get(cluster) ?? {};
      const asked = language === 'promql' ? series : logs;
      return series?.kind !== 'embedded' && asked != null && asked.kind !== 'embedded';
    },
  });
  metrics.gauge({
    name: 'tocsin_member_rule_groups',
    help: 'Rule groups that other members of the database evaluate for this one.',
    collect: (gauge) => gauge.set({}, shared.groupsElsewhere),
  });
  answerRulers(seat.calls, seat.program, { poll: (poll) => shared.poll(poll), send });
  return shared;
}

/** The texts of rules, expanded as Prometheus does. */
export function ruleTemplates({ clock }: Pick<Floor, 'clock'>): Templates {
  return async (text, data) => {
    const nowMs = clock.nowMs();
    const alertName = data.labels.get('alertname') ?? '';
    const { text: expanded, error } = await expandRuleTemplate(text, { ...data, nowMs, alertName });
    if (error !== null) throw new Error(error);
    return expanded;
  };
}

/** Puts the questions of rules to the backends of clusters. */
export function askBackends({
  directories,
  upstream,
}: Pick<RulerOptions, 'directories' | 'upstream'>): AskQuery {
  return {
    ask: async (question, signal) => {
      const backend = ruleBackend(directories.clusters().get(question.cluster), question);
      if (backend === null) {
        return failed('the cluster has no backend that could be asked for this rule');
      }
      const { language, query, atMs, timeoutMs } = question;
      const path = language === 'promql' ? '/api/v1/query' : '/loki/api/v1/query';
      const form = printForm([
        ['query', query],
        ['time', language === 'promql' ? String(atMs / 1_000) : `${Math.round(atMs)}000000`],
      ]);
      const request = { backend, method: 'POST', path, form, timeoutMs } as const;
      try {
        const collected = await collectBody(upstream, request, MAX_ANSWER_BYTES, signal);
        if (!collected.isWhole)
          return failed(`the answer is larger than ${MAX_ANSWER_BYTES} bytes`);
        const { status } = collected;
        const text = collected.body.toString('utf8');
        return language === 'promql'
          ? readQueryAnswer(status, text)
          : readLogAnswer(status, text, backend.url);
      } catch (thrown) {
        signal.throwIfAborted();
        if (!(thrown instanceof NoAnswer)) throw thrown;
        return failed(NO_ANSWERS[thrown.failure] ?? 'the backend gave no answer');
      }
    },
  };
}

const NO_ANSWERS: Readonly<Record<string, string>> = {
  unreachable: 'the backend cannot be reached',
  timeout: 'the backend did not answer in time',
  broken: 'the backend broke off its answer',
};

function failed(message: string): RuleAnswer {
  return { kind: 'failed', failure: 'unavailable', message };
}

function writeOf(
  directories: DirectorySource,
  embedded: Pick<EmbeddedThread, 'store'>,
): WriteSamples {
  return {
    takes: (cluster) => directories.clusters().get(cluster)?.metrics?.kind === 'embedded',
    write: async ({ owner }, samples) => embedded.store(owner, samples),
  };
}

function alertStateOf(embedded: Pick<EmbeddedThread, 'latest'>): ReadAlertState {
  return {
    read: async ({ owner, alert, minMs, maxMs }) => {
      const equal = { __name__: 'ALERTS_FOR_STATE', alertname: alert };
      const found = await embedded.latest({ tenant: owner, equal, minMs, maxMs });
      return found.map(({ labels, atMs, value, isStale }) => ({
        labels: new Map([...labels].filter(([name]) => name !== '__name__')),
        seenAtMs: atMs,
        activeAtSeconds: value,
        isStale,
      }));
    },
  };
}
