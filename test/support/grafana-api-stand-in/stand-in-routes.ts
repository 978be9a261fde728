import type { KeptOrganisation, KeptSource, StandInState } from './stand-in-state.ts';

/** A request, as the routes see it. */
export interface StandInCall {
  readonly method: string;
  /** Parts of the path behind `/api/`, decoded. */
  readonly parts: readonly string[];
  readonly query: URLSearchParams;
  readonly body: Record<string, unknown>;
  /** In which organisation it acts. */
  readonly organisation: KeptOrganisation | undefined;
}

export interface StandInAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

const answer = (status: number, body: unknown): StandInAnswer => ({ status, body });
const said = (status: number, message: string, more = {}) => answer(status, { message, ...more });

/** Who answers for a data source: a request to its address with its token. */
export type AskSource = (
  source: KeptSource,
  path: string,
) => Promise<{ status: number; text: string; headers: Readonly<Record<string, string>> }>;

/**
 * The part of Grafana's admin API that `dashboards/grafana/client` uses, with its statuses: 404 for what
 * is not there, 409 and 412 for names and versions, 400 for what is provisioned.
 */
export async function route(
  state: StandInState,
  admin: string,
  call: StandInCall,
  ask: AskSource,
): Promise<StandInAnswer> {
  const [area = ''] = call.parts;
  if (area === 'health') return answer(200, { commit: 'x', database: 'ok', version: '12.1.0' });
  if (area === 'orgs') return organisations(state, admin, call);
  const { organisation } = call;
  if (organisation === undefined) return said(401, 'Organization not found');
  if (area === 'datasources') return dataSources(state, organisation, call, ask);
  if (area === 'folders') return folders(organisation, call);
  if (area === 'search') return search(organisation, call);
  if (area === 'dashboards') return dashboards(state, admin, organisation, call);
  return said(404, 'Not found');
}

function organisations(state: StandInState, admin: string, call: StandInCall): StandInAnswer {
  const { method, parts, body } = call;
  const [, id = '', users, user] = parts;
  if (id === '' && method === 'POST') {
    const name = String(body.name);
    if (state.named(name)) return said(409, 'Organization name taken');
    return answer(200, { orgId: state.make(name, admin).id, message: 'Organization created' });
  }
  const found = id === 'name' ? state.named(parts[2] ?? '') : state.organisations.get(Number(id));
  if (found === undefined) return said(404, 'Organization not found');
  if (id === 'name' || (users === undefined && method === 'GET')) {
    return answer(200, { id: found.id, name: found.name, address: {} });
  }
  if (users === undefined && method === 'DELETE') {
    state.organisations.delete(found.id);
    return said(200, 'Organization deleted');
  }
  if (users === 'users' && user === undefined) return organisationUsers(state, found, call);
  const member = found.users.get(Number(user));
  if (users === 'users' && method === 'PATCH') {
    if (member === undefined) return said(404, 'not found');
    member.role = String(body.role);
    return said(200, 'Organization user updated');
  }
  if (users === 'users' && method === 'DELETE') {
    return found.users.delete(Number(user)) ? said(200, 'User removed') : said(404, 'not found');
  }
  return said(404, 'Not found');
}

function organisationUsers(
  state: StandInState,
  found: KeptOrganisation,
  { method, body }: StandInCall,
): StandInAnswer {
  if (method === 'GET') {
    const list = [...found.users].map(([userId, { login, role }]) => ({
      ...{ orgId: found.id, userId, login, role, email: `${login}@localhost` },
    }));
    return answer(200, list);
  }
  const login = String(body.loginOrEmail);
  const id = state.users.get(login);
  if (id === undefined) return said(404, 'User not found');
  if (found.users.has(id)) return said(409, 'User is already member of this organization');
  found.users.set(id, { login, role: String(body.role) });
  return answer(200, { message: 'User added to organization', userId: id });
}

async function dataSources(
  state: StandInState,
  organisation: KeptOrganisation,
  call: StandInCall,
  ask: AskSource,
): Promise<StandInAnswer> {
  const { method, parts, body } = call;
  const [, by, ...rest] = parts;
  if (by === undefined && method === 'GET') {
    return answer(200, [...organisation.sources.values()].map(shownSource));
  }
  if (by === undefined) return makeSource(state, organisation, body);
  const uid = by === 'proxy' ? rest[1] : rest[0];
  const source = organisation.sources.get(uid ?? '');
  if (source === undefined) return said(404, 'Data source not found');
  if (by === 'proxy') {
    const { status, text, headers } = await ask(source, `/${rest.slice(2).join('/')}`);
    return { status, body: safeJson(text), headers };
  }
  if (rest[1] === 'health') return health(source, ask);
  if (method === 'GET') return answer(200, shownSource(source));
  if (source.isReadOnly) return said(403, 'Cannot update read-only data source');
  if (method === 'DELETE') {
    organisation.sources.delete(source.uid);
    return said(200, 'Data source deleted');
  }
  const { secureJsonData, ...fields } = body;
  source.fields = fields;
  source.secrets = { ...source.secrets, ...Object(secureJsonData) };
  source.version += 1;
  onlyDefault(organisation, source);
  return answer(200, { datasource: shownSource(source), message: 'Datasource updated' });
}

function makeSource(
  state: StandInState,
  organisation: KeptOrganisation,
  body: Record<string, unknown>,
): StandInAnswer {
  const all = [...organisation.sources.values()];
  if (all.some(({ fields, uid }) => fields.name === body.name || uid === body.uid)) {
    return said(409, 'data source with the same name already exists');
  }
  const { secureJsonData, ...fields } = body;
  const source: KeptSource = {
    ...{ uid: String(body.uid), id: state.next(), fields, isReadOnly: false, version: 1 },
    secrets: { ...Object(secureJsonData) },
  };
  organisation.sources.set(source.uid, source);
  onlyDefault(organisation, source);
  return answer(200, { datasource: shownSource(source), message: 'Datasource added' });
}

