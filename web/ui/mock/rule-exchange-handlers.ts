import type { RuleImportLine } from '../../contract/rule-exchange.ts';
import type { Rule } from '../../contract/rules.ts';
import type { Handlers } from './handler-types.ts';
import { stored } from './rule-handlers.ts';
import type { MockIo, World } from './world.ts';

export function ruleExchangeHandlers(world: World, io: MockIo) {
  return {
    'ruleExchange.import': ({ params: { owner }, body }) => {
      const report = importLines(body.text);
      const taken = report.filter(({ outcome }) => outcome === 'taken');
      const rules = body.apply ? taken.map(({ rule }) => imported(world, io, owner, rule)) : [];
      for (const rule of rules) world.rules.set(rule.id, { ...rule, scope: body.scope });
      return { report, notes: [], rules: taken.length, created: rules.map(({ id }) => id) };
    },
    'ruleExchange.export': ({ params: { owner } }) => {
      const rules = [...world.rules.values()].filter((rule) => rule.owner === owner);
      const text = rules.map(({ name }) => `- alert: ${name}`).join('\n');
      return { text, rules: rules.length, leftOut: [], lost: [] };
    },
  } satisfies Partial<Handlers>;
}

/** Alerts by their names alone; one that is called `refuse` is refused. */
function importLines(text: string): RuleImportLine[] {
  const alerts = [...text.matchAll(/alert:\s*([\w-]+)/g)].map(([, name = '']) => name);
  return alerts.map((rule, index) => {
    const outcome = rule === 'refuse' ? ('refused' as const) : ('taken' as const);
    const message = { en: `It is ${outcome}.`, zh: outcome === 'taken' ? '已导入。' : '已拒绝。' };
    return { group: 'group', rule, line: index + 1, outcome, message };
  });
}

function imported(world: World, io: MockIo, owner: string, name: string): Rule {
  const texts = { name, scope: owner, expression: 'up == 0', interval: '1m' };
  const levels = [{ severity: 'critical', for: '5m' }];
  const maps = { labels: {}, annotations: {}, channels: [] };
  const rest = { levelChange: 'raised', enabled: true } as const;
  return stored(world, io, owner, { ...texts, levels, ...maps, ...rest });
}
