import type { IncidentAnalytics, IncidentQuery } from '../../contract/incident-history.ts';
import type { Incident } from '../../contract/incidents.ts';
import type { Handlers } from './handler-types.ts';
import { incidentOf } from './incident-handlers.ts';
import type { MockIo, World } from './world.ts';

const HOUR_MS = 3_600_000;

/** Looking for incidents of the mock, and back at them. */
export function incidentHistoryHandlers(world: World, io: MockIo) {
  const of = (owner: string) =>
    [...world.incidents.values()]
      .filter((incident) => incident.owner === owner)
      .sort((a, b) => Date.parse(b.startedAt) - Date.parse(a.startedAt));
  const found = (owner: string, query: Asked | undefined) =>
    of(owner).filter((incident) => matches(incident, query ?? {}));
  return {
    'incidents.list': ({ params: { owner }, query }) => ({
      items: found(owner, query),
      nextCursor: null,
      searchedTo: null,
    }),
    'incidents.facets': ({ params: { owner }, query }) => {
      const all = found(owner, query);
      const count = (ofEach: (incident: Incident) => string | null) => countBy(all, ofEach);
      return {
        total: all.length,
        capped: false,
        facets: {
          tenant: count((each) => each.owner),
          severity: count((each) => each.severity),
          status: count((each) => each.status),
          project: count((each) => each.project),
          environment: count((each) => `${each.project}.${each.environment}`),
          rule: count((each) => each.ruleId),
          outcome: [{ value: 'delivered', count: all.length }],
          acknowledged: count((each) => String(each.acknowledgedAt !== null)),
        },
      };
    },
    'incidents.analytics': ({ params: { owner }, query }) =>
      analyticsOf(of(owner), query?.from ?? '', query?.to ?? '', io.now()),
    'incidents.deliveries': ({ params: { owner, id } }) => {
      incidentOf(world, owner, id);
      return { items: deliveriesOf(world, id) };
    },
    'incidents.related': ({ params: { owner, id } }) => {
      const incident = incidentOf(world, owner, id);
      const others = of(owner).filter((each) => each.id !== id);
      return {
        sameAlert: others.filter(({ title }) => title === incident.title).slice(0, 3),
        sameRule: [],
        nearInTime: others.filter((each) => isNear(each, incident)).slice(0, 5),
      };
    },
    'rules.events': ({ params: { owner, id } }) => {
      const own = new Map(
        of(owner).flatMap((each) => (each.ruleId === id ? [[each.id, each]] : [])),
      );
      const items = world.events.flatMap((event) => {
        const incident = own.get(event.incidentId);
        return incident === undefined ? [] : [{ ...event, title: incident.title }];
      });
      return { items: items.toReversed(), nextCursor: null };
    },
  } satisfies Partial<Handlers>;
}

/** The mock gets one value where the service gets a list of one. */
type Asked = { readonly [Name in keyof IncidentQuery]?: IncidentQuery[Name] | string };

function matches(incident: Incident, asked: Asked): boolean {
  const { status, severity, project, environment, ruleId, acknowledged } = asked;
  if (status !== undefined && incident.status !== status) return false;
  if (acknowledged !== undefined) {
    if (String(acknowledged) !== String(incident.acknowledgedAt !== null)) return false;
  }
  return (
    isAmong(severity, incident.severity) &&
    isAmong(project, incident.project) &&
    isAmong(environment, `${incident.project}.${incident.environment}`) &&
    isAmong(ruleId, incident.ruleId)
  );
}

function isAmong(wanted: string | readonly string[] | undefined, own: string | null): boolean {
  return wanted === undefined || (own !== null && [wanted].flat().includes(own));
}

function isNear(a: Incident, b: Incident): boolean {
  return Math.abs(Date.parse(a.startedAt) - Date.parse(b.startedAt)) < HOUR_MS / 2;
}

function countBy(all: readonly Incident[], ofEach: (incident: Incident) => string | null) {
  const counts = new Map<string, number>();
  for (const incident of all) {
    const value = ofEach(incident);
    if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts].map(([value, count]) => ({ value, count }));
}

function deliveriesOf(world: World, incidentId: string) {
  return world.events
    .filter((event) => event.incidentId === incidentId && event.kind === 'notification_queued')
    .map((event) => ({
      id: event.deliveryId ?? '',
      channelId: event.channelId ?? '',
      channelName: event.channelName ?? '',
      purpose: 'firing',
      state: 'sent' as const,
      reason: null,
      createdAt: event.at,
      finishedAt: event.at,
      attempts: [
        {
          at: event.at,
          outcome: 'sent',
          status: 250,
          durationMs: 84,
          reason: null,
          detail: '250 2.0.0 accepted',
        },
      ],
    }));
}

function analyticsOf(
  all: readonly Incident[],
  from: string,
  to: string,
  now: number,
): IncidentAnalytics {
  const toMs = Date.parse(to);
  const within = all.filter(({ startedAt }) => startedAt >= from && startedAt < to);
  const resolved = within.filter(({ resolvedAt }) => resolvedAt !== null).length;
  const durations = { count: resolved, meanMs: 660_000, medianMs: 600_000, p90Ms: 1_200_000 };
  const period = {
    incidents: within.length,
    resolved,
    acknowledged: 2,
    toAcknowledge: { count: 2, meanMs: 95_000, medianMs: 80_000, p90Ms: 110_000 },
    toResolve: durations,
  };
  const open = all.filter(({ status }) => status === 'firing').toReversed();
  return {
    from,
    to,
    capped: false,
    period,
    before: { ...period, incidents: within.length + 3, acknowledged: 1 },
    noisiest: countBy(within, ({ title }) => title).map(({ value, count }) => ({
      ruleId: null,
      title: value,
      count,
      firingMs: count * 660_000,
    })),
    flapping: within
      .slice(0, 1)
      .map(({ id, title }) => ({ latestId: id, title, ruleId: null, times: 4 })),
    longestOpen: open.map(({ id, title, severity, startedAt }) => ({
      id,
      title,
      severity,
      startedAt,
    })),
    strip: Array.from({ length: 24 }, (_, hour) => {
      const startMs = (Number.isNaN(toMs) ? now : toMs) - (24 - hour) * HOUR_MS;
      const began = all.filter(({ startedAt }) => {
        const atMs = Date.parse(startedAt);
        return atMs >= startMs && atMs < startMs + HOUR_MS;
      });
      return {
        from: new Date(startMs).toISOString(),
        severities: countBy(began, ({ severity }) => severity).map(({ value, count }) => ({
          severity: value,
          count,
        })),
      };
    }),
  };
}
