import { createHash } from 'node:crypto';
import { type Labels, labelsToObject } from '../../platform/model/labels.ts';

/** Incidents with the same values of these labels are told in one message. */
export interface Grouping {
  /** Label names, distinct; empty: all together. */
  readonly by: readonly string[];
  /** How long the first message waits for others, from when the incident began. */
  readonly waitMs: number;
  /** From one message of news about a group to the next, at least. */
  readonly intervalMs: number;
}

export const DEFAULT_GROUP_WAIT_MS = 30_000;
export const DEFAULT_GROUP_INTERVAL_MS = 5 * 60_000;

/** In the place of labels: each incident alone. */
export const EACH_ALONE = '...';

/** One group of incidents, on its way to one channel. */
export interface IncidentGroup {
  /** Known by: a hash of owner, channel, route and the values. */
  readonly id: string;
  /** For receivers, e.g. `policy:01H…:{cluster="east"}`. */
  readonly key: string;
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * @param routeKey what says so: a policy or a route of the tree
 * @param facts what the incident can be told by, see `incidentFacts`; a label that it has not is empty
 */
export function groupOf(
  place: { readonly owner: string; readonly channelId: string; readonly routeKey: string },
  by: readonly string[],
  facts: Labels,
): IncidentGroup {
  const values = [...by].sort().map((name) => [name, facts.get(name) ?? ''] as const);
  const { owner, channelId, routeKey } = place;
  const text = JSON.stringify([owner, channelId, routeKey, values]);
  const shown = values.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(', ');
  return {
    id: createHash('sha256').update(text).digest('hex').slice(0, 32),
    key: `${routeKey}:{${shown}}`,
    labels: labelsToObject(new Map(values.filter(([, value]) => value !== ''))),
  };
}
