import { createHash } from 'node:crypto';
import type { JsonObject } from '../../../platform/kubernetes/objects/json-object.ts';
import type { KubernetesObject } from '../../../platform/kubernetes/objects/kubernetes-object.ts';
import { printDurationMs } from '../../../platform/model/duration.ts';
import { compareText } from '../../../platform/model/labels.ts';
import type { AllowList } from '../../../platform/outbound/allow-list.ts';
import type { TimeWindow } from '../../policies/time-window.ts';
import {
  type AlertmanagerPlace,
  configObject,
  matcher,
  ownAlerts,
  secretObject,
} from './alertmanager-place.ts';
import { type DelegatedChannel, receiverOf } from './delegate-receiver.ts';
import { timeIntervalsOf } from './time-intervals.ts';

/** One level of a rule, with what its owner decided about who is told. */
export interface DelegatedLevel {
  readonly severity: string;
  /** Ids, distinct. */
  readonly channels: readonly string[];
  /** Null: the default of `REPEAT_MS`. */
  readonly repeatMs: number | null;
}

export interface DelegatedRule {
  /** What `tocsin_rule` says on this cluster. */
  readonly label: string;
  /** Most severe first. */
  readonly levels: readonly DelegatedLevel[];
  /** The policy whose time windows say when; null: at any time. */
  readonly policy: { readonly id: string; readonly windows: readonly TimeWindow[] } | null;
  /** Labels that tell its alerts apart, as far as they are known. */
  readonly labels: readonly string[];
}

export interface Delegation {
  readonly objects: readonly KubernetesObject[];
  /** Ids of channels that the cluster's Alertmanager cannot tell, and why. */
  readonly untold: ReadonlyMap<string, string>;
}

const REPEAT_MS = 4 * 3_600_000;
/** Told nobody; the operator wants a receiver for every route. */
const NOBODY = 'nobody';
/** What usually tells alerts of one rule apart. */
const USUAL_LABELS = ['container', 'device', 'instance', 'job', 'node', 'pod', 'service'];
const MAX_EQUAL = 40;

/**
 * The objects that make a cluster's own Alertmanager decide and tell: a route per severity, receivers
 * and repeat; higher severities of a rule mute its lower ones. What it decides is not visible to us.
 *
 * @param ladder severities, most severe first
 * @param channels that rules name, with their secrets
 * @param allow private addresses that tenants' messages may go to
 * @param nowMs time windows are written out from its year on
 */
export function delegateObjects(
  place: AlertmanagerPlace,
  rules: readonly DelegatedRule[],
  ladder: readonly string[],
  channels: ReadonlyMap<string, DelegatedChannel>,
  allow: AllowList,
  nowMs: number,
): Delegation {
  const secrets = new Map<string, string>();
  const untold = new Map<string, string>();
  const receivers = new Map<string, JsonObject>();
  const intervals = new Map<string, JsonObject>();
  const routes = routesOf(rules, ladder).map(({ severity, ids, repeatMs, policy, labels }) => {
    const { name, receiver } = receiverFor(ids, { channels, allow, secrets, untold });
    receivers.set(name, receiver);
    return {
      receiver: name,
      matchers: [matcher('severity', '=', severity), matcher('tocsin_rule', '=~', anyOf(labels))],
      groupBy: ['tocsin_rule', 'severity'],
      repeatInterval: printDurationMs(repeatMs),
      ...timesOf(policy, nowMs, intervals),
    };
  });
  const sorted = [...receivers].sort(([a], [b]) => compareText(a, b)).map(([, one]) => one);
  const inhibitRules = inhibitionsOf(rules, ladder, place);
  const config = configObject(place, {
    route: {
      receiver: NOBODY,
      groupBy: ['tocsin_rule', 'severity'],
      groupWait: '30s',
      groupInterval: '5m',
      repeatInterval: printDurationMs(REPEAT_MS),
      matchers: ownAlerts(place),
      ...(routes.length === 0 ? {} : { routes }),
    },
    receivers: [{ name: NOBODY }, ...sorted],
    ...(inhibitRules.length === 0 ? {} : { inhibitRules }),
    ...(intervals.size === 0 ? {} : { muteTimeIntervals: [...intervals.values()] }),
  });
  const secret = secrets.size === 0 ? [] : [secretObject(place, secrets)];
  return { objects: [...secret, config], untold };
}

interface DelegatedRoute {
  readonly severity: string;
  readonly ids: readonly string[];
  readonly repeatMs: number;
  readonly policy: DelegatedRule['policy'];
  readonly labels: string[];
}

