import { compareText } from '../../../platform/model/labels.ts';
import { groupObject } from './group-object.ts';
import { type PlainYaml, printPlainYaml } from './plain-yaml.ts';
import type { RuleGroup } from './rule-group.ts';

/** What an object needs beside its rules. */
export interface RuleObjectPlace {
  readonly cluster: string;
  /** Tenant, or `_platform`. */
  readonly owner: string;
  readonly ruleId: string;
  readonly revision: number;
  /** Of Kubernetes. */
  readonly namespace: string;
  /** What operators select objects by. */
  readonly labels: Readonly<Record<string, string>>;
  /** `tenantID` of rules on logs; null: there are none. */
  readonly lokiTenantId: string | null;
}

export type RuleObject =
  | { readonly kind: 'object'; readonly fileName: string; readonly text: string }
  | { readonly kind: 'refused'; readonly reason: string };

/** Which rule a file holds, and for which cluster: told by its header. */
export interface RuleObjectOrigin {
  readonly cluster: string;
  readonly ruleId: string;
}

/** First line of every file that the sink writes. */
export const OBJECT_FIRST_LINE =
  '# Managed by tocsin: change the rule there, edits of this file are overwritten.';
const ORIGIN = /^# tocsin-object cluster=(\S+) owner=\S+ id=(\S+) revision=\d+$/;
const FILE_NAME =
  /^(?:prometheusrule|alertingrule|recordingrule)-tocsin-[a-z0-9-]{1,28}-[0-9a-hjkmnp-tv-z]{26}\.yaml$/;
/** Beyond it the operator's webhook and its ConfigMaps refuse the object. */
export const MAX_OBJECT_BYTES = 524_288;

/** True for names of files that `ruleObject` makes. */
export function isRuleObjectFile(name: string): boolean {
  return FILE_NAME.test(name);
}

/**
 * One rule as an object of Kubernetes: a PrometheusRule, or an AlertingRule or RecordingRule of Loki's operator. The
 * same rule gives the same bytes.
 */
export function ruleObject(place: RuleObjectPlace, group: RuleGroup): RuleObject {
  const made = ruleManifest(place, group);
  if (made.kind === 'refused') return made;
  const { cluster, owner, ruleId, revision } = place;
  const header = `# tocsin-object cluster=${cluster} owner=${owner} id=${ruleId} revision=${revision}`;
  const text = `${OBJECT_FIRST_LINE}\n${header}\n${printPlainYaml(made.manifest)}`;
  if (Buffer.byteLength(text) > MAX_OBJECT_BYTES) return refused(TOO_LARGE);
  const fileName = `${kindOf(group).toLowerCase()}-${objectName(owner, ruleId)}.yaml`;
  return { kind: 'object', fileName, text };
}

export type RuleManifest =
  | { readonly kind: 'manifest'; readonly manifest: ReadonlyMap<string, PlainYaml> }
  | { readonly kind: 'refused'; readonly reason: string };

/** The same object before it is printed; its size is not looked at. */
export function ruleManifest(place: RuleObjectPlace, group: RuleGroup): RuleManifest {
  const isLogs = group.language === 'logql';
  if (isLogs && place.lokiTenantId === null) return refused(NO_TENANT);
  if (isLogs && keepsFiring(group)) return refused(NO_KEEP_FIRING);
  return {
    kind: 'manifest',
    manifest: objectOf(place, objectName(place.owner, place.ruleId), group),
  };
}

/** Loki's rulers do not know it. */
export function keepsFiring({ rules }: RuleGroup): boolean {
  return rules.some((rule) => rule.kind === 'alerting' && rule.keepFiringForMs > 0);
}

/** Reads the header back; undefined for a file that is not ours. */
export function readObjectOrigin(text: string): RuleObjectOrigin | undefined {
  const [first, second = ''] = text.split('\n', 2);
  if (first !== OBJECT_FIRST_LINE) return undefined;
  const [, cluster, ruleId] = ORIGIN.exec(second) ?? [];
  return cluster && ruleId ? { cluster, ruleId } : undefined;
}

function objectOf(
  place: RuleObjectPlace,
  name: string,
  group: RuleGroup,
): ReadonlyMap<string, PlainYaml> {
  const isLogs = group.language === 'logql';
  const spec = new Map<string, PlainYaml>([
    ...(isLogs ? [['tenantID', place.lokiTenantId ?? ''] as const] : []),
    ['groups', [groupObject(group)]],
  ]);
  return new Map<string, PlainYaml>([
    ['apiVersion', isLogs ? 'loki.grafana.com/v1' : 'monitoring.coreos.com/v1'],
    ['kind', kindOf(group)],
    [
      'metadata',
      new Map<string, PlainYaml>([
        ['name', name],
        ['namespace', place.namespace],
        ['labels', labelsOf(place)],
      ]),
    ],
    ['spec', spec],
  ]);
}

/** The operator of Loki keeps alerts and records in kinds of their own; a rule is one of both. */
function kindOf({
  language,
  rules,
}: RuleGroup): 'PrometheusRule' | 'AlertingRule' | 'RecordingRule' {
  if (language === 'promql') return 'PrometheusRule';
  return rules[0]?.kind === 'recording' ? 'RecordingRule' : 'AlertingRule';
}

/** A DNS label of at most 62 characters: the id alone makes it unique, the owner is for readers. */
function objectName(owner: string, ruleId: string): string {
  const readable = owner.replaceAll(/[^a-z0-9-]/g, '').slice(0, 28);
  return `tocsin-${readable}-${ruleId.toLowerCase()}`;
}

/** Rules of the platform have no label of a tenant: `_platform` is no value of a label. */
function labelsOf({
  cluster,
  owner,
  ruleId,
  labels,
}: RuleObjectPlace): ReadonlyMap<string, string> {
  const ours: (readonly [string, string])[] = [
    ['app.kubernetes.io/managed-by', 'tocsin'],
    ['tocsin/cluster', cluster],
    ['tocsin/rule', ruleId.toLowerCase()],
    ...(owner.startsWith('_') ? [] : [['tocsin/tenant', owner] as const]),
  ];
  const all = [...Object.entries(labels), ...ours];
  return new Map(all.sort(([a], [b]) => compareText(a, b)));
}

const NO_TENANT =
  'rules on logs are not written for this cluster: an administrator gives its sink a lokiTenantId';
export const NO_KEEP_FIRING =
  "the objects of Loki's operator know no keepFiringFor: leave it out, or let tocsin evaluate the rule";
export const TOO_LARGE = `the object would be larger than the ${MAX_OBJECT_BYTES} bytes that operators take`;

function refused(reason: string): { readonly kind: 'refused'; readonly reason: string } {
  return { kind: 'refused', reason };
}
