import { stringify } from 'yaml';
import type { Clock } from '../../../platform/clock/clock.ts';
import { AppError, type ErrorDetail } from '../../../platform/errors/app-error.ts';
import type { Directory } from '../../../platform/tenancy/directory.ts';
import type { Principal } from '../../../platform/tenancy/principal.ts';
import { refuseFindings } from '../../../platform/tenancy/refusals.ts';
import { parseNodePath, printScopeName } from '../../../platform/tenancy/scope-name.ts';
import type { DashboardBook } from '../../store/dashboard-book.ts';
import type { TenantBoards } from '../boards/tenant-boards.ts';
import type { ObjectStanding, OperatorDelivery } from '../operator/operator-delivery.ts';
import { type OperatorPlace, operatorObjects } from '../operator/operator-objects.ts';
import { type DataSourceSpec, dataSourceSpecs } from '../provision/data-source-spec.ts';
import type { DataSourceTokens, KeptToken } from '../provision/data-source-tokens.ts';
import { endFormerTokens, secretsOf } from '../provision/end-former-tokens.ts';
import {
  dashboardFiles,
  dataSourceFile,
  type ProvisionedDashboard,
  type ProvisioningFile,
} from '../provision/provisioning-files.ts';
import type { GrafanaBook, GrafanaPlace, GrafanaSettings, JournalLine } from './grafana-book.ts';
import type { GrafanaHealth, GrafanaSync } from './grafana-sync.ts';
import type { DataSourceRow, PairRow } from './grafana-tables.ts';
import { shownScopes } from './shown-scopes.ts';

/** How what is a tenant's comes into Grafana. */
export type GrafanaDelivery = 'api' | 'operator' | 'files';

export interface GrafanaTenantsOptions {
  readonly book: GrafanaBook;
  readonly tokens: Pick<DataSourceTokens, 'keep' | 'end'>;
  readonly dashboards: Pick<DashboardBook, 'ofOwner' | 'find'>;
  readonly boards: Pick<TenantBoards, 'standing'>;
  readonly directory: () => Directory;
  /** Null: not over the API. */
  readonly sync: GrafanaSync | null;
  /** Null: not by objects. */
  readonly operator: OperatorDelivery | null;
  /** The organisation that the configuration names for a tenant; null where it names none. */
  readonly organisation: (owner: string) => number | null;
  /** Whether nobody else's data sources lie in it. */
  readonly isAlone: (owner: string) => boolean;
  /** Where objects of a tenant would lie. */
  readonly operatorPlace: (owner: string) => OperatorPlace;
  readonly baseUrl: () => string;
  /** 32 bytes that nothing else uses. */
  readonly uidKey: Uint8Array;
  readonly rotateAfterMs: number;
  readonly overlapMs: number;
  readonly clock: Clock;
}

/** Everything that is shown of a tenant's Grafana. */
export interface GrafanaStatus {
  readonly delivery: GrafanaDelivery;
  /** As tenants are told it. */
  readonly health: Pick<GrafanaHealth, 'version' | 'fault'>;
  readonly place: GrafanaPlace | null;
  readonly settings: GrafanaSettings;
  readonly sources: readonly (DataSourceRow | PlannedSource)[];
  readonly objects: readonly ObjectStanding[];
  readonly pairs: readonly PairRow[];
  readonly journal: readonly JournalLine[];
}

/** A data source that nobody here has written: it is in files or objects. */
export type PlannedSource = Pick<DataSourceRow, 'uid' | 'kind' | 'scope' | 'name'> & {
  readonly checked_at_ms: null;
  readonly written_at_ms: null;
  readonly fault: null;
};

export interface SettingsChange {
  readonly scopes: readonly string[];
  readonly mayEdit: boolean;
}

/** What stands in the way names objects of any tenant. */
const OF_OBJECTS =
  'Not all objects of grafana-operator can be written or removed; administrators see why.';

const JOURNAL_LINES = 50;
const MAX_SCOPES = 50;

/** What people can see and do about the Grafana of a tenant. Who may is decided before. */
export class GrafanaTenants {
  readonly #options: GrafanaTenantsOptions;

  constructor(options: GrafanaTenantsOptions) {
    this.#options = options;
  }