/** Levels that are told alike share a route; in the order of the ladder. */
function routesOf(
  rules: readonly DelegatedRule[],
  ladder: readonly string[],
): readonly DelegatedRoute[] {
  const routes = new Map<string, DelegatedRoute>();
  for (const { label, levels, policy } of rules) {
    for (const { severity, channels, repeatMs } of levels) {
      if (channels.length === 0) continue;
      const ids = [...channels].sort(compareText);
      const every = repeatMs ?? REPEAT_MS;
      const timed = policy !== null && policy.windows.length > 0 ? policy : null;
      const key = `${severity} ${every} ${timed?.id ?? ''} ${ids.join(' ')}`;
      const base = { severity, ids, repeatMs: every, policy: timed };
      const route = routes.get(key) ?? { ...base, labels: [] };
      route.labels.push(label);
      routes.set(key, route);
    }
  }
  const rung = ({ severity }: DelegatedRoute) => ladder.indexOf(severity);
  return [...routes]
    .sort(([keyA, a], [keyB, b]) => rung(a) - rung(b) || compareText(keyA, keyB))
    .map(([, route]) => ({ ...route, labels: route.labels.sort(compareText) }));
}

/**
 * When a route tells, by names of intervals; both kinds are defined in one list.
 * @param intervals filled
 */
function timesOf(
  policy: DelegatedRule['policy'],
  nowMs: number,
  intervals: Map<string, JsonObject>,
): JsonObject {
  const named = { mute: [] as string[], active: [] as string[] };
  for (const [index, window] of (policy?.windows ?? []).entries()) {
    const name = `policy-${policy?.id.toLowerCase()}-${index}`;
    const timeIntervals = timeIntervalsOf(window, nowMs);
    if (timeIntervals.length === 0) continue;
    named[window.kind].push(name);
    intervals.set(name, { name, timeIntervals });
  }
  return {
    ...(named.mute.length === 0 ? {} : { muteTimeIntervals: named.mute }),
    ...(named.active.length === 0 ? {} : { activeTimeIntervals: named.active }),
  };
}

interface Telling {
  readonly channels: ReadonlyMap<string, DelegatedChannel>;
  readonly allow: AllowList;
  /** Filled. */
  readonly secrets: Map<string, string>;
  readonly untold: Map<string, string>;
}

function receiverFor(
  ids: readonly string[],
  { channels, allow, secrets, untold }: Telling,
): { readonly name: string; readonly receiver: JsonObject } {
  const digest = createHash('sha256').update(ids.join(' ')).digest('hex').slice(0, 12);
  const name = `to-${digest}`;
  const configs: Record<string, JsonObject[]> = {};
  for (const id of ids) {
    const channel = channels.get(id);
    if (channel === undefined) continue;
    const made = receiverOf(id, channel, allow);
    if (made.kind === 'untold') {
      untold.set(id, made.reason);
      continue;
    }
    for (const [key, text] of made.secrets) secrets.set(key, text);
    configs[made.field] = [...(configs[made.field] ?? []), ...made.configs];
  }
  return { name, receiver: { name, ...configs } };
}

/**
 * Each severity of a rule mutes the lower ones of the same rule about the same thing: in this namespace
 * alone, since another tenant's ladder may have the same names the other way round.
 */
function inhibitionsOf(
  rules: readonly DelegatedRule[],
  ladder: readonly string[],
  place: AlertmanagerPlace,
): readonly JsonObject[] {
  const { namespaceLabel } = place;
  const graded = rules.filter(({ levels }) => levels.length > 1);
  const used = new Set(graded.flatMap(({ levels }) => levels.map(({ severity }) => severity)));
  const rungs = ladder.filter((severity) => used.has(severity));
  const known = new Set([...graded.flatMap(({ labels }) => labels), ...USUAL_LABELS]);
  known.delete('severity');
  known.delete(namespaceLabel);
  const apart = [...known].sort(compareText).slice(0, MAX_EQUAL);
  const equal = ['tocsin_rule', namespaceLabel, ...apart];
  return rungs.slice(0, -1).map((severity, index) => ({
    sourceMatch: [matcher('severity', '=', severity), ...ownAlerts(place)],
    targetMatch: [matcher('severity', '=~', anyOf(rungs.slice(index + 1))), ...ownAlerts(place)],
    equal,
  }));
}

/** A pattern for exactly these texts; Alertmanager anchors it. */
function anyOf(texts: readonly string[]): string {
  return texts.map((text) => text.replaceAll(/[\\^$.|?*+()[\]{}]/g, '\\$&')).join('|');
}
