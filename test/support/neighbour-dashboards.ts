import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { BoardMetrics } from '../../web/contract/board-metrics.ts';
import type { Page } from '../../web/contract/common.ts';
import type {
  Dashboard,
  DashboardImportItem,
  DashboardSummary,
} from '../../web/contract/dashboards.ts';
import { dashboardEndpoints } from '../../web/contract/endpoints/dashboards.ts';
import type { ApiTokenWithSecret } from '../../web/contract/tenancy.ts';
import { type ApiClient, tokenClient } from './api-client.ts';
import { tellImport } from './import-report.ts';
import { inRepository } from './repository.ts';
import type { TocsinProcess } from './tocsin-process.ts';

const ACME = '/api/v1/tenants/acme/dashboards';
const CORPUS = inRepository('..', 'shared', 'corpora', 'dashboards');
/** What only acme's dashboard says. */
const WORD = 'drawn-for-nobody-else';
const UNKNOWN = '01J00000000000000000000000';

/** What no program that reads and writes JSON gives back as it was. */
const ODD =
  '\ufeff\r\n{ "uid" : "odd",\t"title":"\\u00e9\\ud83d\\ude00 é😀 \\/ ",\n\n "a":1e400,"b":9007199254740993,' +
  '"c":-0.0,"d":1.10,"e":1E+2,"a":{"__proto__":{"x":[ ]}},"constructor":{"prototype":1},"s":"\u2028\u0085",' +
  '"uid":"odd","panels":[]\n}\n\n ';

const boardOf = (uid: string, more: object = {}) =>
  JSON.stringify({ uid, title: WORD, panels: [], ...more });

/** Every file of the corpus, and one that is odd, go in together and come out byte for byte. */
export async function expectUnchanged(service: TocsinProcess, acme: ApiClient): Promise<number> {
  const names = existsSync(CORPUS)
    ? readdirSync(CORPUS).filter((name) => name.endsWith('.json'))
    : [];
  if (names.length === 0)
    process.stderr.write('skipped: no dashboards in ../shared/corpora/dashboards\n');
  const files = [
    ...names.map((name) => ({ path: `mixin/${name}`, written: readFileSync(`${CORPUS}/${name}`) })),
    { path: 'odd.json', written: Buffer.from(ODD) },
  ];
  const texts = files.map(({ path, written }) => ({ path, text: written.toString('utf8') }));
  const order = { scope: 'acme.shop', folder: 'Imported', files: texts, onConflict: 'refuse' };
  const dry = await importAll(acme, { ...order, dryRun: true });
  const items = await importAll(acme, { ...order, dryRun: false });
  expect(items.map(({ id: _, uid: __, ...item }) => item)).toEqual(
    dry.map(({ id: _, uid: __, ...item }) => item),
  );
  await tellImport(items, (id) => acme.get<Dashboard>(`${ACME}/${id}`));
  const byPath = new Map(items.map((item) => [item.path, item]));
  for (const { path, written } of files) {
    const { outcome, id, message } = byPath.get(path) ?? { outcome: 'lost' };
    expect([path, outcome, message]).toEqual([path, 'created', '']);
    const answer = await fetch(`${service.url}${ACME}/${id}/export`, { headers: acme.headers });
    expect(answer.headers.get('content-disposition')).toMatch(
      /^attachment; filename="[\w-]+\.json"$/,
    );
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect([path, bytes.equals(written)]).toEqual([path, true]);
  }
  const { id = '' } = await acme.get<Dashboard>(`${ACME}/by-uid/odd`);
  await expectKeptUnchanged(acme, id);
  return files.length;
}

async function importAll(acme: ApiClient, order: object): Promise<readonly DashboardImportItem[]> {
  return (await acme.post<{ items: DashboardImportItem[] }>(`${ACME}/import`, order)).items;
}

