import type { KubernetesObject } from '../../../platform/kubernetes/objects/kubernetes-object.ts';
import { parseDurationMs } from '../../../platform/model/duration.ts';
import type { AllowList } from '../../../platform/outbound/allow-list.ts';
import type { AlertmanagerSettings } from '../../../platform/tenancy/alertmanager-settings.ts';
import type { Directory, EnvironmentEntry } from '../../../platform/tenancy/directory.ts';
import { PLATFORM } from '../../../platform/tenancy/scope-name.ts';
import type { Policy } from '../../policies/policy.ts';
import { repeatFor } from '../../repeats/message-clock.ts';
import { chooseReceivers } from '../../routing/choose-receivers.ts';
import { RULE_LABEL } from '../../rules/alert-labels.ts';
import type { Rule } from '../../rules/rule.ts';
import type { RuleFile } from '../rule-sink.ts';
import type { AlertmanagerPlace } from './alertmanager-place.ts';
import { type DelegatedRule, delegateObjects } from './delegate-objects.ts';
import type { DelegatedChannel } from './delegate-receiver.ts';
import { forwardObjects } from './forward-objects.ts';
import { notDoneThere } from './not-done-there.ts';

/** What the objects for a cluster's Alertmanager are made from. */
export interface NotificationSources {
  readonly directory: () => Directory;
  readonly rule: (id: string) => Rule | undefined;
  /** Severities of an owner, most severe first. */
  readonly ladderOf: (owner: string) => readonly string[];
  /** The policy, if it is there and belongs to the owner. */
  readonly policy: (owner: string, id: string) => Policy | undefined;
  readonly nowMs: () => number;
  /** With its secrets opened. */
  readonly channel: (owner: string, id: string) => DelegatedChannel | undefined;
  /** Secrets by namespace; see `DeliveredTokens.keep`. */
  readonly tokens: (
    cluster: string,
    environments: readonly EnvironmentEntry[],
  ) => Promise<ReadonlyMap<string, string>>;
  /** Private addresses that tenants' messages may go to. */
  readonly allow: AllowList;
  /** Public base URL of this service, without a slash at its end. */
  readonly publicUrl: string;
}

export interface NotificationObjects {
  readonly objects: readonly KubernetesObject[];
  /** What people should know about how their rules' alerts are told, by rule id. */
  readonly notes: ReadonlyMap<string, string>;
}

/** The cluster as far as its alerts matter. */
export interface AlertingCluster {
  readonly id: string;
  readonly namespaceLabel: string | null;
  readonly settings: AlertmanagerSettings;
}

/**
 * The objects for one cluster: one AlertmanagerConfig, and its Secret, in every environment that the
 * rules cover there. Rules of `_platform` lie in no environment: its Prometheus or Alertmanager is
 * told of us by whoever runs the cluster.
 */
export async function notificationObjects(
  cluster: AlertingCluster,
  files: readonly RuleFile[],
  sources: NotificationSources,
): Promise<NotificationObjects> {
  const { settings, namespaceLabel } = cluster;
  if (settings.mode === 'none' || namespaceLabel === null) return { objects: [], notes: new Map() };
  const covered = coveredBy(cluster.id, files, sources.directory());
  const placeOf = ({ tenant, namespace }: EnvironmentEntry): AlertmanagerPlace => {
    const { labels } = settings;
    return { cluster: cluster.id, owner: tenant, namespace, namespaceLabel, labels };
  };
  if (settings.mode === 'delegate') {
    const made = [...covered].map(([environment, its]) =>
      delegatedTo(placeOf(environment), its, sources),
    );
    return {
      objects: made.flatMap(({ objects }) => objects),
      notes: new Map(made.flatMap(({ notes }) => [...notes])),
    };
  }
  const tokens = await sources.tokens(cluster.id, [...covered.keys()]);
  const base = (settings.url ?? sources.publicUrl).replace(/\/+$/, '');
  const url = `${base}/intake/clusters/${cluster.id}/webhook`;
  const objects = [...covered.keys()].flatMap((environment) => {
    const token = tokens.get(environment.namespace);
    if (token === undefined) return [];
    const repeatMs = parseDurationMs(settings.repeat) ?? DEFAULT_REPEAT_MS;
    return forwardObjects(placeOf(environment), { ...settings, repeatMs, url }, token);
  });
  return { objects, notes: new Map() };
}

const DEFAULT_REPEAT_MS = 300_000;

