import type { RuleTemplate, RuleTemplateInput } from '../../contract/rule-templates.ts';
import type { Rule, RuleHistoryItem } from '../../contract/rules.ts';
import { MockFault } from './fault.ts';
import type { Handlers } from './handler-types.ts';
import { seededTemplates } from './template-seed.ts';
import { type MockIo, nextId, type World } from './world.ts';

/** Several rules at once, what changes would do, histories and templates. */
export function ruleWorkHandlers(world: World, io: MockIo) {
  const rules = rulesOf(world, io);
  return {
    ...bulkHandlers(world, rules),
    ...impactHandlers(world, rules),
    ...copyHandlers(world, rules),
    ...historyHandlers(io, rules),
    ...templateHandlers(io),
  };
}

type Item = { id: string; outcome: 'done' | 'failed'; message: string | null };

function rulesOf(world: World, io: MockIo) {
  const of = (owner: string, id: string): Rule => {
    const rule = world.rules.get(id);
    if (rule?.owner !== owner) throw new MockFault(404, 'not_found', `no rule ${id}`);
    return rule;
  };
  const put = (rule: Rule, change: Partial<Rule>): Rule => {
    const updatedAt = new Date(io.now()).toISOString();
    const next = { ...rule, ...change, revision: rule.revision + 1, updatedAt };
    world.rules.set(rule.id, next);
    return next;
  };
  return { of, put };
}

type Rules = ReturnType<typeof rulesOf>;

function done(id: string): Item {
  return { id, outcome: 'done', message: null };
}

function bulkHandlers(world: World, { of, put }: Rules) {
  return {
    'rules.bulk': ({ params: { owner }, body: { ids, action, channel = '' } }) => ({
      items: ids.map((id): Item => {
        const rule = of(owner, id);
        if (rule.name === 'stubborn') return { id, outcome: 'failed', message: 'it will not' };
        if (action === 'delete') world.rules.delete(id);
        else if (action === 'add_channel') put(rule, { channels: [...rule.channels, channel] });
        else if (action === 'remove_channel') {
          put(rule, { channels: rule.channels.filter((each) => each !== channel) });
        } else put(rule, { enabled: action === 'enable' });
        return done(id);
      }),
    }),
    'rules.rerender': ({ params: { owner }, body }) => {
      const ids = 'ids' in body ? body.ids : [...world.rules.keys()];
      const outdated = ids.filter((id) => world.rules.get(id)?.templateChange);
      for (const id of outdated) {
        const rule = of(owner, id);
        put(rule, { expression: rule.templateChange ?? rule.expression, templateChange: null });
      }
      return { items: outdated.map(done) };
    },
  } satisfies Partial<Handlers>;
}

function impactHandlers(world: World, { of }: Rules) {
  return {
    'rules.impact': ({ params: { owner }, body }) => {
      const ids = body.action === 'update' ? [body.id] : body.ids;
      const open = [...world.incidents.values()].filter(
        ({ status, ruleId, ...one }) =>
          one.owner === owner && status === 'firing' && ruleId !== null && ids.includes(ruleId),
      );
      const channels = new Set(
        ids.flatMap((id) => (open.length > 0 ? of(owner, id).channels : [])),
      );
      return {
        incidents: open.map(({ id, title, severity, startedAt, labels, ruleId }) => ({
          ...{ id, title, severity, startedAt, labels, ruleId },
          reason: body.action === 'delete' ? 'rule_deleted' : 'rule_disabled',
        })),
        hidden: 0,
        channels: [...channels].map((id) => ({
          id,
          name: world.channels.get(id)?.name ?? '',
          kind: world.channels.get(id)?.kind ?? null,
          incidents: open.length,
          silent: world.channels.get(id)?.enabled ? null : 'channel_disabled',
        })),
      };
    },
  } satisfies Partial<Handlers>;
}

function copyHandlers(world: World, { of }: Rules) {
  return {
    'rules.copyPreview': ({ params: { owner }, body }) => ({
      items: body.ids.map((id) => {
        const rule = of(owner, id);
        const notes = Object.values(rule.annotations).slice(0, 1);
        return {
          id,
          name: rule.name,
          from: contentOf(rule),
          rule: copied(rule, body.scope),
          message: null,
          notes,
        };
      }),
    }),
    'rules.copy': ({ params: { owner }, body }) => ({
      items: body.ids.map((id) => {
        const rule = of(owner, id);
        const copy = nextId(world);
        world.rules.set(copy, { ...rule, ...copied(rule, body.scope), id: copy });
        return { ...done(id), copy };
      }),
    }),
  } satisfies Partial<Handlers>;
}

function historyHandlers(io: MockIo, { of, put }: Rules) {
  return {
    'rules.history': ({ params: { owner, id } }) => {
      const rule = of(owner, id);
      const [level] = rule.levels;
      const before = {
        ...contentOf(rule),
        name: `${rule.name} (trial)`,
        levels: level === undefined ? [] : [{ ...level, threshold: 0.9 }],
        labels: {},
      };
      const at = (hours: number) => new Date(io.now() - hours * 3_600_000).toISOString();
      const items: RuleHistoryItem[] = [
        {
          revision: rule.revision + 1,
          kind: 'updated',
          at: at(1),
          author: 'ben',
          rule: contentOf(rule),
        },
        { revision: rule.revision, kind: 'created', at: at(30), author: 'ann', rule: before },
      ];
      return { items };
    },
    'rules.restore': ({ params: { owner, id } }) => put(of(owner, id), {}),
  } satisfies Partial<Handlers>;
}

function copied(rule: Rule, scope: string): RuleHistoryItem['rule'] {
  const expression = rule.expression.replace('{', '{namespace="shop-test",');
  return { ...contentOf(rule), scope, expression };
}

/** What people decide of it. */
function contentOf(rule: Rule): RuleHistoryItem['rule'] {
  const { id, owner, templateChange, status, revision, createdAt, updatedAt, ...rest } = rule;
  const { updatedBy, ...content } = rest;
  return content;
}

function templateHandlers(io: MockIo) {
  const templates = seededTemplates();
  const find = (id: string): RuleTemplate => {
    const found = templates.get(id);
    if (found === undefined) throw new MockFault(404, 'not_found', `no template ${id}`);
    return found;
  };
  const store = (id: string, body: RuleTemplateInput, revision: number): RuleTemplate => {
    const like = find('middlewires.redis.queueLength');
    const updatedAt = new Date(io.now()).toISOString();
    const { range = { min: null, max: null } } = body;
    const template = { ...like, ...body, id, range, isOwn: true, revision, updatedAt };
    templates.set(id, template);
    return template;
  };
  return {
    'ruleTemplates.list': ({ params: { owner } }) => ({
      items: [...templates.values()].filter(({ isOwn }) => !isOwn || owner === 'acme'),
    }),
    'ruleTemplates.get': ({ params: { template } }) => find(template),
    'ruleTemplates.create': ({ body }) =>
      store(`middlewires.${body.resource}.${body.rule}`, body, 1),
    'ruleTemplates.update': ({ params: { template }, body }) =>
      store(template, body, (find(template).revision ?? 0) + 1),
    'ruleTemplates.delete': ({ params: { template } }) => {
      templates.delete(template);
      return null;
    },
  } satisfies Partial<Handlers>;
}
