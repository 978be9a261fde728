import type { Channel } from '../channels/channel.ts';
import type { EndCondition } from '../incidents/ended-by.ts';
import type { EndReason, Incident } from '../incidents/incident.ts';
import { environmentKeyOf } from '../incidents/incident-row.ts';
import { canSee, type IncidentVisibility } from '../incidents/incident-visibility.ts';
import { type GateReason, gateChannel } from '../outbox/gate-channel.ts';
import { routeChange } from '../routing/route-change.ts';

/** An open incident that would be resolved, and why. */
export interface ResolvedIncident {
  readonly incident: Incident;
  readonly reason: EndReason;
}

/** A channel that got the firing of some of them. */
export interface ToldChannel {
  readonly id: string;
  /** Null for one that is gone. */
  readonly channel: Channel | null;
  /** How many of the incidents it got, those that the caller may not see among them. */
  readonly incidents: number;
  /** Why it would not be told of the resolve all the same; null: it would be. */
  readonly silent: GateReason | null;
}

/** What a change would end, before it is made. */
export interface ChangeImpact {
  /** Those the caller may see, newest first. */
  readonly incidents: readonly ResolvedIncident[];
  /** How many more there are. */
  readonly hidden: number;
  readonly channels: readonly ToldChannel[];
}

/** One change, and what it ends. */
export interface EndingChange {
  readonly reason: EndReason;
  readonly ends: EndCondition;
}

/**
 * What changes would end, by the stages that decide it when they are made: what ends is told to
 * whoever a firing was queued for, unless the channel's gate is shut by then. Pure.
 */
export function impactOf(
  open: Iterable<Incident>,
  changes: readonly EndingChange[],
  channel: (id: string) => Channel | undefined,
  visibility: IncidentVisibility,
): ChangeImpact {
  const ended: ResolvedIncident[] = [];
  for (const incident of changes.length === 0 ? [] : open) {
    const change = changes.find(({ ends }) => ends(incident));
    if (change) ended.push({ incident, reason: change.reason });
  }
  const seen = ended.filter(({ incident }) =>
    canSee(visibility, incident.owner, environmentKeyOf(incident)),
  );
  return {
    incidents: seen.sort((a, b) => b.incident.startedAtMs - a.incident.startedAtMs),
    hidden: ended.length - seen.length,
    channels: toldChannels(ended, channel),
  };
}

function toldChannels(
  ended: readonly ResolvedIncident[],
  find: (id: string) => Channel | undefined,
): readonly ToldChannel[] {
  const counts = new Map<string, number>();
  for (const { incident } of ended) {
    const { severity, notifiedChannels } = incident;
    const routed = routeChange({
      kind: 'resolved',
      severity,
      rule: null,
      policy: null,
      routes: () => [],
      defaults: [],
      notifiedChannels,
    });
    const to = routed.kind === 'to' ? routed.targets : [];
    for (const { channelId } of to) counts.set(channelId, (counts.get(channelId) ?? 0) + 1);
  }
  return [...counts].map(([id, incidents]) => {
    const channel = find(id);
    return { id, channel: channel ?? null, incidents, silent: gateChannel(channel, 'resolved') };
  });
}
