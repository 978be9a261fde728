import type { Labels } from '../../platform/model/labels.ts';
import type { Channel } from '../channels/channel.ts';
import type { Incident } from '../incidents/incident.ts';
import { judgeWindows } from '../policies/time-window.ts';
import {
  chooseTargets,
  leadTelling,
  type Target,
  type TargetChoice,
} from '../routing/choose-targets.ts';
import { groupOf } from '../routing/grouping.ts';
import { incidentFacts } from '../routing/incident-facts.ts';
import type { RouteBook } from '../routing/route-book.ts';
import { isTrouble } from '../watch/trouble-source.ts';

/** Where an alert would go now, in names of receivers. */
export interface AlertRoute {
  /** Never empty. */
  readonly receivers: readonly string[];
  /** The same as a JSON list of `{"name": …}`. */
  readonly json: string;
  /** Names of the time windows that mute it. */
  readonly mutedBy: readonly string[];
  /** How its messages to a receiver are grouped, by name; of one that is not there each alert is told alone. */
  readonly groupings: ReadonlyMap<string, AlertGrouping>;
}

/** Alerts of the same route with the same values of these labels are told together. */
export interface AlertGrouping {
  readonly by: readonly string[];
  /** Of the policy or route that says so. */
  readonly routeKey: string;
}

export interface AlertRouteParts {
  /** What decides who is told of an incident (`AlertPipeline.contextOf`). */
  readonly contextOf: (incident: Incident) => Omit<TargetChoice, 'severity'>;
  /** Whether an owner has a tree of routes. */
  readonly routes: Pick<RouteBook, 'get'>;
  readonly channels: {
    get(owner: string, id: string): Pick<Channel, 'name'> | undefined;
    ofOwner(owner: string): readonly Pick<Channel, 'name'>[];
  };
}

/** The authors of rules, who are told where nobody is named. */
export const DEFAULT_RECEIVER = 'default';
/** Of alerts that nobody is told of. */
export const NO_RECEIVER = 'none';

/** Receivers of alerts as Alertmanager names them: the channels of the owner by name. */
export class AlertRoutes {
  readonly #parts: AlertRouteParts;

  constructor(parts: AlertRouteParts) {
    this.#parts = parts;
  }

  /** All receivers of an owner, sorted. */
  receiversOf(owner: string): readonly string[] {
    const names = this.#parts.channels.ofOwner(owner).map(({ name }) => name);
    return [...new Set([...names, DEFAULT_RECEIVER, NO_RECEIVER])].sort();
  }

  /**
   * Routes at one instant. Rule and severity decide, so that few are worked out; of what no rule raised, and
   * of what the owner's tree of routes is asked about, each alert is looked at.
   */
  at(owner: string, nowMs: number): (incident: Incident) => AlertRoute {
    const known = new Map<string, AlertRoute>();
    const isTreeless = this.#parts.routes.get(owner) === undefined;
    return (incident) => {
      const { ruleId, severity } = incident;
      if (ruleId === null) return this.#routeOf(incident, nowMs).route;
      const key = `${ruleId} ${isTrouble(incident) ? 1 : 0} ${severity}`;
      const found = known.get(key);
      if (found) return found;
      const { route, isTreeAsked } = this.#routeOf(incident, nowMs);
      if (isTreeless || !isTreeAsked) known.set(key, route);
      return route;
    };
  }

  #routeOf(incident: Incident, nowMs: number) {
    const { owner, severity } = incident;
    const context = this.#parts.contextOf(incident);
    let isTreeAsked = false;
    const choice: TargetChoice = {
      ...{ severity, rule: context.rule, policy: context.policy, defaults: context.defaults },
      routes: () => {
        isTreeAsked = true;
        return context.routes();
      },
    };
    const { targets } = chooseTargets(choice);
    const verdict = judgeWindows(leadTelling(choice)?.windows ?? [], nowMs);
    const mutedBy = verdict.kind === 'open' ? [] : [verdict.window ?? verdict.reason];
    const isDefault = (channelId: string) => context.defaults.includes(channelId);
    return { route: this.#routeTo(owner, targets, isDefault, mutedBy), isTreeAsked };
  }

  #routeTo(
    owner: string,
    targets: readonly Target[],
    isDefault: (channelId: string) => boolean,
    mutedBy: readonly string[],
  ): AlertRoute {
    const groupings = new Map<string, AlertGrouping>();
    const names = targets.flatMap(({ channelId, telling: { grouping, routeKey } }) => {
      const known = this.#parts.channels.get(owner, channelId)?.name;
      const name = isDefault(channelId) ? DEFAULT_RECEIVER : known;
      if (name !== undefined && grouping) groupings.set(name, { by: grouping.by, routeKey });
      return name ?? [];
    });
    const receivers = names.length === 0 ? [NO_RECEIVER] : [...new Set(names)].sort();
    const json = JSON.stringify(receivers.map((name) => ({ name })));
    return { receivers, json, mutedBy, groupings };
  }
}

/** The group that an alert is listed in for a receiver; of what is not grouped, by the name of the alert. */
export function alertGroupOf(
  incident: Incident,
  receiver: string,
  { groupings }: AlertRoute,
): { readonly routeKey: string; readonly labels: Readonly<Record<string, string>> } {
  const grouping = groupings.get(receiver);
  if (grouping === undefined) {
    const alertname = incident.labels.get('alertname') ?? incident.title;
    return { routeKey: '', labels: { alertname } };
  }
  const { by, routeKey } = grouping;
  const place = { owner: incident.owner, channelId: receiver, routeKey };
  return { routeKey, labels: groupOf(place, by, wireFacts(incident)).labels };
}

/** What it is told by; a label that its JSON shows is what clients take its group for. */
function wireFacts(incident: Incident): Labels {
  return new Map([...incident.labels, ...incidentFacts(incident)]);
}
