import { expect } from 'vitest';
import type { Page } from '../../web/contract/common.ts';
import { incidentActEndpoints } from '../../web/contract/endpoints/incident-acts.ts';
import { incidentHistoryEndpoints } from '../../web/contract/endpoints/incident-history.ts';
import { incidentEndpoints } from '../../web/contract/endpoints/incidents.ts';
import { silenceEndpoints } from '../../web/contract/endpoints/silences.ts';
import { whyEndpoints } from '../../web/contract/endpoints/why.ts';
import type { Incident, Timeline } from '../../web/contract/incidents.ts';
import type { ApiTokenWithSecret } from '../../web/contract/tenancy.ts';
import { type ApiClient, tokenClient } from './api-client.ts';
import type { TocsinProcess } from './tocsin-process.ts';

/** What only acme's alert says. */
const WORD = 'told-to-nobody-else';
const UNKNOWN = '01J00000000000000000000000';
const MATCHERS = [{ name: 'pod', operator: '=', value: WORD }];
const SCHEDULE = { kind: 'once', startsAt: '2020-01-01T00:00:00Z', endsAt: '2090-01-01T00:00:00Z' };

/** Nothing that says more than that there is nothing for them, or that a revision is to be named. */
const REFUSED: ReadonlySet<number> = new Set([401, 403, 404, 412]);

/** Bodies that are right but for whose thing the path names. */
const BODIES: Readonly<Record<string, object>> = {
  'incidents.acknowledge': {},
  'incidents.unacknowledge': {},
  'incidents.assign': { assignee: null },
  'incidents.note': { text: 'x' },
  'incidents.resolve': { reason: 'x' },
  'silences.update': { kind: 'silence', reason: 'x', matchers: MATCHERS, schedule: SCHEDULE },
};

/** Every route that names an incident or a silence, as the contract has them. */
const ROUTES = Object.entries({
  ...incidentEndpoints,
  ...incidentActEndpoints,
  ...incidentHistoryEndpoints,
  ...silenceEndpoints,
  ...whyEndpoints,
}).flatMap(([name, { method, path }]) =>
  /\{owner\}\/(incidents|silences)\/\{id\}/.test(path) ? [{ name, method, path }] : [],
);

/**
 * Somebody of umbrella who knows ids of acme's incident, its delivery and its silence learns nothing by
 * them and changes nothing; nor does a token of acme's environment, stolen from its Secret, read anything.
 */
export async function expectOwnDecisions({
  service,
  acme,
  umbrella,
}: {
  readonly service: TocsinProcess;
  readonly acme: ApiClient;
  readonly umbrella: ApiClient;
}): Promise<void> {
  const made = await acme.post<ApiTokenWithSecret>('/api/v1/tenants/acme/tokens', {
    name: 'stolen',
    kind: 'environment-intake',
    node: 'acme.shop.prod',
    permissions: [],
    expiresAt: null,
  });
  const stolen = tokenClient(service.url, made.secret);
  const labels = { alertname: 'Victim', pod: WORD };
  await stolen.call('POST', '/intake/clusters/lab/api/v2/alerts', [{ labels }]);
  const list = '/api/v1/tenants/acme/incidents';
  const { items } = await acme.get<Page<Incident>>(list);
  const incident = items.find(({ title }) => title === 'Victim')?.id ?? '';
  const silence = await acme.call('POST', '/api/v1/tenants/acme/silences', {
    ...{ kind: 'silence', scope: 'acme', reason: WORD, matchers: MATCHERS, schedule: SCHEDULE },
  });
  expect(silence.status).toBe(201);
  const { id: silenceId } = silence.body as { readonly id: string };
  const before = await stateOf(acme, incident, silenceId);
  const [delivery] = before.deliveries;
  expect([incident.length, delivery?.id.length]).toEqual([26, 26]);
  expect(ROUTES.length).toBeGreaterThan(12);
  for (const id of [incident, silenceId, delivery?.id ?? '']) {
    await attack(umbrella, stolen, id);
  }
  const all = [incident, silenceId];
  const bulk = '/api/v1/tenants/umbrella/incidents/acknowledge';
  expect((await umbrella.call('POST', bulk, { ids: all })).body).toEqual({
    items: all.map((id) => ({ id, outcome: 'not_found' })),
  });
  const several = '/api/v1/tenants/umbrella/silences/alerts';
  const how = { kind: 'blacklist', reason: 'x', endsAt: null };
  expect((await umbrella.call('POST', several, { ids: all, ...how })).body).toEqual({
    items: all.map((id) => ({ id, outcome: 'not_found' })),
  });
  const theirs = '/api/v1/tenants/acme/silences/alerts';
  for (const client of [umbrella, stolen]) {
    const { status } = await client.call('POST', theirs, { ids: all, ...how });
    expect(REFUSED.has(status)).toBe(true);
  }
  expect(await stateOf(acme, incident, silenceId)).toEqual(before);
}

async function attack(umbrella: ApiClient, stolen: ApiClient, id: string): Promise<void> {
  const known = new Set([id, UNKNOWN]);
  for (const { name, method, path } of ROUTES) {
    const ask = async (client: ApiClient, owner: string, asked: string) => {
      const at = path.replace('{owner}', owner).replace('{id}', asked);
      const { status, body } = await client.call(method, at, BODIES[name]);
      const text = JSON.stringify(body).replace(/"requestId":"[\w-]+"/, '');
      for (const one of known) expect(text.replaceAll(one, 'ID')).not.toContain(WORD);
      return { name, status, text: text.replaceAll(asked, 'ID') };
    };
    const own = await ask(umbrella, 'umbrella', id);
    expect(own).toEqual(await ask(umbrella, 'umbrella', UNKNOWN));
    expect([name, own.status, REFUSED.has(own.status)]).toEqual([name, own.status, true]);
    for (const client of [umbrella, stolen]) {
      const { status } = await ask(client, 'acme', id);
      expect([name, status, REFUSED.has(status)]).toEqual([name, status, true]);
    }
  }
}

async function stateOf(acme: ApiClient, incident: string, silence: string) {
  const base = '/api/v1/tenants/acme';
  const { items: deliveries } = await acme.get<{ items: readonly { readonly id: string }[] }>(
    `${base}/incidents/${incident}/deliveries`,
  );
  const detail = await acme.get<Timeline>(`${base}/incidents/${incident}`);
  return {
    // Its attempts go on meanwhile, and write their own lines of the timeline.
    deliveries: deliveries.map(({ id }) => ({ id })),
    incident: { ...detail.incident, lastEvent: null },
    events: detail.events.filter(({ kind }) => !kind.startsWith('delivery_')),
    silence: await acme.get(`${base}/silences/${silence}`),
  };
}
