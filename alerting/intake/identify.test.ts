import { describe, expect, it } from 'vitest';
import { type Labels, labelsFromObject } from '../../platform/model/labels.ts';
import { Directory, type EnvironmentEntry } from '../../platform/tenancy/directory.ts';
import { parseScopeName } from '../../platform/tenancy/scope-name.ts';
import { ruleOf } from '../../test/support/notify-things.ts';
import type { Rule } from '../rules/rule.ts';
import { readRuleLabel, ruleLabel } from '../rules/rule-mac.ts';
import { identify } from './identify.ts';
import type { ClusterIntake, IntakeToken } from './intake-token.ts';

const KEY = Buffer.alloc(32, 7);
const OTHER_KEY = Buffer.alloc(32, 8);

const environment = (tenant: string, id: string, cluster: string, namespace: string) =>
  ({
    tenant,
    project: 'shop',
    id,
    title: '',
    cluster,
    namespace,
    kind: 'prod',
    bornAtMs: 0,
    readableFromMs: null,
  }) as const;
const ACME: EnvironmentEntry = environment('acme', 'prod', 'east', 'acme-prod');
const ACME_TEST: EnvironmentEntry = environment('acme', 'test', 'east', 'acme-test');
const GLOBEX: EnvironmentEntry = environment('globex', 'prod', 'east', 'globex-prod');
const GLOBEX_WEST: EnvironmentEntry = environment('globex', 'west', 'west', 'globex-west');

const tenant = (id: string) =>
  ({
    id,
    title: id,
    timeZone: 'UTC',
    language: 'en',
    severities: ['critical', 'warning'],
  }) as const;
const directory = new Directory(1, {
  tenants: [tenant('acme'), tenant('globex')],
  projects: [
    { tenant: 'acme', id: 'shop', title: '' },
    { tenant: 'globex', id: 'shop', title: '' },
  ],
  environments: [ACME, ACME_TEST, GLOBEX, GLOBEX_WEST],
  clusters: ['east', 'west'],
});

function rule(id: string, owner: string, scope: string, enabled = true): Rule {
  const name = parseScopeName(scope);
  if (!name) throw new Error(scope);
  return ruleOf(owner, id.padEnd(26, '0'), { name: id, scope: name, enabled });
}
const ACME_RULE = rule('ACME', 'acme', 'acme');
const ACME_PROD_RULE = rule('ACMEPR0D', 'acme', 'acme.shop.prod');
const ACME_OFF = rule('ACME0FF', 'acme', 'acme', false);
const GLOBEX_RULE = rule('G10BEX', 'globex', 'globex');
const PLATFORM_RULE = rule('P1ATF0RM', '_platform', '_platform@east');
const rules = new Map(
  [ACME_RULE, ACME_PROD_RULE, ACME_OFF, GLOBEX_RULE, PLATFORM_RULE].map((r) => [r.id, r]),
);

const CLUSTER_TOKEN: IntakeToken = { kind: 'cluster-intake', cluster: 'east' };
const ACME_TOKEN: IntakeToken = { kind: 'environment-intake', environment: ACME };

interface Given {
  readonly token?: IntakeToken;
  readonly trusted?: boolean;
  readonly namespaceLabel?: string | null;
  readonly labels: Record<string, string>;
}
function decide({
  token = CLUSTER_TOKEN,
  trusted = false,
  namespaceLabel = 'namespace',
  labels,
}: Given) {
  const all: Labels = labelsFromObject(labels);
  const cluster: ClusterIntake = {
    cluster: token.kind === 'cluster-intake' ? token.cluster : token.environment.cluster,
    namespaceLabel,
    namespaceTrusted: trusted,
    replicaLabels: new Set(),
  };
  const identity = identify(all, {
    token,
    cluster,
    directory,
    rules: { get: (id) => rules.get(id), all: () => [...rules.values()] },
    readRuleLabel: (name, value) => readRuleLabel(KEY, name, value),
  });
  if (identity.kind === 'unassigned') return identity.reason;
  const where = identity.environment ? `.${identity.environment.id}` : '';
  return `${identity.owner}${where} by ${identity.reason}`;
}
const label = (of: Rule, cluster = 'east', key = KEY) => ruleLabel(key, of.id, cluster);

