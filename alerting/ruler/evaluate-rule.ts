import { asError } from '../../platform/errors/app-error.ts';
import type { AlertingRule } from '../rules/manifests/rule-group.ts';
import { alertSamples, type RuleSample } from './alert-samples.ts';
import { type ActiveAlerts, countLive, type FoundAlert, stepAlerts } from './alert-state.ts';
import { askInTime } from './ask-in-time.ts';
import type { RuleAnswer, RuleQuestion } from './ask-query.ts';
import { dueAlerts, markSent, sentAlert } from './due-alerts.ts';
import { foundAlerts } from './found-alerts.ts';
import { recordedSamples } from './recorded-samples.ts';
import { type RuleElement, ruleElements } from './rule-elements.ts';
import type { RuledGroup } from './ruled-group.ts';
import type { RunnerParts } from './ruler-parts.ts';
import type { RunningRule } from './running-rule.ts';
import { writeRuleSamples } from './write-rule-samples.ts';

/** Where and when a rule is evaluated. */
export interface RuleTurn {
  readonly cluster: string;
  readonly group: RuledGroup;
  /** Of the schedule. */
  readonly atMs: number;
  readonly signal: AbortSignal;
}

/** Alerts posted at once. */
const SEND_AT_ONCE = 1_000;

interface Judged {
  readonly results: number;
  readonly samples: readonly RuleSample[];
  readonly warnings: readonly string[];
}
type Judgement = ({ readonly kind: 'done' } & Judged) | Failed;
interface Failed {
  readonly kind: 'failed';
  readonly message: string;
}

/**
 * Evaluates one rule: asks, steps its alerts, sends what is due, writes its series, and takes note
 * of how it went. Rejects only with the signal's reason; then nothing was noted.
 */
export async function evaluateRule(
  rule: RunningRule,
  turn: RuleTurn,
  parts: RunnerParts,
): Promise<void> {
  const { clock, metrics } = parts;
  const started = { atMs: clock.nowMs(), monotonicMs: clock.monotonicMs() };
  const answer = await askInTime(questionOf(rule.definition.expr, turn, parts), turn.signal, parts);
  turn.signal.throwIfAborted();
  const judged = await judge(rule, answer, turn, parts);
  const published = judged.kind === 'done' ? await publish(rule, judged, turn, parts) : null;
  turn.signal.throwIfAborted();
  const error = judged.kind === 'failed' ? judged.message : (published?.problem ?? null);
  const durationMs = clock.monotonicMs() - started.monotonicMs;
  metrics.evaluated(error === null ? 'ok' : 'failed', durationMs / 1_000);
  const isAnswered = answer.kind !== 'failed';
  rule.note({
    query: rule.definition.expr,
    atMs: askedAtMs(turn),
    startedAtMs: started.atMs,
    durationMs,
    samplesRead: isAnswered ? answer.samplesRead : null,
    results: judged.kind === 'done' ? judged.results : 0,
    error,
    isUnavailable: answer.kind === 'failed' && answer.failure === 'unavailable',
    warnings: [
      ...(isAnswered ? answer.warnings : []),
      ...(judged.kind === 'done' ? judged.warnings : []),
      ...(published?.unsent ? [published.unsent] : []),
    ],
  });
}

function askedAtMs({ atMs, group }: RuleTurn): number {
  return atMs - group.queryOffsetMs;
}

function questionOf(query: string, turn: RuleTurn, { settings }: RunnerParts): RuleQuestion {
  const { cluster, group } = turn;
  const timeoutMs = Math.min(group.intervalMs, settings.maxQueryMs);
  const { owner, language, within } = group;
  return { cluster, owner, language, within, query, atMs: askedAtMs(turn), timeoutMs };
}

async function judge(
  rule: RunningRule,
  answer: RuleAnswer,
  turn: RuleTurn,
  parts: RunnerParts,
): Promise<Judgement> {
  const result = ruleElements(answer);
  if (result.kind === 'failed') return result;
  const { definition } = rule;
  if (definition.kind === 'alerting') {
    return judgeAlerts(rule, definition, result.elements, turn, parts);
  }
  const recorded = recordedSamples(result.elements, definition, turn.group.limit);
  if (recorded.kind === 'failed') return recorded;
  const { samples } = recorded;
  return { kind: 'done', results: samples.length, samples, warnings: [] };
}