/** Environments of the cluster with the alerting rules that cover them. */
function coveredBy(
  cluster: string,
  files: readonly RuleFile[],
  directory: Directory,
): ReadonlyMap<EnvironmentEntry, readonly RuleFile[]> {
  const byNamespace = new Map<string, RuleFile[]>();
  for (const file of files) {
    if (file.owner === PLATFORM || file.group.rules[0]?.kind !== 'alerting') continue;
    for (const namespace of file.namespaces) {
      const its = byNamespace.get(namespace);
      if (its) its.push(file);
      else byNamespace.set(namespace, [file]);
    }
  }
  const covered = new Map<EnvironmentEntry, readonly RuleFile[]>();
  for (const environment of directory.environments) {
    if (environment.cluster !== cluster) continue;
    const its = byNamespace
      .get(environment.namespace)
      ?.filter(({ owner }) => owner === environment.tenant);
    if (its && its.length > 0) covered.set(environment, its);
  }
  return covered;
}

function delegatedTo(
  place: AlertmanagerPlace,
  files: readonly RuleFile[],
  sources: NotificationSources,
): NotificationObjects {
  const { rule, policy, channel, ladderOf, allow, nowMs } = sources;
  const rules: DelegatedRule[] = [];
  const channels = new Map<string, DelegatedChannel>();
  const telling = new Map<string, Telling & { readonly undone: readonly string[] }>();
  for (const file of files) {
    const found = rule(file.ruleId);
    const label = file.group.rules[0]?.labels.get(RULE_LABEL);
    if (found === undefined || label === undefined) continue;
    const its = found.policy === null ? null : (policy(place.owner, found.policy) ?? null);
    const told = tellingOf(found, its);
    rules.push({ label, levels: told.levels, labels: groupingOf(found), policy: its });
    telling.set(found.id, { ...told, undone: notDoneThere(found, its) });
    for (const id of told.levels.flatMap((level) => level.channels)) {
      const one = channel(place.owner, id);
      if (one) channels.set(id, one);
    }
  }
  const ladder = ladderOf(place.owner);
  const { objects, untold } = delegateObjects(place, rules, ladder, channels, allow, nowMs());
  const notes = new Map(
    [...telling].map(([ruleId, told]) => [ruleId, noteOf(told, channels, untold)] as const),
  );
  return { objects, notes };
}

interface Telling {
  readonly levels: DelegatedRule['levels'];
  /** Severities of which only the default receiver would be told, which is here. */
  readonly unheard: readonly string[];
}

/** Whom the rule's levels tell, as the pipeline decides it, without the default receiver. */
function tellingOf(rule: Rule, policy: Policy | null): Telling {
  const unheard: string[] = [];
  const levels = rule.levels.map(({ severity }) => {
    const { reason, channels } = chooseReceivers(severity, rule, policy, []);
    if (reason === 'default_receiver') unheard.push(severity);
    return { severity, channels, repeatMs: repeatMsOf(severity, rule, policy) };
  });
  return { levels, unheard };
}

/** Longer an Alertmanager does not remember, by its own default, that it told somebody. */
const SELDOM_MS = 120 * 3_600_000;

/** Null: nobody says. An Alertmanager always says it again; what says "once" gets its longest. */
function repeatMsOf(severity: string, rule: Rule, policy: Policy | null): number | null {
  const repeat = repeatFor(severity, rule, policy);
  if (repeat === null) return policy === null ? null : SELDOM_MS;
  return repeat.mode === 'once' ? SELDOM_MS : Math.min(repeat.everyMs, SELDOM_MS);
}

function noteOf(
  { levels, unheard, undone }: Telling & { readonly undone: readonly string[] },
  channels: ReadonlyMap<string, DelegatedChannel>,
  untold: ReadonlyMap<string, string>,
): string {
  const ids = levels.flatMap((level) => level.channels);
  const silent = ids.flatMap((id) => {
    const reason = untold.get(id);
    return reason === undefined ? [] : [`${channels.get(id)?.name ?? id} is not told: ${reason}`];
  });
  const nobody =
    unheard.length === 0
      ? []
      : [
          `of ${unheard.join(', ')} it tells nobody: neither the rule nor its policy names a channel, and the default receiver is told of nothing that is decided there`,
        ];
  return [DECIDED_THERE, ...nobody, ...new Set(silent), ...undone].join('; ');
}

const DECIDED_THERE =
  "the cluster's own Alertmanager decides who is told of its alerts; what it decides is not visible here";

/** Labels that the rule groups by, where its form says so. */
function groupingOf({ source }: Rule): readonly string[] {
  switch (source.kind) {
    case 'template':
      return source.parameters.groupBy ?? [];
    case 'log_form':
      return source.form.groupBy;
    default:
      return [];
  }
}