describe('whose alert is it, posted with a cluster token', () => {
  const cases: readonly (readonly [string, Given, string])[] = [
    [
      'a compiled rule, namespace in its scope',
      { labels: { tocsin_rule: label(ACME_RULE), namespace: 'acme-prod' } },
      'acme.prod by rule_label',
    ],
    [
      'a compiled rule without a namespace',
      { labels: { tocsin_rule: label(ACME_RULE) } },
      'acme by rule_label',
    ],
    [
      'the same, and the scope has one environment only',
      { labels: { tocsin_rule: label(ACME_PROD_RULE) } },
      'acme.prod by rule_label',
    ],
    [
      'a rule label with a MAC of another key: forged',
      { labels: { tocsin_rule: label(ACME_RULE, 'east', OTHER_KEY), namespace: 'acme-prod' } },
      'rule_label_forged',
    ],
    [
      'a rule label with the MAC of another cluster',
      { labels: { tocsin_rule: label(GLOBEX_RULE, 'west'), namespace: 'globex-prod' } },
      'rule_label_forged',
    ],
    [
      'a rule id without a MAC',
      { labels: { tocsin_rule: ACME_RULE.id, namespace: 'acme-prod' } },
      'rule_label_forged',
    ],
    [
      'a forged rule label is not ignored where the namespace is trusted',
      { trusted: true, labels: { tocsin_rule: 'x.y', namespace: 'acme-prod' } },
      'rule_label_forged',
    ],
    [
      'a rule of another tenant: the namespace is outside its scope',
      { labels: { tocsin_rule: label(ACME_RULE), namespace: 'globex-prod' } },
      'namespace_outside_rule_scope',
    ],
    [
      'a namespace of the same tenant that the rule does not cover',
      { labels: { tocsin_rule: label(ACME_PROD_RULE), namespace: 'acme-test' } },
      'namespace_outside_rule_scope',
    ],
    [
      'a namespace that nobody owns',
      { labels: { tocsin_rule: label(ACME_RULE), namespace: 'kube-system' } },
      'namespace_outside_rule_scope',
    ],
    [
      'a rule whose scope has no environment here',
      {
        token: { kind: 'cluster-intake', cluster: 'west' },
        labels: { tocsin_rule: label(ACME_RULE, 'west') },
      },
      'cluster_outside_rule_scope',
    ],
    [
      'a deleted rule',
      { labels: { tocsin_rule: label(rule('G0NE', 'acme', 'acme')) } },
      'rule_unknown',
    ],
    [
      'a disabled rule',
      { labels: { tocsin_rule: label(ACME_OFF), namespace: 'acme-prod' } },
      'rule_disabled',
    ],
    [
      'a platform rule about any namespace',
      { labels: { tocsin_rule: label(PLATFORM_RULE), namespace: 'acme-prod' } },
      '_platform by rule_label',
    ],
    [
      'a platform rule on a cluster it does not cover',
      {
        token: { kind: 'cluster-intake', cluster: 'west' },
        labels: { tocsin_rule: label(PLATFORM_RULE, 'west') },
      },
      'cluster_outside_rule_scope',
    ],
    [
      'another rule, namespace label not trusted',
      { labels: { alertname: 'X', namespace: 'acme-prod' } },
      'namespace_not_trusted',
    ],
    [
      'another rule, namespace label trusted',
      { trusted: true, labels: { alertname: 'X', namespace: 'globex-prod' } },
      'globex.prod by namespace_label',
    ],
    [
      'another rule, trusted namespace without owner',
      { trusted: true, labels: { alertname: 'X', namespace: 'kube-system' } },
      'namespace_without_owner',
    ],
    [
      'another rule without a namespace',
      { trusted: true, labels: { alertname: 'X' } },
      'namespace_missing',
    ],
    [
      'a cluster whose alerts have no namespace label',
      { trusted: true, namespaceLabel: null, labels: { alertname: 'X', namespace: 'acme-prod' } },
      'namespace_missing',
    ],
    [
      'a tenant label decides nothing',
      { labels: { alertname: 'X', tocsin_tenant: 'acme', tenant: 'acme' } },
      'namespace_missing',
    ],
    [
      'a cluster label decides nothing: the namespace is looked up on the token’s cluster',
      { trusted: true, labels: { cluster: 'west', namespace: 'globex-west' } },
      'namespace_without_owner',
    ],
  ];
  it.each(cases)('%s', (_name, given, expected) => {
    expect(decide(given)).toBe(expected);
  });
});

describe('a stolen environment token can raise nothing for anyone else', () => {
  const cases: readonly (readonly [string, Record<string, string>, string])[] = [
    [
      'no namespace label: the token’s own pair',
      { alertname: 'X' },
      'acme.prod by environment_token',
    ],
    [
      'its own namespace label',
      { alertname: 'X', namespace: 'acme-prod' },
      'acme.prod by environment_token',
    ],
    [
      'the namespace of another tenant',
      { alertname: 'X', namespace: 'globex-prod' },
      'namespace_of_another_environment',
    ],
    [
      'the namespace of another environment of the same tenant',
      { alertname: 'X', namespace: 'acme-test' },
      'namespace_of_another_environment',
    ],
    [
      'a rule label of another tenant, copied with its right MAC',
      { tocsin_rule: label(GLOBEX_RULE) },
      'rule_of_another_owner',
    ],
    [
      'the same with the other tenant’s namespace',
      { tocsin_rule: label(GLOBEX_RULE), namespace: 'globex-prod' },
      'namespace_of_another_environment',
    ],
    [
      'a platform rule label, copied with its right MAC',
      { tocsin_rule: label(PLATFORM_RULE) },
      'rule_of_another_owner',
    ],
    [
      'a forged rule label',
      { tocsin_rule: label(ACME_RULE, 'east', OTHER_KEY) },
      'rule_label_forged',
    ],
    [
      'a tenant label of another tenant',
      { alertname: 'X', tocsin_tenant: 'globex' },
      'acme.prod by environment_token',
    ],
    [
      'a rule of its own tenant that covers it',
      { tocsin_rule: label(ACME_RULE) },
      'acme.prod by rule_label',
    ],
  ];
  it.each(cases)('%s', (_name, labels, expected) => {
    expect(decide({ token: ACME_TOKEN, labels })).toBe(expected);
    expect(decide({ token: ACME_TOKEN, trusted: true, labels })).toBe(expected);
  });

  it('a rule of its own tenant that does not cover it', () => {
    const token: IntakeToken = { kind: 'environment-intake', environment: ACME_TEST };
    expect(decide({ token, labels: { tocsin_rule: label(ACME_PROD_RULE) } })).toBe(
      'namespace_outside_rule_scope',
    );
  });

  it('after the namespace went to another tenant', () => {
    const gone = environment('acme', 'prod', 'east', 'globex-prod');
    const token: IntakeToken = { kind: 'environment-intake', environment: gone };
    expect(decide({ token, labels: { alertname: 'X' } })).toBe('environment_gone');
  });
});
