import { describe, expect, it } from 'vitest';
import { scopeOfRule } from '../../../platform/tenancy/rule-scope.ts';
import { parseScopeName } from '../../../platform/tenancy/scope-name.ts';
import { findRuleTemplate } from '../../../queries/templates/rules/rule-templates.ts';
import { testDirectory, testRule } from '../../../test/support/rule-fixture.ts';
import type { Rule } from '../rule.ts';
import { readSource, type SourceDraft } from '../rule-source.ts';
import { copyContent } from './copy-content.ts';

const named = (text: string) => {
  const name = parseScopeName(text);
  if (!name) throw new Error(text);
  return name;
};
const copyTo = (rule: Rule, to: string) => {
  const pairs = (name: Rule['scope']) => scopeOfRule(testDirectory(), name).pairs;
  return copyContent(rule, {
    scope: named(to),
    from: pairs(rule.scope),
    to: pairs(named(to)),
    namespaceLabels: new Set(['namespace', 'kube_ns']),
  });
};
const made = (draft: SourceDraft): Pick<Rule, 'source' | 'language' | 'expression'> => {
  const read = readSource(draft, findRuleTemplate);
  if (read.kind === 'invalid') throw new Error(JSON.stringify(read.findings));
  return read;
};

describe('a copy of a rule', () => {
  it('asks about the namespace of where it goes', () => {
    const rule = testRule({
      scopeText: 'acme.shop.prod',
      expression: 'sum(up{kube_ns="acme-prod",job="acme-prod"}) / sum(up{kube_ns=~"acme-.+"})',
      annotations: new Map([
        ['summary', 'see acme-prod'],
        ['other', 'acme-prod2'],
      ]),
    });
    const copied = copyTo(rule, 'acme.shop.dev');
    expect(copied).toMatchObject({
      kind: 'ok',
      content: {
        name: rule.name,
        levels: rule.levels,
        scope: named('acme.shop.dev'),
        expression: 'sum(up{kube_ns="acme-dev",job="acme-prod"}) / sum(up{kube_ns=~"acme-.+"})',
      },
      notes: ['kube_ns=~"acme-.+"', 'annotations.summary: see acme-prod'],
    });
  });

  it('takes environments of the same name for each other', () => {
    const rule = testRule({
      scopeText: 'acme.shop',
      expression: 'up{namespace=~"acme-prod|acme-dev"}',
    });
    const copied = copyTo(rule, 'acme.blog');
    expect(copied).toMatchObject({
      content: { expression: 'up{namespace=~"acme-blog|acme-dev"}' },
    });
  });

  it('of a template stays the form that it is', () => {
    const filters = [{ label: 'namespace', op: '=' as const, value: 'acme-prod' }];
    const template = 'middlewires.redis.redisClients';
    const rule = testRule({
      scopeText: 'acme.shop.prod',
      ...made({ kind: 'template', template, parameters: { filters } }),
    });
    const copied = copyTo(rule, 'acme.shop.dev');
    expect(copied).toMatchObject({
      kind: 'ok',
      content: {
        source: { parameters: { filters: [{ value: 'acme-dev' }] } },
        expression: rule.expression.replace('acme-prod', 'acme-dev'),
      },
    });
  });

  it('of a form on logs stays one, too', () => {
    const form = {
      streams: [{ label: 'namespace', op: '=' as const, value: 'acme-prod' }],
      lines: [{ kind: 'text' as const, value: 'acme-prod', isNegated: false, ignoresCase: false }],
      parser: 'none' as const,
      fields: [],
      windowMs: 300_000,
      groupBy: [],
    };
    const rule = testRule({ scopeText: 'acme.shop.prod', ...made({ kind: 'log_form', form }) });
    const copied = copyTo(rule, 'acme.shop.dev');
    if (copied.kind === 'refused') throw new Error(copied.reason);
    expect(copied.content.expression).toContain('namespace="acme-dev"');
    expect(copied.content.expression).toContain('|= "acme-prod"');
  });

  it('is a rule of its own: nothing of what makes the other one comes along', () => {
    const copied = copyTo(testRule(), 'acme.blog');
    if (copied.kind === 'refused') throw new Error(copied.reason);
    const own = ['id', 'owner', 'revision', 'createdAtMs', 'updatedAtMs', 'updatedBy'];
    expect(Object.keys(copied.content).filter((key) => own.includes(key))).toEqual([]);
  });
});
