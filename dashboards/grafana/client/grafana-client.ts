import { Type } from 'typebox';
import { REASON_HEADER } from '../../../platform/errors/app-error.ts';
import {
  DashboardAnswer,
  DataSourceAnswer,
  FolderAnswer,
  FolderPermission,
  Health,
  MadeOrganisation,
  OrganisationAnswer,
  OrganisationUser,
  reader,
  SavedDashboard,
  SearchHit,
} from './grafana-answers.ts';
import type { GrafanaExchange } from './grafana-exchange.ts';

/** A data source as it is written; secrets go in and never come out. */
export interface DataSourceBody {
  readonly uid: string;
  readonly name: string;
  readonly type: string;
  readonly url: string;
  readonly access: 'proxy';
  readonly isDefault: boolean;
  readonly jsonData: Readonly<Record<string, unknown>>;
  readonly secureJsonData: Readonly<Record<string, string>>;
}

/** A dashboard as it is written. */
export interface DashboardBody {
  /** With our `uid`, and as `version` the one it follows. */
  readonly dashboard: Readonly<Record<string, unknown>>;
  /** Empty: at the top. */
  readonly folderUid: string;
  readonly message: string;
  readonly overwrite: boolean;
}

/** What a data source answers through Grafana. */
export interface SourceAnswer {
  readonly status: number;
  /** `REASON_HEADER` of our own refusal, which Grafana passes on; null: it is none of ours. */
  readonly reason: string | null;
  readonly text: string;
}

export type OrganisationRole = 'Viewer' | 'Editor' | 'Admin';

const PAGE = 1_000;
/** 100,000 hits: more is no answer to one question. */
const MAX_PAGES = 100;

const part = encodeURIComponent;

const readers = {
  health: reader(Health),
  organisation: reader(OrganisationAnswer),
  madeOrganisation: reader(MadeOrganisation),
  users: reader(Type.Array(OrganisationUser)),
  dataSources: reader(Type.Array(DataSourceAnswer)),
  folder: reader(FolderAnswer),
  permissions: reader(Type.Array(FolderPermission)),
  hits: reader(Type.Array(SearchHit)),
  saved: reader(SavedDashboard),
  dashboard: reader(DashboardAnswer),
} as const;

/**
 * What we use of Grafana's HTTP API. Every call throws as `GrafanaExchange.send`; what is not there
 * is null, and what is to be gone may be gone already.
 */
export class GrafanaClient {
  readonly #exchange: GrafanaExchange;

  constructor(exchange: GrafanaExchange) {
    this.#exchange = exchange;
  }

  /** Its version, e.g. `12.1.0`; empty where it hides it. */
  async version(signal: AbortSignal): Promise<string> {
    const attempt = 'say how it is';
    const path = '/api/health';
    const { body } = await this.#exchange.send({ method: 'GET', path, attempt, signal });
    return readers.health(body, attempt).version;
  }

  async organisationNamed(name: string, signal: AbortSignal): Promise<OrganisationAnswer | null> {
    return this.#organisation(`/api/orgs/name/${part(name)}`, signal);
  }

  async organisation(id: number, signal: AbortSignal): Promise<OrganisationAnswer | null> {
    return this.#organisation(`/api/orgs/${id}`, signal);
  }

  /** @returns its id. @throws AppError `conflict` when there is one of this name. */
  async makeOrganisation(name: string, signal: AbortSignal): Promise<number> {
    const attempt = `make the organisation ${name}`;
    const request = { method: 'POST', path: '/api/orgs', attempt, body: { name }, signal } as const;
    const { body } = await this.#exchange.send(request);
    return readers.madeOrganisation(body, attempt).orgId;
  }

