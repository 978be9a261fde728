import type { Rule } from '../../../alerting/rules/rule.ts';
import type { RuleChange } from '../../../alerting/rules/rule-repository.ts';
import type { RuleService } from '../../../alerting/rules/rule-service.ts';
import { templateChange } from '../../../alerting/rules/rule-source.ts';
import type { TemplateService } from '../../../alerting/rules/templates/template-service.ts';
import type { RuleStatus } from '../../../alerting/sinks/rule-status.ts';
import type * as contract from '../../contract/rules.ts';
import { creationKeyOf } from '../creation-key.ts';
import { readIfMatch, requireIfMatch } from '../if-match.ts';
import type { HandlerContext, Handlers } from '../register-api.ts';
import { type LearningUseCases, learnMetrics } from './learn-metrics.ts';
import { instant, pageRequest, presentPage } from './present.ts';
import { presentContent, presentFinding, presentRule } from './present-rule.ts';
import { draftOf } from './rule-input.ts';

export interface RuleUseCases extends LearningUseCases {
  readonly rules: RuleService;
  /** How a rule is doing on each cluster it covers. */
  readonly statusOf: (rule: Rule) => readonly RuleStatus[];
  readonly templates: Pick<TemplateService, 'find'>;
  /** The rule of the catalogue that a rule is. */
  readonly systemRuleOf: (id: string) => { readonly id: string } | undefined;
}

type RuleHandlers = Pick<
  Handlers,
  | 'rules.list'
  | 'rules.get'
  | 'rules.preview'
  | 'rules.create'
  | 'rules.update'
  | 'rules.history'
  | 'rules.restore'
  | 'rules.delete'
>;

/** Rules over HTTP. */
export function ruleHandlers(use: RuleUseCases): RuleHandlers {
  const { rules, statusOf, templates, lint, systemRuleOf } = use;
  const changeOf = (rule: Rule) => templateChange(rule, (id) => templates.find(rule.owner, id));
  const show = (rule: Rule) =>
    presentRule(rule, statusOf(rule), changeOf(rule), lint.ofRule(rule), systemRuleOf(rule.id)?.id);
  return {
    'rules.list': ({ params, query }, context) =>
      Promise.resolve(
        presentPage(rules.list(context.caller().principal, params.owner, pageRequest(query)), show),
      ),
    'rules.get': ({ params }, context) =>
      Promise.resolve(show(rules.get(context.caller().principal, params.owner, params.id))),
    'rules.preview': ({ params, body, query }, context) =>
      previewed(use, { owner: params.owner, ruleId: query.rule ?? null, body }, context),
    'rules.create': async ({ params, body }, context) => {
      const { principal } = context.caller();
      const key = creationKeyOf(context.request.headers);
      const write = { principal, owner: params.owner, draft: draftOf(body) };
      return show(await rules.create(write, key));
    },
    'rules.update': async ({ params, body }, context) => {
      const { principal } = context.caller();
      const revision = requireIfMatch(context.request.headers['if-match']);
      const write = { principal, owner: params.owner, draft: draftOf(body) };
      return show(await rules.update(write, params.id, revision));
    },
    'rules.history': async ({ params }, context) => {
      const { principal } = context.caller();
      const changes = await rules.history(principal, params.owner, params.id);
      return { items: changes.map(presentChange) };
    },
    'rules.restore': async ({ params, body }, context) => {
      const { principal } = context.caller();
      return show(
        await rules.restore({ principal, owner: params.owner }, params.id, body.revision),
      );
    },
    'rules.delete': async ({ params }, context) => {
      const revision = readIfMatch(context.request.headers['if-match']);
      await rules.delete(context.caller().principal, params.owner, params.id, revision);
      return null;
    },
  };
}

interface PreviewAsked {
  readonly owner: string;
  /** Of the rule that is changed. */
  readonly ruleId: string | null;
  readonly body: contract.RuleInput;
}

async function previewed(
  use: RuleUseCases,
  { owner, ruleId, body }: PreviewAsked,
  context: HandlerContext,
): Promise<contract.RulePreview> {
  const { rules, lint } = use;
  const write = { principal: context.caller().principal, owner, draft: draftOf(body) };
  const content = rules.admit(write);
  const { expression, clusters, refused } = rules.preview(write, ruleId);
  await learnMetrics(use, content, clusters[0]?.cluster, context);
  const findings = lint.of(owner, ruleId, content).map(presentFinding);
  return { expression, clusters: [...clusters], refused: [...refused], lint: findings };
}

function presentChange(change: RuleChange): contract.RuleHistoryItem {
  const { revision, kind, atMs, author, content } = change;
  return { revision, kind, at: instant(atMs), author: author.name, rule: presentContent(content) };
}
