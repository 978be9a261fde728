import type { Incident } from '../../contract/incidents.ts';
import type { Silence, SilenceChange, SilenceMatcher } from '../../contract/silences.ts';
import { MockFault } from './fault.ts';
import type { Handlers } from './handler-types.ts';
import { type MockIo, nextId, type World } from './world.ts';

const FAR = '9999-12-31T00:00:00.000Z';

/** Sentinel: a matcher of `alertname=~".+"` is broad. Patterns are JavaScript's here. */
export function silenceHandlers(world: World, io: MockIo) {
  return { ...readers(world, io), ...makers(world, io), ...changers(world, io) };
}

function find(world: World, io: MockIo, owner: string, id: string): Silence {
  const silence = world.silences.get(id);
  if (silence?.owner !== owner) throw new MockFault(404, 'not_found', `no silence ${id}`);
  return standing(silence, io.now());
}

function openOf(world: World, owner: string): readonly Incident[] {
  return [...world.incidents.values()].filter(
    (one) => one.owner === owner && one.status === 'firing',
  );
}

function ofOwner(world: World, io: MockIo, owner: string): readonly Silence[] {
  const all = [...world.silences.values()].filter((one) => one.owner === owner);
  return all.map((silence) => standing(silence, io.now()));
}

function refuseBroad({
  matchers,
  confirmBroad,
}: Pick<SilenceChange, 'matchers' | 'confirmBroad'>): void {
  if (!isBroad(matchers) || confirmBroad === true) return;
  const details = [{ path: '/confirmBroad', message: 'everything' }];
  throw new MockFault(422, 'unprocessable', 'mutes all that fires where it counts', details);
}

function readers(world: World, io: MockIo) {
  return {
    'silences.list': ({ params: { owner }, query }) => {
      const items = ofOwner(world, io, owner).filter(({ state, kind }) => {
        const isState =
          query?.state === undefined ||
          (query.state === 'standing' ? state !== 'expired' : state === query.state);
        return isState && (query?.kind === undefined || query.kind === kind);
      });
      return { items, nextCursor: null };
    },
    'silences.get': ({ params: { owner, id } }) => find(world, io, owner, id),
    'silences.muted': ({ params: { owner } }) => {
      const active = ofOwner(world, io, owner).filter(({ state }) => state === 'active');
      const items = openOf(world, owner).flatMap((incident) => {
        const silences = active
          .filter((one) => matches(one.matchers, incident) && isIn(one.places, incident))
          .map(({ id, kind, reason, endsAt }) => ({ id, kind, reason, endsAt }));
        return silences.length === 0 ? [] : [{ incidentId: incident.id, silences }];
      });
      return { items };
    },
    'silences.history': ({ params: { owner, id } }) => {
      const { createdAt, reason, matchers, schedule } = find(world, io, owner, id);
      const made = { revision: 1, kind: 'created', at: createdAt, author: 'ann' } as const;
      return { items: [{ ...made, reason, matchers, schedule }] };
    },
    'silences.preview': ({ params: { owner }, body }) => {
      const open = openOf(world, owner);
      const muted = open.filter((incident) => matches(body.matchers, incident));
      const titles = [...new Set(muted.map(({ title }) => title))];
      const { startsAt = new Date(io.now()).toISOString(), endsAt } = body.schedule;
      return {
        incidents: muted.length,
        ofIncidents: open.length,
        rules: titles.length,
        ofRules: new Set(open.map(({ title }) => title)).size,
        broad: isBroad(body.matchers) ? ['everything'] : [],
        places: [body.scope],
        mutedIncidents: muted.map(({ id, title, severity, labels, startedAt }) => ({
          id,
          title,
          severity,
          labels,
          startedAt,
        })),
        mutedRules: titles.map((title) => ({ ruleId: null, title, muted: 1, alerts: 1 })),
        spans: [{ startsAt, endsAt }],
      };
    },
  } satisfies Partial<Handlers>;
}

function makers(world: World, io: MockIo) {
  const add = (owner: string, made: Made) => {
    const silence = silenceOf(world, owner, made, io.now());
    world.silences.set(silence.id, silence);
    return standing(silence, io.now());
  };
  return {
    'silences.create': ({ params: { owner }, body }) => {
      refuseBroad(body);
      const { scope, kind, reason, matchers, schedule, ruleId = null, incidentId = null } = body;
      return add(owner, { kind, reason, matchers, schedule, ruleId, incidentId, places: [scope] });
    },
    'silences.blacklist': ({ params: { owner }, body: { incidentId, endsAt, reason } }) => {
      const incident = world.incidents.get(incidentId);
      if (incident?.owner !== owner) throw new MockFault(404, 'not_found', 'no such incident');
      return add(owner, ofAlert(incident, 'blacklist', reason ?? incident.title, endsAt));
    },
    'silences.createForAlerts': ({ params: { owner }, body: { ids, kind, reason, endsAt } }) => ({
      items: ids.map((id) => {
        const incident = world.incidents.get(id);
        if (incident?.owner !== owner) return { id, outcome: 'not_found' as const };
        if (incident.status === 'resolved') return { id, outcome: 'incident_over' as const };
        add(owner, ofAlert(incident, kind, reason, endsAt));
        return { id, outcome: 'done' as const };
      }),
    }),
  } satisfies Partial<Handlers>;
}