async function judgeAlerts(
  rule: RunningRule,
  definition: AlertingRule,
  elements: readonly RuleElement[],
  turn: RuleTurn,
  parts: RunnerParts,
): Promise<Judgement> {
  const { group, atMs, signal } = turn;
  const { templates, settings } = parts;
  const { limit } = group;
  // So many fail in any case: their texts need not be made first.
  if (limit > 0 && elements.length > limit) return overLimit(rule, limit, elements.length);
  const found = await foundAlerts(elements, definition, { templates, ...settings });
  signal.throwIfAborted();
  if (found.kind === 'failed') return found;
  const kept = await keptWithoutData(rule, definition, found.alerts, turn, parts);
  if (kept.kind === 'failed') return kept;
  rule.active = stepAlerts(rule.active, kept.alerts, definition, atMs);
  const live = countLive(rule.active);
  if (limit > 0 && live > limit) return overLimit(rule, limit, live);
  const samples = rule.isRestored ? alertSamples(rule.active) : [];
  return { kind: 'done', results: elements.length, samples, warnings: found.textProblems };
}

/** What was found, with what fires and stays while there is no data. */
async function keptWithoutData(
  { active }: RunningRule,
  { keptWhile }: AlertingRule,
  found: ReadonlyMap<string, FoundAlert>,
  turn: RuleTurn,
  parts: RunnerParts,
): Promise<{ readonly kind: 'found'; readonly alerts: typeof found } | Failed> {
  const lost = [...active].filter(([key, { state }]) => state === 'firing' && !found.has(key));
  if (keptWhile === undefined || lost.length === 0) return { kind: 'found', alerts: found };
  const question = questionOf(keptWhile, turn, parts);
  const answer = ruleElements(await askInTime(question, turn.signal, parts));
  turn.signal.throwIfAborted();
  if (answer.kind === 'failed') return answer;
  const isMissing = answer.elements.length > 0;
  return { kind: 'found', alerts: isMissing ? new Map([...found, ...lost]) : found };
}

/** All alerts are dropped: which of them were real cannot be said. */
function overLimit(rule: RunningRule, limit: number, alerts: number): Failed {
  rule.active = new Map();
  return { kind: 'failed', message: `exceeded limit of ${limit} with ${alerts} alerts` };
}

interface Published {
  /** Why the series are not stored; null: they are. */
  readonly problem: string | null;
  /** Why alerts wait for the next evaluation to be sent; null: they do not. */
  readonly unsent: string | null;
}

async function publish(
  rule: RunningRule,
  { samples }: Judged,
  turn: RuleTurn,
  parts: RunnerParts,
): Promise<Published> {
  const unsent = await sendDue(rule, turn, parts);
  const { cluster, group, signal } = turn;
  const { series, problem } = await writeRuleSamples(
    { cluster, owner: group.owner, atMs: askedAtMs(turn), samples, before: rule.series, signal },
    parts,
  );
  rule.series = series;
  return { problem, unsent };
}

async function sendDue(
  rule: RunningRule,
  { cluster, group, atMs, signal }: RuleTurn,
  { send, settings, metrics }: RunnerParts,
): Promise<string | null> {
  const { resendDelayMs, externalLabels, externalUrl: generatorUrl } = settings;
  const due = [...dueAlerts(rule.active, atMs, resendDelayMs)];
  const timing = { intervalMs: group.intervalMs, resendDelayMs };
  for (let from = 0; from < due.length; from += SEND_AT_ONCE) {
    const some: ActiveAlerts = new Map(due.slice(from, from + SEND_AT_ONCE));
    const alerts = [...some.values()].map((alert) =>
      sentAlert(alert, atMs, timing, { externalLabels, generatorUrl }),
    );
    try {
      await send.send(cluster, alerts, signal);
    } catch (thrown) {
      signal.throwIfAborted();
      metrics.sent('failed', alerts.length);
      return `the alerts could not be handed to the intake: ${asError(thrown).message}`;
    }
    metrics.sent('taken', alerts.length);
    rule.active = markSent(rule.active, some, atMs);
  }
  return null;
}
