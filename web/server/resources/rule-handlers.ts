import type { Rule, RuleLevel } from '../../../alerting/rules/rule.ts';
import { type RuleDraft, textSource } from '../../../alerting/rules/rule-draft.ts';
import type { RuleService } from '../../../alerting/rules/rule-service.ts';
import {
  type RuleSource,
  type SourceDraft,
  templateChange,
} from '../../../alerting/rules/rule-source.ts';
import type { TemplateService } from '../../../alerting/rules/templates/template-service.ts';
import type { RuleStatus } from '../../../alerting/sinks/rule-status.ts';
import { AppError } from '../../../platform/errors/app-error.ts';
import { parseDurationMs, printDurationMs } from '../../../platform/model/duration.ts';
import { labelsToObject } from '../../../platform/model/labels.ts';
import { printScopeName } from '../../../platform/tenancy/scope-name.ts';
import type * as contract from '../../contract/rules.ts';
import { readIfMatch, requireIfMatch } from '../if-match.ts';
import type { Handlers } from '../register-api.ts';
import { instant, instantOrNull, pageRequest, presentPage } from './present.ts';

export interface RuleUseCases {
  readonly rules: RuleService;
  /** How a rule is doing on each cluster it covers. */
  readonly statusOf: (rule: Rule) => readonly RuleStatus[];
  readonly templates: Pick<TemplateService, 'find'>;
}

type RuleHandlers = Pick<Handlers, Extract<keyof Handlers, `rules.${string}`>>;

/** Rules over HTTP. */
export function ruleHandlers({ rules, statusOf, templates }: RuleUseCases): RuleHandlers {
  const changeOf = (rule: Rule) => templateChange(rule, (id) => templates.find(rule.owner, id));
  const show = (rule: Rule) => presentRule(rule, statusOf(rule), changeOf(rule));
  return {
    'rules.list': ({ params, query }, context) =>
      Promise.resolve(
        presentPage(rules.list(context.caller().principal, params.owner, pageRequest(query)), show),
      ),
    'rules.get': ({ params }, context) =>
      Promise.resolve(show(rules.get(context.caller().principal, params.owner, params.id))),
    'rules.preview': ({ params, body }, context) => {
      const { principal } = context.caller();
      const preview = rules.preview({ principal, owner: params.owner, draft: draftOf(body) });
      return Promise.resolve({ clusters: [...preview.clusters], refused: [...preview.refused] });
    },
    'rules.create': async ({ params, body }, context) => {
      const { principal } = context.caller();
      const key = context.request.headers['idempotency-key'];
      const write = { principal, owner: params.owner, draft: draftOf(body) };
      return show(await rules.create(write, typeof key === 'string' ? key : null));
    },
    'rules.update': async ({ params, body }, context) => {
      const { principal } = context.caller();
      const revision = requireIfMatch(context.request.headers['if-match']);
      const write = { principal, owner: params.owner, draft: draftOf(body) };
      return show(await rules.update(write, params.id, revision));
    },
    'rules.delete': async ({ params }, context) => {
      const revision = readIfMatch(context.request.headers['if-match']);
      await rules.delete(context.caller().principal, params.owner, params.id, revision);
      return null;
    },
  };
}

/** @throws AppError `invalid` for a rule without expression and source */
function draftOf({ source, language, expression, ...body }: contract.RuleInput): RuleDraft {
  return {
    ...body,
    source: sourceDraft(source, expression, language),
    labels: new Map(Object.entries(body.labels)),
    annotations: new Map(Object.entries(body.annotations)),
  };
}

function sourceDraft(
  source: contract.RuleSourceInput | undefined,
  expression: string | undefined,
  language: contract.RuleLanguage | undefined,
): SourceDraft {
  if (source === undefined) {
    if (expression !== undefined) return textSource(expression, language);
    throw new AppError('invalid', 'The rule has neither an expression nor a source.', {
      details: [{ path: '/expression', message: 'is missing, and no source is given' }],
    });
  }
  if (source.kind === 'log_form') {
    const { window, ...form } = source.form;
    return { kind: 'log_form', form: { ...form, windowMs: parseDurationMs(window) ?? 0 } };
  }
  const { template, parameters } = source;
  const { window, ...given } = parameters;
  const windowMs = window === undefined ? undefined : parseDurationMs(window);
  return {
    kind: 'template',
    template,
    parameters: windowMs === undefined ? given : { ...given, windowMs },
  };
}

function presentSource(source: RuleSource): contract.RuleSourceInput | undefined {
  if (source.kind === 'text') return undefined;
  if (source.kind === 'log_form') {
    const { windowMs, streams, lines, fields, groupBy, parser } = source.form;
    return {
      kind: 'log_form',
      form: {
        streams: [...streams],
        lines: [...lines],
        parser,
        fields: [...fields],
        window: printDurationMs(windowMs),
        groupBy: [...groupBy],
      },
    };
  }
  const { filters, groupBy, windowMs } = source.parameters;
  return {
    kind: 'template',
    template: source.template.id,
    parameters: {
      ...(filters ? { filters: [...filters] } : {}),
      ...(groupBy ? { groupBy: [...groupBy] } : {}),
      ...(windowMs === undefined ? {} : { window: printDurationMs(windowMs) }),
    },
  };
}

function presentRule(
  rule: Rule,
  statuses: readonly RuleStatus[],
  templateChange: string | null,
): contract.Rule {
  const source = presentSource(rule.source);
  return {
    id: rule.id,
    owner: rule.owner,
    name: rule.name,
    scope: printScopeName(rule.scope),
    ...(source === undefined ? {} : { source }),
    language: rule.language,
    expression: rule.expression,
    interval: printDurationMs(rule.intervalMs),
    levels: rule.levels.map(presentLevel),
    labels: labelsToObject(rule.labels),
    annotations: labelsToObject(rule.annotations),
    contact: rule.contact,
    runbookUrl: rule.runbookUrl,
    dashboardUrl: rule.dashboardUrl,
    channels: [...rule.channels],
    levelChange: rule.levelChange,
    enabled: rule.enabled,
    templateChange,
    status: statuses.map(presentStatus),
    revision: rule.revision,
    createdAt: instant(rule.createdAtMs),
    updatedAt: instant(rule.updatedAtMs),
    updatedBy: rule.updatedBy,
  };
}

function presentLevel(level: RuleLevel): contract.RuleLevel {
  const { severity, condition, forMs, checks, keepFiringForMs } = level;
  return {
    severity,
    ...condition,
    ...(checks === null ? { for: printDurationMs(forMs) } : { checks }),
    ...(keepFiringForMs === 0 ? {} : { keepFiringFor: printDurationMs(keepFiringForMs) }),
  };
}

function presentStatus(status: RuleStatus): contract.RuleStatus {
  const { cluster, stage, health, state, message, lastEvaluationAtMs, checkedAtMs } = status;
  return {
    cluster,
    stage,
    health,
    state,
    message,
    lastEvaluationAt: instantOrNull(lastEvaluationAtMs),
    checkedAt: instantOrNull(checkedAtMs),
  };
}
