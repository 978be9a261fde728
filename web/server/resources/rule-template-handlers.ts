import type {
  KnownTemplate,
  TemplateService,
} from '../../../alerting/rules/templates/template-service.ts';
import { printDurationMs } from '../../../platform/model/duration.ts';
import { recordingGroupOf } from '../../../queries/system-rules/system-rules.ts';
import { templateReads } from '../../../queries/templates/rules/template-reads.ts';
import {
  RESOURCES,
  SCOPE_TITLES,
} from '../../../queries/templates/rules/template-resources.data.ts';
import type * as contract from '../../contract/rule-templates.ts';
import { readIfMatch, requireIfMatch } from '../if-match.ts';
import type { Handlers } from '../register-api.ts';
import { instantOrNull } from './present.ts';

type TemplateHandlers = Pick<Handlers, Extract<keyof Handlers, `ruleTemplates.${string}`>>;

/** Templates of rules over HTTP. */
export function ruleTemplateHandlers(templates: TemplateService): TemplateHandlers {
  return {
    'ruleTemplates.list': ({ params }, context) => {
      const known = templates.list(context.caller().principal, params.owner);
      return Promise.resolve({ items: known.map(presentSummary) });
    },
    'ruleTemplates.get': ({ params }, context) => {
      const { principal } = context.caller();
      return Promise.resolve(present(templates.get(principal, params.owner, params.template)));
    },
    'ruleTemplates.create': async ({ params, body }, context) => {
      const { principal } = context.caller();
      const write = { principal, owner: params.owner, document: body };
      return present(await templates.create(write));
    },
    'ruleTemplates.update': async ({ params, body }, context) => {
      const { principal } = context.caller();
      const revision = requireIfMatch(context.request.headers['if-match']);
      const write = { principal, owner: params.owner, document: body };
      return present(await templates.update(write, params.template, revision));
    },
    'ruleTemplates.delete': async ({ params }, context) => {
      const { principal } = context.caller();
      const revision = readIfMatch(context.request.headers['if-match']);
      await templates.delete(principal, params.owner, params.template, revision);
      return null;
    },
  };
}

function presentSummary({ template, own }: KnownTemplate): contract.RuleTemplateSummary {
  const { id, scope, resource, rule, title, unit } = template;
  const { metrics } = templateReads(template);
  return {
    id,
    scope,
    scopeTitle: { ...SCOPE_TITLES[scope] },
    resource,
    resourceTitle: { ...RESOURCES[resource].title },
    rule,
    title: { ...title },
    unit,
    isOwn: own !== null,
    metrics: [...metrics],
    recordedBy: recordingGroupOf(metrics),
  };
}

function present(known: KnownTemplate): contract.RuleTemplate {
  const { template, own } = known;
  const { description, advice, promql, labels, filters, windowMs, operator, levels } = template;
  const { exporters, whyEmpty } = templateReads(template);
  return {
    ...presentSummary(known),
    description: { ...description },
    advice: { ...advice },
    promql,
    labels: [...labels],
    filters: [...filters],
    window: windowMs === null ? null : printDurationMs(windowMs),
    operator,
    levels: [...levels],
    for: printDurationMs(template.forMs),
    range: { ...template.range },
    exporters: [...exporters],
    whyEmpty: { ...whyEmpty },
    revision: own?.revision ?? null,
    updatedAt: instantOrNull(own?.updatedAtMs ?? null),
    updatedBy: own?.updatedBy ?? null,
  };
}
