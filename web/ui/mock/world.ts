import type { ChannelKind } from '../../contract/channel-kinds.ts';
import type { Channel } from '../../contract/channels.ts';
import type { InboxEntry } from '../../contract/inbox.ts';
import type { Incident, IncidentEvent } from '../../contract/incidents.ts';
import type { LiveMessage } from '../../contract/live.ts';
import type { Monitor } from '../../contract/monitors.ts';
import type { Policy } from '../../contract/policies.ts';
import type { RouteTree } from '../../contract/route-trees.ts';
import type { Rule } from '../../contract/rules.ts';
import type { Session } from '../../contract/session.ts';
import type { Silence } from '../../contract/silences.ts';

/** Everything the mock knows. Two tenants, so that what belongs to one is seen not to be the other's. */
export interface World {
  readonly rules: Map<string, Rule>;
  readonly channels: Map<string, Channel>;
  readonly policies: Map<string, Policy>;
  readonly silences: Map<string, Silence>;
  /** By owner. */
  readonly routes: Map<string, RouteTree>;
  /** Of everybody who may see the tenant; newest first. */
  inbox: readonly InboxEntry[];
  readonly monitors: Map<string, Monitor>;
  readonly incidents: Map<string, Incident>;
  readonly events: IncidentEvent[];
  readonly listeners: Set<{
    readonly owner: string;
    readonly send: (message: LiveMessage) => void;
  }>;
  /** Names of people whose session is open. */
  session: Session | null;
  position: number;
  serial: number;
}

/** What the mock is given: clock, and the kinds of channels of the service. */
export interface MockIo {
  readonly channelKinds: readonly ChannelKind[];
  readonly now: () => number;
  readonly after: (delayMs: number, run: () => void) => void;
}

export function emptyWorld(): World {
  return {
    rules: new Map(),
    channels: new Map(),
    policies: new Map(),
    silences: new Map(),
    routes: new Map(),
    inbox: [],
    monitors: new Map(),
    incidents: new Map(),
    events: [],
    listeners: new Set(),
    session: null,
    position: 0,
    serial: 0,
  };
}

/** A ULID-shaped id: fixed prefix and a serial number. */
export function nextId(world: World): string {
  world.serial += 1;
  return `01MCK${String(world.serial).padStart(21, '0')}`;
}

export interface EventInput {
  readonly kind: IncidentEvent['kind'];
  readonly severity?: string;
  readonly channel?: Channel;
  readonly reason?: string;
  readonly detail?: string;
  readonly author?: string;
}

/** Records an event, gives the incident its new state, and tells the live readers. */
export function record(
  world: World,
  incident: Incident,
  atMs: number,
  inputs: readonly EventInput[],
): void {
  const events = inputs.map((input): IncidentEvent => {
    world.position += 1;
    return {
      position: world.position,
      incidentId: incident.id,
      at: new Date(atMs).toISOString(),
      kind: input.kind,
      severity: input.severity ?? null,
      channelId: input.channel?.id ?? null,
      channelName: input.channel?.name ?? null,
      deliveryId: input.channel === undefined ? null : nextId(world),
      reason: input.reason ?? null,
      detail: input.detail ?? null,
      author: input.author ?? null,
    };
  });
  const stored = { ...incident, lastEvent: world.position };
  world.incidents.set(stored.id, stored);
  world.events.push(...events);
  for (const { owner, send } of world.listeners) {
    if (owner === stored.owner) {
      send({ type: 'incident', position: world.position, incident: stored, events });
    }
  }
}
