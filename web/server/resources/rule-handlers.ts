import type { Rule } from '../../../alerting/rules/rule.ts';
import type { RuleChange } from '../../../alerting/rules/rule-repository.ts';
import type { RuleService } from '../../../alerting/rules/rule-service.ts';
import { templateChange } from '../../../alerting/rules/rule-source.ts';
import type { TemplateService } from '../../../alerting/rules/templates/template-service.ts';
import type { RuleStatus } from '../../../alerting/sinks/rule-status.ts';
import { AppError } from '../../../platform/errors/app-error.ts';
import type { Principal } from '../../../platform/tenancy/principal.ts';
import type * as contract from '../../contract/rules.ts';
import { readIfMatch, requireIfMatch } from '../if-match.ts';
import type { Handlers } from '../register-api.ts';
import { instant, pageRequest, presentPage } from './present.ts';
import { presentContent, presentRule } from './present-rule.ts';
import { draftOf } from './rule-input.ts';

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
    'rules.bulk': async ({ params, body }, context) => {
      const { principal } = context.caller();
      return { items: await inBulk(rules, { principal, owner: params.owner }, body) };
    },
    'rules.delete': async ({ params }, context) => {
      const revision = readIfMatch(context.request.headers['if-match']);
      await rules.delete(context.caller().principal, params.owner, params.id, revision);
      return null;
    },
  };
}

function presentChange(change: RuleChange): contract.RuleHistoryItem {
  const { revision, kind, atMs, author, content } = change;
  return { revision, kind, at: instant(atMs), author: author.name, rule: presentContent(content) };
}

type BulkItem = {
  readonly id: string;
  readonly outcome: 'done' | 'failed';
  readonly message: string | null;
};

/** One after the other; a rule that cannot be changed does not stop those after it. */
async function inBulk(
  rules: RuleService,
  caller: { readonly principal: Principal; readonly owner: string },
  { ids, action }: contract.RuleBulkInput,
): Promise<BulkItem[]> {
  const items: BulkItem[] = [];
  for (const id of new Set(ids)) {
    try {
      if (action === 'delete') await rules.delete(caller.principal, caller.owner, id, null);
      else await rules.setEnabled(caller, id, action === 'enable');
      items.push({ id, outcome: 'done', message: null });
    } catch (thrown) {
      if (!(thrown instanceof AppError)) throw thrown;
      items.push({ id, outcome: 'failed', message: thrown.message });
    }
  }
  return items;
}