/** Also behind another version, a deletion and two megabytes. */
async function expectKeptUnchanged(acme: ApiClient, id: string): Promise<void> {
  const large = boardOf('odd', { pad: '"'.repeat(900_000) });
  const input = { scope: 'acme.shop', folder: '', source: large };
  const changed = await acme.put<Dashboard>(`${ACME}/${id}`, input, 1);
  expect([changed.revision, changed.source === large]).toEqual([2, true]);
  expect((await acme.call('PUT', `${ACME}/${id}`, input)).status).toBe(412);
  await acme.delete(`${ACME}/${id}`);
  expect((await acme.call('GET', `${ACME}/${id}`)).status).toBe(404);
  const { items } = await acme.get<Page<DashboardSummary>>(`${ACME}?state=deleted`);
  expect(items.map(({ uid }) => uid)).toEqual(['odd']);
  const back = await acme.post<Dashboard>(`${ACME}/${id}/restore`, { revision: 1 });
  expect([back.source, back.revision]).toEqual([ODD, 4]);
  const tooLarge = { ...input, source: boardOf('large', { pad: 'x'.repeat(2_000_000) }) };
  expect((await acme.call('POST', ACME, tooLarge)).status).toBe(400);
  const half = { ...input, source: boardOf('half').replace(WORD, '\ud800') };
  expect((await acme.call('POST', ACME, half)).status).toBe(400);
}

/** Bodies that are right but for whose dashboard the path names. */
const BODIES: Readonly<Record<string, object>> = {
  'dashboards.update': { scope: 'umbrella', folder: '', source: boardOf('x') },
  'dashboards.restore': { revision: 1 },
};

/** Every route that names a dashboard, as the contract has them. */
const ROUTES = Object.entries(dashboardEndpoints).flatMap(([name, { method, path }]) =>
  /\{(id|uid)\}/.test(path) ? [{ name, method, path }] : [],
);

interface Neighbours {
  readonly service: TocsinProcess;
  readonly root: ApiClient;
  readonly acme: ApiClient;
  readonly umbrella: ApiClient;
  /** Reads in `acme.shop.prod` alone. */
  readonly viewer: ApiClient;
}

/**
 * Who knows id and uid of a dashboard that is not for them learns nothing by them and changes nothing;
 * uids of one tenant are free for the other.
 */
export async function expectOwnDashboards(world: Neighbours): Promise<void> {
  const { service, root, acme, umbrella, viewer } = world;
  await acme.post('/api/v1/tenants/acme/projects', { id: 'secret', title: '' });
  const hidden = await acme.post<Dashboard>(ACME, inputOf('acme.secret', 'hidden'));
  const shown = await acme.post<Dashboard>(ACME, inputOf('acme.shop', 'shown'));
  const inEnvironment = await acme.post<Dashboard>(ACME, inputOf('acme.shop.prod', 'in-prod'));
  const platform = '/api/v1/tenants/_platform/dashboards';
  const ours = await root.post<Dashboard>(platform, inputOf('_platform', 'ours'));
  const before = await acme.get<Dashboard>(`${ACME}/${hidden.id}`);
  expect(ROUTES.length).toBeGreaterThan(7);
  await attack(umbrella, 'umbrella', hidden);
  await attack(acme, 'acme', ours);
  await attack(viewer, 'acme', hidden);
  const seen = (await viewer.get<Page<DashboardSummary>>(`${ACME}?limit=500`)).items;
  const uids = seen.map(({ uid }) => uid);
  expect(['hidden', 'shown', 'in-prod', 'ours'].map((uid) => uids.includes(uid))).toEqual([
    ...[false, true, true, false],
  ]);
  expect(seen.some(({ mayWrite }) => mayWrite)).toBe(false);
  const read = await viewer.get<{ items: BoardMetrics[] }>(`${ACME}/metrics`);
  expect(read.items.map(({ uid }) => uid)).toEqual(uids);
  for (const { id } of [shown, inEnvironment]) await expectReadOnly(viewer, id);
  const made = await acme.post<ApiTokenWithSecret>('/api/v1/tenants/acme/tokens', {
    ...{ name: 'blind', kind: 'scope', node: 'acme', expiresAt: null },
    permissions: ['metrics:read', 'rules:write'],
  });
  const blind = tokenClient(service.url, made.secret);
  for (const client of [umbrella, blind]) {
    for (const path of ['', '/metrics', `/${shown.id}`, `/${shown.id}/export`, '/by-uid/shown']) {
      expect((await client.call('GET', `${ACME}${path}`)).status).toBe(403);
    }
  }
  const theirs = '/api/v1/tenants/umbrella/dashboards';
  const same = await umbrella.post<Dashboard>(theirs, inputOf('umbrella', 'hidden'));
  expect(same.uid).toBe('hidden');
  for (const scope of ['acme', '_platform', 'umbrella.nothing', 'umbrella@lab', '..']) {
    const answer = await umbrella.call('POST', theirs, inputOf(scope, 'smuggled'));
    expect([scope, answer.status >= 400 && answer.status < 404]).toEqual([scope, true]);
  }
  expect(await acme.get<Dashboard>(`${ACME}/${hidden.id}`)).toEqual(before);
  expect((await acme.call('DELETE', '/api/v1/tenants/acme/projects/secret')).status).toBe(409);
}

