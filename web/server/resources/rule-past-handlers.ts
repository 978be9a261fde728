import type { RuleContent } from '../../../alerting/rules/rule-draft.ts';
import type { RuleLanguage } from '../../../alerting/rules/rule-language.ts';
import type { RuleService } from '../../../alerting/rules/rule-service.ts';
import type { AskPast, OpenPast } from '../../../alerting/rules/simulate/ask-past.ts';
import type { PastRange } from '../../../alerting/rules/simulate/plan-slices.ts';
import type { RulePast } from '../../../alerting/rules/simulate/rule-past.ts';
import type { Clock } from '../../../platform/clock/clock.ts';
import { AppError } from '../../../platform/errors/app-error.ts';
import type { Directory } from '../../../platform/tenancy/directory.ts';
import type { Principal } from '../../../platform/tenancy/principal.ts';
import { scopeDenied } from '../../../platform/tenancy/refusals.ts';
import type { Permission } from '../../../platform/tenancy/roles.ts';
import { scopeOfRule } from '../../../platform/tenancy/rule-scope.ts';
import { printScopeName } from '../../../platform/tenancy/scope-name.ts';
import type { LimitGate } from '../../../queries/limits/limit-gate.ts';
import { payerOf } from '../../../queries/limits/payer-of.ts';
import type { ScopedLogSamples } from '../../../queries/proxy/loki/scoped-log-samples.ts';
import type { ScopedMetrics } from '../../../queries/proxy/named-metrics/scoped-metrics.ts';
import type { RulePastInput } from '../../contract/rule-past.ts';
import type { HandlerContext, Handlers } from '../register-api.ts';
import type { RunningQuestions } from '../running-questions.ts';
import type { ScopeGate } from '../scope-gate.ts';
import { readInstant } from './present.ts';
import { presentPast } from './present-rule-past.ts';
import { draftOf } from './rule-input.ts';

export interface RulePastUseCases {
  readonly rules: Pick<RuleService, 'admit'>;
  readonly past: RulePast;
  readonly scopes: Pick<ScopeGate, 'grantTo'>;
  readonly running: Pick<RunningQuestions, 'during'>;
  readonly named: Pick<ScopedMetrics, 'open'>;
  readonly logs: { readonly samples: ScopedLogSamples };
  readonly gate: Pick<LimitGate, 'check'>;
  readonly directory: () => Directory;
  readonly clock: Pick<Clock, 'nowMs'>;
}

/** What rules would have done, over HTTP. */
export function rulePastHandlers(use: RulePastUseCases): Pick<Handlers, 'rules.past'> {
  return {
    'rules.past': async ({ params, body }, context) => {
      const { owner } = params;
      const { principal } = context.caller();
      const content = use.rules.admit({ principal, owner, draft: draftOf(body.rule) });
      if (content.levels.length === 0) throw neverFires();
      const nowMs = use.clock.nowMs();
      const range = rangeOf(body, nowMs);
      const question = { owner, content, range, nowMs, language: body.language ?? 'en' } as const;
      const past = askPast(use, content, principal);
      return during(use, content, context, async (gone) =>
        presentPast(await use.past.look(question, past, gone)),
      );
    },
  };
}

function neverFires(): AppError {
  const message = 'a rule without levels records and fires never';
  return new AppError('invalid', message, { details: [{ path: '/levels', message }] });
}

/** @throws AppError `invalid` */
function rangeOf({ start, end }: RulePastInput, nowMs: number): PastRange {
  const startMs = readInstant(start, '/start');
  const endMs = Math.min(readInstant(end, '/end'), nowMs);
  if (startMs < endMs) return { startMs, endMs };
  const message = 'must lie before the end, and in the past';
  throw new AppError('invalid', `/start ${message}`, { details: [{ path: '/start', message }] });
}

const PERMISSIONS: Readonly<Record<RuleLanguage, Permission>> = {
  promql: 'metrics:read',
  logql: 'logs:read',
};

/** Who goes away, or loses the right to the data of the rule's scope, ends what is under way. */
function during<T>(
  { scopes, running }: RulePastUseCases,
  { scope: name, language }: RuleContent,
  context: HandlerContext,
  work: (gone: AbortSignal) => Promise<T>,
): Promise<T> {
  const caller = context.caller();
  const permission = PERMISSIONS[language];
  const scopeName = printScopeName(name);
  const scope = scopes.grantTo(caller.principal, scopeName, permission);
  const response = context.reply.raw;
  return running.during({ caller, scopeName, permission, scope, response }, work);
}

/**
 * The rule's scope on each cluster, asked as any question of the tenant. The caller must hold the
 * permission on all that the rule reads there: a part of it would tell another story.
 */
function askPast(
  use: RulePastUseCases,
  { scope: name }: RuleContent,
  principal: Principal,
): AskPast {
  const { scopes, named, logs, gate, directory } = use;
  return {
    open: (cluster: string, language: RuleLanguage, { startMs, endMs }: PastRange): OpenPast => {
      const onCluster = { ...name, cluster };
      const covered = scopeOfRule(directory(), onCluster);
      const granted = scopes.grantTo(principal, printScopeName(onCluster), PERMISSIONS[language]);
      if (granted.pairs.length !== covered.pairs.length) throw scopeDenied();
      // It is asked for in slices; what a range may be long is said of the whole.
      const range = { startMs, endMs, stepMs: null };
      gate.check(payerOf(covered), { bodyBytes: 0, range, earliestMs: null });
      return language === 'promql' ? named.open(covered).asker : logs.samples.open(covered);
    },
  };
}
