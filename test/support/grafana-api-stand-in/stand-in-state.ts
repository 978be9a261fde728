/** A dashboard with all versions it had. */
export interface KeptDashboard {
  readonly uid: string;
  folderUid: string;
  version: number;
  json: Record<string, unknown>;
  by: string;
  isProvisioned: boolean;
  readonly versions: {
    readonly version: number;
    readonly message: string;
    readonly json: unknown;
  }[];
}

export interface KeptSource {
  readonly uid: string;
  readonly id: number;
  fields: Record<string, unknown>;
  /** Never answered. */
  secrets: Record<string, string>;
  isReadOnly: boolean;
  version: number;
}

export interface KeptFolder {
  readonly uid: string;
  title: string;
  parentUid: string;
  permissions: unknown;
}

export interface KeptOrganisation {
  readonly id: number;
  name: string;
  readonly users: Map<number, { login: string; role: string }>;
  readonly sources: Map<string, KeptSource>;
  readonly folders: Map<string, KeptFolder>;
  readonly dashboards: Map<string, KeptDashboard>;
}

/** What a Grafana holds, in memory. */
export class StandInState {
  readonly organisations = new Map<number, KeptOrganisation>();
  readonly users = new Map<string, number>();
  #numbers = 0;

  constructor(admin: string) {
    this.userId(admin);
    this.make('Main Org.', admin);
  }

  next(): number {
    return ++this.#numbers;
  }

  /** Of a login; a new one when nobody has it. */
  userId(login: string): number {
    const known = this.users.get(login);
    if (known !== undefined) return known;
    const id = this.users.size + 1;
    this.users.set(login, id);
    return id;
  }

  named(name: string): KeptOrganisation | undefined {
    return [...this.organisations.values()].find((one) => one.name === name);
  }

  make(name: string, admin: string): KeptOrganisation {
    const id = this.organisations.size === 0 ? 1 : Math.max(...this.organisations.keys()) + 1;
    const organisation: KeptOrganisation = {
      ...{ id, name, users: new Map(), sources: new Map() },
      ...{ folders: new Map(), dashboards: new Map() },
    };
    organisation.users.set(this.userId(admin), { login: admin, role: 'Admin' });
    this.organisations.set(id, organisation);
    return organisation;
  }

  /** What somebody saves in Grafana's own pages. */
  save(
    organisation: KeptOrganisation,
    given: {
      readonly json: Record<string, unknown>;
      readonly folderUid: string;
      readonly message: string;
      readonly by: string;
    },
  ): KeptDashboard {
    const uid = String(given.json.uid ?? `g${this.next()}`);
    const before = organisation.dashboards.get(uid);
    const version = (before?.version ?? 0) + 1;
    const json = { ...given.json, id: before?.json.id ?? this.next(), uid, version };
    const { message, folderUid, by } = given;
    const versions = [...(before?.versions ?? []), { version, message, json }];
    const kept = { uid, folderUid, version, json, by, isProvisioned: false, versions };
    organisation.dashboards.set(uid, kept);
    return kept;
  }
}
