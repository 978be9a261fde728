import { stringify } from 'yaml';
import { compileRule } from '../../alerting/rules/compile-rule.ts';
import { printRuleFile } from '../../alerting/rules/manifests/rule-file.ts';
import { targetsOf } from '../../alerting/rules/rule-targets.ts';
import { isFor, type VirtualOwner, virtualRule } from '../../alerting/rules/system/virtual-rule.ts';
import { PLATFORM } from '../../platform/tenancy/scope-name.ts';
import { DEFAULT_SEVERITIES } from '../../platform/tenancy/tenant.ts';
import { parseMetric } from '../../queries/promql/series-notation.ts';
import type { SystemRule, SystemRuleCase } from '../../queries/system-rules/system-rule.ts';
import { SYSTEM_RULES } from '../../queries/system-rules/system-rules.ts';
import { directoryOf } from './directory-of.ts';
import { testCluster, testMacKey } from './rule-fixture.ts';

/** The platform, and two tenants with another language and ladder. */
export const testedOwners: readonly [VirtualOwner, VirtualOwner, VirtualOwner] = [
  { owner: PLATFORM, language: 'en', ladder: DEFAULT_SEVERITIES, isOnByDefault: true },
  { owner: 'acme', language: 'en', ladder: DEFAULT_SEVERITIES, isOnByDefault: true },
  { owner: 'globex', language: 'zh', ladder: DEFAULT_SEVERITIES, isOnByDefault: true },
];

/** In which namespace an owner has the trouble of the cases. */
const NAMESPACES: Readonly<Record<string, string>> = {
  [PLATFORM]: 'kube-system',
  acme: 'shop',
  globex: 'bank',
};

const directory = directoryOf({
  environments: {
    'acme.shop.prod': 'lab/shop',
    'acme.shop.depot': 'lab/depot',
    'globex.bank.prod': 'lab/bank',
  },
});

/** A rule of the catalogue as an owner has it: as file of rules, and its cases as tests of promtool. */
export interface SystemRuleTests {
  readonly rule: SystemRule;
  readonly rules: string;
  readonly tests: string;
}

/** Of all rules that the owner can have and that alert. Tests name `rules` as the file of rules. */
export function systemTests(
  owner: VirtualOwner,
  rulesFile = 'rules.yml',
): readonly SystemRuleTests[] {
  return SYSTEM_RULES.filter((rule) => rule.record === null && isFor(rule, owner.owner)).map(
    (rule) => ({
      rule,
      rules: systemRuleFile(rule, owner),
      tests: stringify({
        rule_files: [rulesFile],
        evaluation_interval: '1m',
        tests: rule.cases.flatMap((one, index) => testsOf(rule, owner, one, index)),
      }),
    }),
  );
}

/** The file that a cluster with all namespaces in one backend gets; without annotations. */
export function systemRuleFile(rule: SystemRule, owner: VirtualOwner): string {
  const virtual = compilable(rule, owner);
  const { language, expression, scope } = virtual;
  const [target] = targetsOf(scope, directory, [testCluster('lab')], {
    language,
    expression,
    nowMs: 0,
  });
  if (!target) throw new Error(`${rule.id} is nowhere`);
  const compiled = compileRule(virtual, target, testMacKey);
  if (compiled.kind === 'refused') throw new Error(`${rule.id}: ${compiled.reason}`);
  const origin = { cluster: 'lab', owner: owner.owner, ruleId: virtual.id, revision: 1 };
  return printRuleFile(origin, compiled.group);
}

/** What is compared: templates of annotations are checked elsewhere. */
function compilable(rule: SystemRule, owner: VirtualOwner) {
  const settings = { group: undefined, override: undefined };
  return { ...virtualRule(rule, owner, settings), annotations: new Map<string, string>() };
}

/** Each case as it is, and, of a tenant, once more with the trouble at the neighbour: then nothing fires. */
function testsOf(rule: SystemRule, owner: VirtualOwner, one: SystemRuleCase, index: number) {
  const own = NAMESPACES[owner.owner] ?? '';
  const { audience } = rule;
  const isNarrowed = audience !== 'platform' || rule.expression.includes('"$namespace"');
  const foreign = owner.owner === 'acme' ? 'bank' : 'depot';
  return [
    testOf(rule, owner, one, { name: `${rule.id} ${index}`, namespace: own }),
    ...(isNarrowed
      ? [
          testOf(
            rule,
            owner,
            { ...one, alerts: [] },
            {
              name: `${rule.id} ${index} at the neighbour's`,
              namespace: foreign,
            },
          ),
        ]
      : []),
  ];
}

function testOf(
  rule: SystemRule,
  owner: VirtualOwner,
  { at, series, alerts }: SystemRuleCase,
  { name, namespace }: { readonly name: string; readonly namespace: string },
) {
  const placed = (text: string): string =>
    text.replaceAll('namespace="shop"', `namespace="${namespace}"`);
  const { name: alertname } = compilable(rule, owner);
  return {
    name,
    interval: '1m',
    input_series: series.map((text) => {
      const end = text.lastIndexOf('}') + 1 || text.indexOf(' ');
      return { series: placed(text.slice(0, end)), values: text.slice(end).trim() };
    }),
    alert_rule_test: [
      {
        eval_time: at,
        alertname,
        exp_alerts: alerts.map((text) => ({ exp_labels: labelsOf(placed(text), owner, rule) })),
      },
    ],
  };
}

function labelsOf(text: string, owner: VirtualOwner, rule: SystemRule): Record<string, string> {
  const { __name__: severity = '', ...labels } = Object.fromEntries(parseMetric(text));
  const [, label = ''] = /"tocsin_rule": "([^"]+)"/.exec(systemRuleFile(rule, owner)) ?? [];
  return { ...labels, severity, tocsin_rule: label, tocsin_tenant: owner.owner };
}