  get delivery(): GrafanaDelivery {
    if (this.#options.sync !== null) return 'api';
    return this.#options.operator === null ? 'files' : 'operator';
  }

  /** How Grafana itself is, and the places of all tenants. */
  async overview(): Promise<{
    readonly health: Pick<GrafanaHealth, 'version' | 'fault'>;
    readonly places: readonly GrafanaPlace[];
  }> {
    const { version, fault } = this.#health();
    return { health: { version, fault }, places: await this.#options.book.places() };
  }

  async status(owner: string): Promise<GrafanaStatus> {
    const { book, operator } = this.#options;
    const place = (await book.placeOf(owner)) ?? null;
    const settings = await book.settings(owner);
    const isWritten = this.delivery === 'api' && place !== null;
    const { version, told } = this.#health();
    const health = { version, fault: told };
    return {
      ...{ delivery: this.delivery, health, place, settings },
      sources: isWritten ? await book.sources(place) : this.#specs(owner, settings).map(planned),
      objects: operator?.standing(owner) ?? [],
      pairs: isWritten ? await book.pairs(place) : [],
      journal: await book.journal(owner, JOURNAL_LINES),
    };
  }

  /** @throws AppError `invalid`, `precondition_failed`. */
  async change(
    principal: Principal,
    owner: string,
    change: SettingsChange,
    revision: number,
  ): Promise<void> {
    const { book } = this.#options;
    refuseFindings('The settings cannot be saved', this.#findings(owner, change.scopes));
    const before = await book.settings(owner);
    const scopes = [...new Set(change.scopes)].sort();
    const settings = { ...before, scopes, mayEdit: change.mayEdit };
    const shown = scopes.length === 0 ? 'the tenant as a whole' : `also ${scopes.join(', ')}`;
    const text = `shows ${shown}; ${change.mayEdit ? 'rules and silences may be changed there' : 'read only'}`;
    await book.saveSettings(
      owner,
      settings,
      revision,
      this.#line(principal, 'settings', owner, text),
    );
    this.#wake();
  }

  /** Tokens made until now are replaced; they go on until the new ones work. */
  async renewTokens(principal: Principal, owner: string): Promise<void> {
    const { book, clock } = this.#options;
    const before = await book.settings(owner);
    // Tokens of this very instant are renewed as well.
    const settings = { ...before, renewBeforeMs: clock.nowMs() + 1 };
    const line = this.#line(principal, 'token', owner, 'asked for new tokens');
    await book.saveSettings(owner, settings, before.revision, line);
    this.#wake();
  }

  /** @throws AppError `conflict` where nothing goes over the API, `limited`; as `GrafanaClient`. */
  async synchronise(owner: string, signal: AbortSignal): Promise<void> {
    const { sync } = this.#options;
    if (sync === null) {
      throw new AppError(
        'conflict',
        'Dashboards are not kept in step with Grafana over its API: an administrator sets grafana.adminUser and grafana.adminPassword.',
      );
    }
    await sync.synchronise(owner, signal);
  }

  /**
   * Provisioning files of data sources and dashboards.
   * @param given the tokens stand in the files; otherwise the names of variables
   */
  async files(
    principal: Principal,
    owner: string,
    given: boolean,
    signal: AbortSignal,
  ): Promise<readonly ProvisioningFile[]> {
    const { book } = this.#options;
    const { specs, kept, dashboards } = await this.#content(principal, owner, given, signal);
    const made = (await book.placeOf(owner))?.organisation ?? null;
    const organisation = this.#options.organisation(owner) ?? made ?? 1;
    const isAlone = this.#options.isAlone(owner);
    const token = given
      ? ({ kind: 'given', tokens: secretsOf(kept) } as const)
      : ({ kind: 'reference' } as const);
    return [
      dataSourceFile(owner, specs, { organisation, token }),
      ...dashboardFiles(owner, dashboards, { organisation, isAlone, specs }),
    ];
  }

  /** The objects for grafana-operator as one file; with the Secret where the tokens are `given`. */
  async objects(
    principal: Principal,
    owner: string,
    given: boolean,
    signal: AbortSignal,
  ): Promise<readonly ProvisioningFile[]> {
    const { operatorPlace } = this.#options;
    const { specs, kept, dashboards } = await this.#content(principal, owner, given, signal);
    const tokens = given ? secretsOf(kept) : null;
    const { objects } = operatorObjects(operatorPlace(owner), specs, tokens, dashboards);
    const texts = objects.map((object) =>
      stringify(object, { sortMapEntries: true, lineWidth: 0 }),
    );
    return [{ path: `tocsin-grafana-${owner}.yaml`, text: texts.join('---\n') }];
  }

  async #content(principal: Principal, owner: string, given: boolean, signal: AbortSignal) {
    const { book, boards, clock } = this.#options;
    const settings = await book.settings(owner);
    const specs = this.#specs(owner, settings);
    const kept = given ? await this.#kept(owner, specs, settings) : new Map<string, KeptToken>();
    if (given) {
      const line = this.#line(principal, 'token', owner, 'has read the tokens of the data sources');
      await book.note(owner, { ...line, atMs: clock.nowMs() });
    }
    const own = await this.#dashboards(owner, settings);
    const builtIn = await boards.standing(owner, specs, signal);
    return { specs, kept, dashboards: [...own, ...builtIn] };
  }

  async #kept(owner: string, specs: readonly DataSourceSpec[], settings: GrafanaSettings) {
    const { tokens, clock, rotateAfterMs } = this.#options;
    // Over the API it is the passes that replace tokens: they see whether the new ones work.
    const isOurs = this.delivery !== 'api';
    const renewMs = Math.max(settings.renewBeforeMs, clock.nowMs() - rotateAfterMs);
    const kept = await tokens.keep(owner, specs, isOurs ? renewMs : 0);
    if (isOurs) await endFormerTokens(tokens, owner, kept, this.#options);
    return kept;
  }

  async #dashboards(
    owner: string,
    settings: GrafanaSettings,
  ): Promise<readonly ProvisionedDashboard[]> {
    const { dashboards, directory } = this.#options;
    const nodes = new Set(shownScopes(directory(), owner, settings.scopes).map(({ node }) => node));
    const all = await dashboards.ofOwner(owner);
    const shown = all.filter(({ scope }) => nodes.has(printScopeName(scope)));
    const found: ProvisionedDashboard[] = [];
    for (const { uid, scope } of shown) {
      const one = await dashboards.find(owner, uid);
      const node = printScopeName(scope);
      if (one !== null) found.push({ uid, node, folder: one.folder, source: one.source });
    }
    return found;
  }

  #specs(owner: string, { scopes, mayEdit }: GrafanaSettings): readonly DataSourceSpec[] {
    const { directory, baseUrl, uidKey } = this.#options;
    const shown = shownScopes(directory(), owner, scopes);
    const isAlone = this.#options.isAlone(owner);
    return dataSourceSpecs(shown, { baseUrl: baseUrl(), uidKey, mayEdit, isAlone });
  }

