import type { Incident } from '../../contract/incidents.ts';
import type { Rule, RuleInput } from '../../contract/rules.ts';
import { MockFault } from './fault.ts';
import type { Handlers } from './handler-types.ts';
import { lintOf, pastOf } from './rule-past.ts';
import { evaluationsOf, plainStatus } from './rule-state.ts';
import { type MockIo, nextId, record, type World } from './world.ts';

const REFUSAL = 'the scope cannot be told apart from its neighbours on this cluster';

/** Sentinels: name `refuse` (400 at its field), name `fault` (500), name `raced` (412),
 * name `quota` (429 with who uses it), name `half` (refused on one cluster in the preview). */
function check(input: RuleInput): void {
  if (input.name === 'refuse') {
    throw new MockFault(400, 'invalid', 'the rule is not right', [
      { path: '/name', message: 'another rule of this tenant has this name' },
      { path: '/levels/0/severity', message: 'not on the ladder of this tenant' },
      { path: '/scope', message: 'rules:write is missing on acme.shop.prod' },
    ]);
  }
  if (input.name === 'quota') {
    throw new MockFault(429, 'limited', 'acme has 1000 of 1000 rules, the most allowed.', [
      { path: '/quota/used', message: '1000' },
      { path: '/quota/limit', message: '1000' },
      { path: '/quota/scopes/acme.shop.prod', message: '612' },
      { path: '/quota/scopes/acme.payments', message: '201' },
      { path: '/quota/authors/ann', message: '540' },
      { path: '/quota/authors/ben', message: '273' },
      { path: '/quota/others', message: '187' },
    ]);
  }
  if (input.name === 'fault') throw new MockFault(500, 'internal', 'something broke');
  if ((input.expression ?? '').includes('parse_error')) {
    throw new MockFault(400, 'bad_query', 'the expression cannot be parsed', [
      { path: '/expression', message: '1:12: parse error: unexpected end of input' },
    ]);
  }
}

export function ruleHandlers(world: World, io: MockIo) {
  const find = (owner: string, id: string): Rule => {
    const rule = world.rules.get(id);
    if (rule?.owner !== owner) throw new MockFault(404, 'not_found', `no rule ${id}`);
    return rule;
  };
  return {
    'rules.list': ({ params: { owner } }) => ({
      items: [...world.rules.values()].filter((rule) => rule.owner === owner),
      nextCursor: null,
    }),
    'rules.get': ({ params: { owner, id } }) => find(owner, id),
    'rules.evaluations': ({ params: { owner, id } }) => evaluationsOf(find(owner, id), io.now()),
    'rules.create': ({ params: { owner }, body }) => {
      check(body);
      const rule = stored(world, io, owner, body);
      world.rules.set(rule.id, rule);
      io.after(3_000, () => fire(world, io, rule));
      return rule;
    },
    'rules.update': ({ params: { owner, id }, body, revision }) => {
      check(body);
      const rule = find(owner, id);
      if (body.name === 'raced' || revision !== rule.revision) {
        throw new MockFault(412, 'precondition_failed', 'the rule was changed since it was read');
      }
      const updatedAt = new Date(io.now()).toISOString();
      const next = { ...rule, ...body, revision: rule.revision + 1, updatedAt };
      world.rules.set(id, next);
      return next;
    },
    'rules.delete': ({ params: { owner, id } }) => {
      world.rules.delete(find(owner, id).id);
      return null;
    },
    'rules.preview': ({ body }) => {
      check(body);
      const manifest = manifestOf(body);
      return {
        expression: expressionOf(body),
        clusters: [{ cluster: 'eu-1', manifest, scopedExpression: scoped(body) }],
        refused: body.name === 'half' ? [{ cluster: 'us-1', reason: REFUSAL }] : [],
        lint: lintOf(body),
      };
    },
    'rules.past': ({ body }) => {
      check(body.rule);
      return pastOf(body, (id) => world.channels.get(id)?.name ?? id);
    },
  } satisfies Partial<Handlers>;
}

/** A rule as it is once it was saved. */
export function stored(world: World, io: MockIo, owner: string, body: RuleInput): Rule {
  const at = new Date(io.now()).toISOString();
  return {
    id: nextId(world),
    owner,
    ...body,
    language: body.language ?? 'promql',
    expression: expressionOf(body),
    templateChange: null,
    lint: lintOf(body),
    status: [{ ...plainStatus(at), stage: body.enabled ? 'accepted' : 'disabled' }],
    revision: 1,
    createdAt: at,
    updatedAt: at,
    updatedBy: world.session?.user.name ?? '',
  };
}

/** What a template comes to here, whatever it is. */
function expressionOf({ expression, source }: RuleInput): string {
  if (source === undefined) return expression ?? '';
  const by = source.kind === 'template' ? source.parameters.groupBy?.join(', ') : undefined;
  return `sum by (${by ?? 'job'}) (rate(http_requests_total{code=~"5.."}[5m]))`;
}

function scoped(input: RuleInput): string {
  return expressionOf(input).replaceAll('{', '{namespace="shop-prod",');
}

function manifestOf(input: RuleInput): string {
  const rules = input.levels.map(
    (level) =>
      `      - alert: ${JSON.stringify(input.name)}\n        expr: (${scoped(input)}) ${level.operator} ${level.threshold}\n        for: ${level.for}\n        labels:\n          severity: ${level.severity}`,
  );
  return `groups:\n  - name: ${JSON.stringify(input.name)}\n    interval: ${input.interval}\n    rules:\n${rules.join('\n')}\n`;
}

/** Every enabled rule of the mock fires shortly after it was made. */
function fire(world: World, io: MockIo, rule: Rule): void {
  const [level] = rule.levels;
  if (!rule.enabled || level === undefined) return;
  const [tenant = '', project = 'shop', environment = 'prod'] = rule.scope.split(/[.@]/);
  const at = new Date(io.now()).toISOString();
  const incident: Incident = {
    id: nextId(world),
    owner: rule.owner,
    tenant,
    project,
    environment,
    cluster: 'eu-1',
    namespace: `${project}-${environment}`,
    ruleId: rule.id,
    title: rule.name,
    status: 'firing',
    severity: level.severity,
    labels: { job: 'checkout', ...rule.labels },
    annotations: rule.annotations,
    levels: [{ severity: level.severity, state: 'firing', startsAt: at, endsAt: null }],
    startedAt: at,
    resolvedAt: null,
    resolveReason: null,
    acknowledgedAt: null,
    acknowledgedBy: null,
    assignee: null,
    resolvable: false,
    lastEvent: 0,
  };
  record(world, incident, io.now(), [{ kind: 'fired', severity: level.severity }]);
  for (const id of rule.channels) {
    const channel = world.channels.get(id);
    if (channel === undefined) continue;
    record(world, incident, io.now(), [
      { kind: 'notification_queued', channel },
      { kind: 'delivery_succeeded', channel, detail: '250 2.0.0 accepted for delivery' },
    ]);
  }
  for (const { owner, send } of world.listeners) {
    if (owner !== rule.owner) continue;
    send({
      type: 'notification',
      deliveryId: nextId(world),
      channelName: 'Browsers of the team',
      reason: 'fired',
      title: rule.name,
      text: rule.expression,
      severity: level.severity,
      status: 'firing',
      incidentId: incident.id,
    });
  }
}