function changers(world: World, io: MockIo) {
  const put = (next: Silence) => {
    const stored = { ...next, revision: next.revision + 1 };
    world.silences.set(stored.id, stored);
    return standing(stored, io.now());
  };
  return {
    'silences.update': ({ params: { owner, id }, body, revision }) => {
      refuseBroad(body);
      const silence = find(world, io, owner, id);
      if (revision !== silence.revision) {
        throw new MockFault(412, 'precondition_failed', 'it was changed since it was read');
      }
      const { reason, matchers, schedule } = body;
      return put({ ...silence, reason, matchers, schedule });
    },
    'silences.expire': ({ params: { owner, id } }) => {
      const silence = find(world, io, owner, id);
      const endsAt = new Date(io.now()).toISOString();
      return put({ ...silence, schedule: { ...silence.schedule, endsAt } });
    },
    'silences.delete': ({ params: { owner, id } }) => {
      world.silences.delete(find(world, io, owner, id).id);
      return null;
    },
  } satisfies Partial<Handlers>;
}

/** By its exact labels. */
function ofAlert(
  { labels }: Incident,
  kind: 'silence' | 'blacklist',
  reason: string,
  endsAt: string | null,
): Made {
  const matchers = Object.entries(labels).map(
    ([name, value]) => ({ name, operator: '=', value }) as const,
  );
  return { kind, reason, matchers, schedule: { kind: 'once', endsAt } };
}

type Made = Partial<Silence> & Pick<Silence, 'schedule' | 'reason'>;

function silenceOf(world: World, owner: string, made: Made, nowMs: number): Silence {
  const at = new Date(nowMs).toISOString();
  return {
    id: nextId(world),
    owner,
    kind: 'silence',
    state: 'active',
    places: [owner],
    createdBy: 'ann',
    matchers: [],
    ruleId: null,
    incidentId: null,
    startsAt: at,
    endsAt: null,
    revision: 1,
    createdAt: at,
    updatedAt: at,
    updatedBy: 'ann',
    ...made,
    schedule: { startsAt: at, ...made.schedule },
  };
}

/** When it counts; of a recurring one every hour is one of its own here. */
function standing(silence: Silence, nowMs: number): Silence {
  const { startsAt = silence.createdAt, endsAt } = silence.schedule;
  const isOver = endsAt !== null && Date.parse(endsAt) <= nowMs;
  const state = isOver ? 'expired' : Date.parse(startsAt) > nowMs ? 'pending' : 'active';
  return { ...silence, state, startsAt, endsAt };
}

function isBroad(matchers: readonly SilenceMatcher[]): boolean {
  return matchers.every(({ operator, value }) => operator === '=~' && /^\.[+*]$/.test(value));
}

function matches(matchers: readonly SilenceMatcher[], incident: Incident): boolean {
  const { labels, severity, title } = incident;
  const known = new Map([
    ...Object.entries({ alertname: title, ...labels }),
    ['severity', severity],
  ]);
  return matchers.every(({ name, operator, value }) => {
    const text = known.get(name) ?? '';
    const isSame = operator.endsWith('~')
      ? new RegExp(`^(?:${value})$`).test(text)
      : text === value;
    return operator.startsWith('!') ? !isSame : isSame;
  });
}

function isIn(places: readonly string[], { owner, project, environment }: Incident): boolean {
  const path = [owner, project, environment].filter((part) => part !== null).join('.');
  return places.some((place) => path === place || path.startsWith(`${place}.`));
}

/** One of each kind, one that recurs, one that is over; of the other tenant one. */
export function seedSilences(world: World, nowMs: number): void {
  const hours = (count: number) => new Date(nowMs + count * 3_600_000).toISOString();
  const once = (from: number, until: number) =>
    ({ kind: 'once', startsAt: hours(from), endsAt: hours(until) }) as const;
  const match = (name: string, value: string) => [{ name, operator: '=', value } as const];
  const seeds: readonly Made[] = [
    {
      reason: 'Disk is being replaced, ticket OPS-812',
      matchers: match('alertname', 'Disk almost full'),
      schedule: once(-1, 5),
      places: ['acme.shop.prod'],
    },
    {
      reason: 'Known noise',
      kind: 'blacklist',
      matchers: match('job', 'batch'),
      schedule: { kind: 'once', endsAt: null },
    },
    {
      reason: 'Database upgrade',
      kind: 'maintenance',
      schedule: once(24, 28),
      places: ['acme.payments'],
    },
    {
      reason: 'Nightly backup slows everything down',
      matchers: [{ name: 'job', operator: '=~', value: 'checkout|backup' }],
      schedule: {
        kind: 'recurring',
        cron: '30 1 * * 1,5',
        zone: 'Europe/Berlin',
        duration: '90m',
        startsAt: hours(12),
        endsAt: null,
      },
    },
    { reason: 'Release 4.2', matchers: match('job', 'web'), schedule: once(-30, -28) },
  ];
  for (const seed of seeds) {
    const silence = silenceOf(world, 'acme', seed, nowMs - 3_600_000);
    world.silences.set(silence.id, silence);
  }
  const other = silenceOf(world, 'globex', { reason: 'Lab is off', schedule: once(-1, 9) }, nowMs);
  world.silences.set(other.id, { ...other, matchers: match('job', 'lab'), endsAt: FAR });
}