function inputOf(scope: string, uid: string) {
  return { scope, folder: '', source: boardOf(uid) };
}

/** The answers are those for what nobody has. */
async function attack(client: ApiClient, owner: string, { id, uid }: Dashboard): Promise<void> {
  for (const { name, method, path } of ROUTES) {
    const ask = async (someId: string, someUid: string) => {
      const target = path
        .replace('{owner}', owner)
        .replace('{id}', someId)
        .replace('{uid}', someUid)
        .replace('{revision}', '1');
      const body = BODIES[name] && {
        ...BODIES[name],
        ...(name.endsWith('update') && placeOf(owner)),
      };
      const answer = await callWith(client, method, target, body);
      const text = JSON.stringify(answer.body);
      expect(text).not.toContain(WORD);
      const said = text.replaceAll(someId, 'ID').replaceAll(someUid, 'UID');
      return [answer.status, said.replace(/"requestId":"[\w-]+"/, '')];
    };
    const theirs = await ask(id, uid);
    expect([name, ...theirs]).toEqual([name, ...(await ask(UNKNOWN, 'no-such-uid'))]);
    expect([403, 404]).toContain(theirs[0]);
  }
  const copy = { from: { kind: 'dashboard', id }, scope: owner, folder: '', title: 'x' };
  const copied = await client.call('POST', `/api/v1/tenants/${owner}/dashboards/copy`, copy);
  expect([403, 404]).toContain(copied.status);
}

const placeOf = (owner: string) => ({ scope: owner });

/** With If-Match, so that nothing is refused for the lack of it. */
async function callWith(client: ApiClient, method: string, path: string, body?: object) {
  if (method !== 'PUT') return client.call(method, path, body);
  const thrown = await client.put(path, body, 1).then(
    () => new Error('PUT was taken: 200 {}'),
    (error: Error) => error,
  );
  const [, status = '0', said = ''] = /: (\d{3}) (\{.*)/s.exec(thrown.message) ?? [];
  return { status: Number(status), body: JSON.parse(said) as unknown };
}

async function expectReadOnly(viewer: ApiClient, id: string): Promise<void> {
  expect((await viewer.get<Dashboard>(`${ACME}/${id}`)).mayWrite).toBe(false);
  const input = inputOf('acme.shop.prod', 'mine');
  for (const [method, path, body] of [
    ['PUT', `/${id}`, input],
    ['DELETE', `/${id}`, undefined],
    ['POST', `/${id}/restore`, { revision: 1 }],
    ['POST', '', input],
    ['POST', '/import', { ...input, files: [{ path: 'a', text: '' }] }],
  ] as const) {
    expect((await callWith(viewer, method, `${ACME}${path}`, body)).status).toBe(403);
  }
}
