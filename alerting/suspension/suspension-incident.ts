import type { Channel } from '../channels/channel.ts';
import { grade } from '../grading/grade.ts';
import { type Incident, type IncidentSubject, NO_CLUSTER } from '../incidents/incident.ts';
import { ownFiring } from '../incidents/own-incident.ts';
import type { IncidentWork } from '../incidents/record-observations.ts';
import { incidentKey } from '../intake/incident-labels.ts';
import type { Notification } from '../notify/notification.ts';
import { DEFAULT_RECEIVER_KINDS, defaultChannelId } from '../routing/default-receiver.ts';

/** Who tells of channels that are switched off: the name of no cluster, so that nobody can post in its name. */
export const CHANNEL_SOURCE = ':channels';

const CHANNEL_LABEL = 'channel_id';

/** It is told in the inboxes of the owner's administrators, and never through a channel; null for any other. */
export function suspensionRoute({ levels, owner }: Incident, hasMail: boolean) {
  for (const { source } of levels.values()) {
    if (source !== CHANNEL_SOURCE) continue;
    const kinds = DEFAULT_RECEIVER_KINDS.filter((kind) => kind !== 'own-mail' || hasMail);
    const channels = kinds.map((kind) => defaultChannelId(kind, owner));
    return { channels, levels: [], levelChange: 'any', policy: null } as const;
  }
  return null;
}

export function suspensionKey({ owner, id }: Pick<Channel, 'owner' | 'id'>): string {
  const labels = new Map([[CHANNEL_LABEL, id]]);
  return incidentKey({ owner, cluster: '', ruleId: null, environment: CHANNEL_SOURCE, labels });
}

/** Which channel an incident says to be switched off; null: it is about something else. */
export function suspendedChannelId({
  cluster,
  ruleId,
  project,
  labels,
}: Pick<Notification, 'cluster' | 'ruleId' | 'project' | 'labels'>): string | null {
  if (cluster !== NO_CLUSTER || ruleId !== null || project !== null) return null;
  return (Object.hasOwn(labels, CHANNEL_LABEL) && labels[CHANNEL_LABEL]) || null;
}

/** The channel takes no messages until somebody has looked after it. */
export function suspended(
  channel: Channel,
  summary: string,
  { ladder, nowMs }: { readonly ladder: readonly string[]; readonly nowMs: number },
): IncidentWork {
  const subject: IncidentSubject = {
    key: suspensionKey(channel),
    owner: channel.owner,
    cluster: NO_CLUSTER,
    namespace: null,
    project: null,
    environment: null,
    ruleId: null,
    title: channel.name,
    labels: new Map([
      ['channel', channel.name],
      [CHANNEL_LABEL, channel.id],
    ]),
  };
  return ownFiring(subject, {
    // The most severe: what is told through it reaches nobody.
    grade: grade(ladder[0] ?? '', ladder),
    annotations: new Map([['summary', summary]]),
    source: CHANNEL_SOURCE,
    sinceMs: nowMs,
    nowMs,
  });
}