/** An organisation has one default: who becomes it takes it from the other. */
function onlyDefault({ sources }: KeptOrganisation, latest: KeptSource): void {
  if (latest.fields.isDefault !== true) return;
  for (const one of sources.values()) {
    if (one !== latest) one.fields = { ...one.fields, isDefault: false };
  }
}

function shownSource({ uid, id, fields, secrets, isReadOnly, version }: KeptSource) {
  const secureJsonFields = Object.fromEntries(Object.keys(secrets).map((name) => [name, true]));
  return { ...fields, uid, id, version, readOnly: isReadOnly, secureJsonFields };
}

async function health(source: KeptSource, ask: AskSource): Promise<StandInAnswer> {
  const path =
    source.fields.type === 'loki'
      ? '/loki/api/v1/query?query=vector(1)%2Bvector(1)&time=4000000000'
      : '/api/v1/query?query=1%2B1&time=4';
  const { status, text } = await ask(source, path);
  if (status === 200) return answer(200, { status: 'OK', message: 'Successfully queried.' });
  return answer(400, { status: 'ERROR', message: `${status}: ${text.slice(0, 200)}` });
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function folders(organisation: KeptOrganisation, call: StandInCall): StandInAnswer {
  const { method, parts, body } = call;
  const [, uid, permissions] = parts;
  if (uid === undefined && method === 'POST') {
    const made = String(body.uid);
    const parentUid = String(body.parentUid ?? '');
    if (organisation.folders.has(made)) {
      return said(412, 'the folder has been changed by someone else', {
        status: 'version-mismatch',
      });
    }
    if (parentUid !== '' && !organisation.folders.has(parentUid)) return said(404, 'no parent');
    const folder = { uid: made, title: String(body.title), parentUid, permissions: null };
    organisation.folders.set(made, folder);
    return answer(200, { ...folder, version: 1 });
  }
  const folder = organisation.folders.get(uid ?? '');
  if (folder === undefined) return said(404, 'folder not found');
  if (permissions === 'permissions' && method === 'GET') {
    const items: unknown[] = Array.isArray(folder.permissions) ? folder.permissions : [];
    return answer(200, items);
  }
  if (permissions === 'permissions') {
    folder.permissions = body.items;
    return said(200, 'Folder permissions updated');
  }
  if (method !== 'DELETE') return answer(200, folder);
  removeFolder(organisation, folder.uid);
  return said(200, 'Folder deleted');
}

function removeFolder(organisation: KeptOrganisation, uid: string): void {
  organisation.folders.delete(uid);
  for (const one of [...organisation.folders.values()]) {
    if (one.parentUid === uid) removeFolder(organisation, one.uid);
  }
  for (const one of [...organisation.dashboards.values()]) {
    if (one.folderUid === uid) organisation.dashboards.delete(one.uid);
  }
}

function search(organisation: KeptOrganisation, { query }: StandInCall): StandInAnswer {
  const limit = Number(query.get('limit') ?? 1_000);
  const from = (Number(query.get('page') ?? 1) - 1) * limit;
  const found =
    query.get('type') === 'dash-folder'
      ? [...organisation.folders.values()].map(({ uid, title, parentUid }) => ({
          ...{ uid, title, type: 'dash-folder', tags: [] },
          ...(parentUid === '' ? {} : { folderUid: parentUid }),
        }))
      : [...organisation.dashboards.values()].map(({ uid, json, folderUid }) => ({
          ...{ uid, title: String(json.title), type: 'dash-db', tags: [] },
          ...(folderUid === '' ? {} : { folderUid }),
        }));
  return answer(200, found.slice(from, from + limit));
}

function dashboards(
  state: StandInState,
  admin: string,
  organisation: KeptOrganisation,
  call: StandInCall,
): StandInAnswer {
  const { method, parts, body } = call;
  const [, by, uid = ''] = parts;
  if (by === 'db' && method === 'POST') return saveDashboard(state, admin, organisation, body);
  const found = organisation.dashboards.get(uid);
  if (by !== 'uid' || found === undefined) return said(404, 'Dashboard not found');
  if (method === 'DELETE') {
    organisation.dashboards.delete(uid);
    return answer(200, {
      title: found.json.title,
      message: 'Dashboard deleted',
      id: found.json.id,
    });
  }
  const { version, folderUid, isProvisioned, by: updatedBy } = found;
  return answer(200, {
    meta: { version, folderUid, provisioned: isProvisioned, updatedBy, type: 'db' },
    dashboard: found.json,
  });
}

function saveDashboard(
  state: StandInState,
  admin: string,
  organisation: KeptOrganisation,
  { dashboard, folderUid = '', message = '', overwrite }: Record<string, unknown>,
): StandInAnswer {
  const json: Record<string, unknown> = { ...Object(dashboard) };
  if (typeof json.title !== 'string' || json.title === '') {
    return said(400, 'Dashboard title cannot be empty');
  }
  const folder = String(folderUid);
  if (folder !== '' && !organisation.folders.has(folder)) return said(400, 'folder not found');
  const before = organisation.dashboards.get(String(json.uid));
  if (before?.isProvisioned) return said(400, 'Cannot save provisioned dashboard');
  if (before && overwrite !== true && before.version !== json.version) {
    return said(412, 'The dashboard has been changed by someone else', {
      status: 'version-mismatch',
    });
  }
  const given = { json, folderUid: folder, message: String(message), by: admin };
  const { uid, version } = state.save(organisation, given);
  return answer(200, { id: json.id, uid, url: `/d/${uid}`, status: 'success', version });
}
