import type { ChangeImpact as Impact } from '../../../alerting/impact/change-impact.ts';
import type { ImpactService } from '../../../alerting/impact/impact-service.ts';
import type { RuleCopies } from '../../../alerting/rules/copy/rule-copies.ts';
import type { Rule } from '../../../alerting/rules/rule.ts';
import type { RuleCaller } from '../../../alerting/rules/rule-admission.ts';
import type { RuleService } from '../../../alerting/rules/rule-service.ts';
import { takeOverTemplate } from '../../../alerting/rules/templates/take-over-template.ts';
import type { TemplateService } from '../../../alerting/rules/templates/template-service.ts';
import { AppError } from '../../../platform/errors/app-error.ts';
import { labelsToObject } from '../../../platform/model/labels.ts';
import { parseScopeName, type ScopeName } from '../../../platform/tenancy/scope-name.ts';
import type * as contract from '../../contract/rule-changes.ts';
import type { RuleBulkInput } from '../../contract/rules.ts';
import type { Handlers } from '../register-api.ts';
import { instant } from './present.ts';
import { presentContent } from './present-rule.ts';
import { draftOf } from './rule-input.ts';

export interface RuleChangeUseCases {
  readonly rules: RuleService;
  readonly templates: Pick<TemplateService, 'find'>;
  readonly copies: RuleCopies;
  readonly impact: ImpactService;
}

type RuleChangeHandlers = Pick<
  Handlers,
  | 'rules.bulk'
  | 'rules.impact'
  | 'rules.copyPreview'
  | 'rules.copy'
  | 'rules.rerender'
  | 'environments.impact'
>;

/** Changes of several rules at once, and what changes would do, over HTTP. */
export function ruleChangeHandlers(use: RuleChangeUseCases): RuleChangeHandlers {
  return {
    ...manyHandlers(use),
    'rules.impact': ({ params, body }, context) => {
      const { principal } = context.caller();
      const caller = { principal, owner: params.owner };
      if (body.action !== 'update') {
        return Promise.resolve(presentImpact(use.impact.ofEnding(caller, body.ids, body.action)));
      }
      const write = { ...caller, draft: draftOf(body.rule) };
      return Promise.resolve(presentImpact(use.impact.ofUpdate(write, body.id)));
    },
    'environments.impact': ({ params }, context) => {
      const { tenant, project, environment: id } = params;
      const { principal } = context.caller();
      const impact = use.impact.ofEnvironment(principal, { tenant, project, id });
      const rules = impact.rules.map(({ id: rule, name }) => ({ id: rule, name }));
      return Promise.resolve({ ...presentImpact(impact), rules });
    },
  };
}

function manyHandlers({ rules, templates, copies }: RuleChangeUseCases) {
  return {
    'rules.bulk': async ({ params, body }, context) => {
      const caller = { principal: context.caller().principal, owner: params.owner };
      const change = bulkChange(rules, caller, body);
      return { items: await eachInTurn(body.ids, change) };
    },
    'rules.rerender': async ({ params, body }, context) => {
      const caller = { principal: context.caller().principal, owner: params.owner };
      const find = (id: string) => templates.find(params.owner, id);
      const ids = 'ids' in body ? body.ids : rules.madeFrom(caller, body.template);
      const items = await eachInTurn(ids, (id) =>
        rules.amend(caller, id, (rule) => takeOverTemplate(rule, find)),
      );
      return { items };
    },
    'rules.copyPreview': ({ params, body }, context) => {
      const caller = { principal: context.caller().principal, owner: params.owner };
      const scope = readScope(body.scope);
      const items = [...new Set(body.ids)].map((id) => {
        const { rule, copied } = copies.preview(caller, id, scope);
        const made = copied.kind === 'ok' ? copied : null;
        return {
          id,
          name: rule.name,
          from: presentContent(rule),
          rule: made && presentContent(made.content),
          message: copied.kind === 'refused' ? copied.reason : null,
          notes: [...(made?.notes ?? [])],
        };
      });
      return Promise.resolve({ items });
    },
    'rules.copy': async ({ params, body }, context) => {
      const caller = { principal: context.caller().principal, owner: params.owner };
      const scope = readScope(body.scope);
      const made = new Map<string, string>();
      const items = await eachInTurn(body.ids, async (id) => {
        made.set(id, (await copies.copy(caller, id, scope)).id);
      });
      return { items: items.map((item) => ({ ...item, copy: made.get(item.id) ?? null })) };
    },
  } satisfies Partial<Handlers>;
}

function bulkChange(
  rules: RuleService,
  caller: RuleCaller,
  { action, channel }: RuleBulkInput,
): (id: string) => Promise<unknown> {
  const channels = (change: (before: readonly string[], named: string) => readonly string[]) => {
    if (channel === undefined) {
      const message = 'names the channel, with this action';
      const details = [{ path: '/channel', message }];
      throw new AppError('invalid', `/channel ${message}`, { details });
    }
    return (id: string) =>
      rules.amend(caller, id, (rule: Rule) => ({ channels: change(rule.channels, channel) }));
  };
  switch (action) {
    case 'delete':
      return (id) => rules.delete(caller.principal, caller.owner, id, null);
    case 'enable':
    case 'disable':
      return (id) => rules.amend(caller, id, () => ({ enabled: action === 'enable' }));
    case 'add_channel':
      return channels((before, named) => (before.includes(named) ? before : [...before, named]));
    case 'remove_channel':
      return channels((before, named) => before.filter((each) => each !== named));
    default:
      return action satisfies never;
  }
}

interface Outcome {
  readonly id: string;
  readonly outcome: 'done' | 'failed';
  readonly message: string | null;
}

/** One after the other; a rule that cannot be changed does not stop those after it. */
async function eachInTurn(
  ids: readonly string[],
  change: (id: string) => Promise<unknown>,
): Promise<Outcome[]> {
  const items: Outcome[] = [];
  for (const id of new Set(ids)) {
    try {
      await change(id);
      items.push({ id, outcome: 'done', message: null });
    } catch (thrown) {
      if (!(thrown instanceof AppError)) throw thrown;
      items.push({ id, outcome: 'failed', message: thrown.message });
    }
  }
  return items;
}

function readScope(text: string): ScopeName {
  const scope = parseScopeName(text);
  if (scope) return scope;
  const message = `"${text}" is not tenant[.project[.environment]][@cluster]`;
  throw new AppError('invalid', `/scope ${message}`, { details: [{ path: '/scope', message }] });
}

function presentImpact({ incidents, hidden, channels }: Impact): contract.ChangeImpact {
  return {
    incidents: incidents.map(({ incident, reason }) => ({
      id: incident.id,
      title: incident.title,
      severity: incident.severity,
      startedAt: instant(incident.startedAtMs),
      labels: labelsToObject(incident.labels),
      ruleId: incident.ruleId,
      reason,
    })),
    hidden,
    channels: channels.map(({ id, channel, incidents: count, silent }) => ({
      id,
      name: channel?.name ?? '',
      kind: channel?.kind ?? null,
      incidents: count,
      silent,
    })),
  };
}