  #findings(owner: string, scopes: readonly string[]): readonly ErrorDetail[] {
    const directory = this.#options.directory();
    const tooMany = scopes.length > MAX_SCOPES;
    if (tooMany) return [{ path: '/scopes', message: `expected at most ${MAX_SCOPES} scopes` }];
    return scopes.flatMap((text, index) => {
      const node = parseNodePath(text);
      const isBelow = node?.tenant === owner && node.project !== null && directory.has(node);
      if (isBelow) return [];
      const message = `expected a project or environment of ${owner} that there is`;
      return [{ path: `/scopes/${index}`, message }];
    });
  }

  #health(): GrafanaHealth {
    const { sync, operator } = this.#options;
    const fault = operator?.problem() ?? null;
    return sync?.health() ?? { version: '', fault, told: fault === null ? null : OF_OBJECTS };
  }

  #wake(): void {
    this.#options.sync?.wake();
    this.#options.operator?.wake();
  }

  #line(
    { name }: Principal,
    kind: JournalLine['kind'],
    subject: string,
    message: string,
  ): JournalLine {
    return { atMs: this.#options.clock.nowMs(), kind, actor: name, subject, message };
  }
}

function planned({ uid, kind, scope, name }: DataSourceSpec): PlannedSource {
  return { uid, kind, scope, name, checked_at_ms: null, written_at_ms: null, fault: null };
}