  async removeOrganisation(id: number, signal: AbortSignal): Promise<void> {
    await this.#exchange.send({
      method: 'DELETE',
      path: `/api/orgs/${id}`,
      attempt: `remove the organisation ${id}`,
      accept: [404],
      signal,
    });
  }

  async users(organisation: number, signal: AbortSignal): Promise<readonly OrganisationUser[]> {
    const attempt = `list the users of the organisation ${organisation}`;
    const path = `/api/orgs/${organisation}/users`;
    const { body } = await this.#exchange.send({ method: 'GET', path, attempt, signal });
    return readers.users(body, attempt);
  }

  /** Being one already is well. */
  async addUser(
    organisation: number,
    user: { readonly login: string; readonly role: OrganisationRole },
    signal: AbortSignal,
  ): Promise<void> {
    await this.#exchange.send({
      method: 'POST',
      path: `/api/orgs/${organisation}/users`,
      attempt: `add ${user.login} to the organisation ${organisation}`,
      body: { loginOrEmail: user.login, role: user.role },
      accept: [409],
      signal,
    });
  }

  async setRole(
    organisation: number,
    user: { readonly userId: number; readonly role: OrganisationRole },
    signal: AbortSignal,
  ): Promise<void> {
    await this.#exchange.send({
      method: 'PATCH',
      path: `/api/orgs/${organisation}/users/${user.userId}`,
      attempt: `change a role in the organisation ${organisation}`,
      body: { role: user.role },
      accept: [404],
      signal,
    });
  }

  async removeUser(organisation: number, user: number, signal: AbortSignal): Promise<void> {
    await this.#exchange.send({
      method: 'DELETE',
      path: `/api/orgs/${organisation}/users/${user}`,
      attempt: `remove a user from the organisation ${organisation}`,
      accept: [404],
      signal,
    });
  }

  async dataSources(
    organisation: number,
    signal: AbortSignal,
  ): Promise<readonly DataSourceAnswer[]> {
    const attempt = 'list the data sources';
    const path = '/api/datasources';
    const { body } = await this.#exchange.send({
      method: 'GET',
      path,
      attempt,
      organisation,
      signal,
    });
    return readers.dataSources(body, attempt);
  }

  async makeDataSource(
    organisation: number,
    body: DataSourceBody,
    signal: AbortSignal,
  ): Promise<void> {
    const attempt = `make the data source ${body.name}`;
    await this.#exchange.send({
      method: 'POST',
      path: '/api/datasources',
      attempt,
      organisation,
      body,
      signal,
    });
  }

  async replaceDataSource(
    organisation: number,
    body: DataSourceBody,
    signal: AbortSignal,
  ): Promise<void> {
    const attempt = `change the data source ${body.name}`;
    const path = `/api/datasources/uid/${part(body.uid)}`;
    await this.#exchange.send({ method: 'PUT', path, attempt, organisation, body, signal });
  }

  async removeDataSource(organisation: number, uid: string, signal: AbortSignal): Promise<void> {
    await this.#exchange.send({
      method: 'DELETE',
      path: `/api/datasources/uid/${part(uid)}`,
      attempt: `remove the data source ${uid}`,
      accept: [404],
      organisation,
      signal,
    });
  }

  /**
   * What comes back when a data source is asked through Grafana, with what it holds: the status, our own
   * reason where we refuse, and the first of its text. Grafana's own checks tell less, and it has none of an Alertmanager.
   * @param path below the address of the data source, with its query
   */
  async askDataSource(
    organisation: number,
    uid: string,
    path: string,
    signal: AbortSignal,
  ): Promise<SourceAnswer> {
    const { status, headers, body } = await this.#exchange.send({
      method: 'GET',
      path: `/api/datasources/proxy/uid/${part(uid)}${path}`,
      attempt: 'ask a data source',
      accept: [400, 401, 403, 404, 422, 429, 500, 502, 503, 504],
      isAnyText: true,
      organisation,
      signal,
    });
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return { status, reason: headers[REASON_HEADER] ?? null, text: text.slice(0, 2_000) };
  }

  /** @throws AppError `conflict`, `precondition_failed` when there is one of this uid or title. */
  async makeFolder(
    organisation: number,
    folder: { readonly uid: string; readonly title: string; readonly parentUid: string },
    signal: AbortSignal,
  ): Promise<void> {
    const { parentUid, ...named } = folder;
    await this.#exchange.send({
      method: 'POST',
      path: '/api/folders',
      attempt: `make the folder ${folder.title}`,
      body: parentUid === '' ? named : folder,
      organisation,
      signal,
    });
  }

  /** With all that is in it. */
  async removeFolder(organisation: number, uid: string, signal: AbortSignal): Promise<void> {
    await this.#exchange.send({
      method: 'DELETE',
      path: `/api/folders/${part(uid)}?forceDeleteRules=true`,
      attempt: `remove the folder ${uid}`,
      accept: [404],
      organisation,
      signal,
    });
  }

  /** Who may use a folder by an entry of its own; what administrators may is not among it. */
  async folderPermissions(
    organisation: number,
    uid: string,
    signal: AbortSignal,
  ): Promise<readonly FolderPermission[]> {
    const attempt = `read who may use the folder ${uid}`;
    const path = `/api/folders/${part(uid)}/permissions`;
    const request = { method: 'GET', path, attempt, organisation, signal } as const;
    const { body } = await this.#exchange.send(request);
    const all = readers.permissions(body, attempt);
    return all.filter(({ inherited, role }) => !inherited && role !== 'Admin');
  }

  /** Who may use a folder; nobody else does, but administrators. */
  async permitFolder(
    organisation: number,
    uid: string,
    users: readonly { readonly userId: number; readonly permission: 1 | 2 }[],
    signal: AbortSignal,
  ): Promise<void> {
    await this.#exchange.send({
      method: 'POST',
      path: `/api/folders/${part(uid)}/permissions`,
      attempt: `say who may use the folder ${uid}`,
      body: { items: users },
      organisation,
      signal,
    });
  }

  /** All folders (`dash-folder`) and dashboards (`dash-db`) of the organisation. */
  async search(
    organisation: number,
    type: 'dash-folder' | 'dash-db',
    signal: AbortSignal,
  ): Promise<readonly SearchHit[]> {
    const attempt = type === 'dash-db' ? 'list the dashboards' : 'list the folders';
    const hits: SearchHit[] = [];
    for (let page = 1; page <= MAX_PAGES; page++) {
      const path = `/api/search?type=${type}&limit=${PAGE}&page=${page}`;
      const { body } = await this.#exchange.send({
        method: 'GET',
        path,
        attempt,
        organisation,
        signal,
      });
      const found = readers.hits(body, attempt);
      hits.push(...found.filter((hit) => hit.type === type));
      if (found.length < PAGE) break;
    }
    return hits;
  }

  async dashboard(
    organisation: number,
    uid: string,
    signal: AbortSignal,
  ): Promise<DashboardAnswer | null> {
    const attempt = `read the dashboard ${uid}`;
    const path = `/api/dashboards/uid/${part(uid)}`;
    const { status, body } = await this.#exchange.send({
      method: 'GET',
      path,
      attempt,
      organisation,
      accept: [404],
      signal,
    });
    return status === 404 ? null : readers.dashboard(body, attempt);
  }

  /** @returns its version there. @throws AppError `precondition_failed` when it was changed there. */
  async saveDashboard(
    organisation: number,
    body: DashboardBody,
    signal: AbortSignal,
  ): Promise<number> {
    const attempt = `save the dashboard ${String(body.dashboard.uid)}`;
    const path = '/api/dashboards/db';
    const answer = await this.#exchange.send({
      method: 'POST',
      path,
      attempt,
      organisation,
      body,
      signal,
    });
    return readers.saved(answer.body, attempt).version;
  }

  async removeDashboard(organisation: number, uid: string, signal: AbortSignal): Promise<void> {
    await this.#exchange.send({
      method: 'DELETE',
      path: `/api/dashboards/uid/${part(uid)}`,
      attempt: `remove the dashboard ${uid}`,
      accept: [404],
      organisation,
      signal,
    });
  }

  async #organisation(path: string, signal: AbortSignal): Promise<OrganisationAnswer | null> {
    const attempt = 'find an organisation';
    const { status, body } = await this.#exchange.send({
      method: 'GET',
      path,
      attempt,
      accept: [404],
      signal,
    });
    return status === 404 ? null : readers.organisation(body, attempt);
  }
}
