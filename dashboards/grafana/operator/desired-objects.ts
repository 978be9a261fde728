import type { Clock } from '../../../platform/clock/clock.ts';
import type { KubernetesObject } from '../../../platform/kubernetes/objects/kubernetes-object.ts';
import type { Directory } from '../../../platform/tenancy/directory.ts';
import { printScopeName } from '../../../platform/tenancy/scope-name.ts';
import type { StoredDashboard } from '../../store/dashboard.ts';
import type { DashboardBook } from '../../store/dashboard-book.ts';
import type { TenantBoards } from '../boards/tenant-boards.ts';
import { dataSourceSpecs } from '../provision/data-source-spec.ts';
import type { DataSourceTokens } from '../provision/data-source-tokens.ts';
import { endFormerTokens, secretsOf } from '../provision/end-former-tokens.ts';
import type { GrafanaBook } from '../sync/grafana-book.ts';
import { shownScopes } from '../sync/shown-scopes.ts';
import type { DesiredObjects } from './operator-delivery.ts';
import {
  MAX_SOURCE_BYTES,
  type OperatorDashboard,
  type OperatorObjects,
  type OperatorPlace,
  operatorObjects,
} from './operator-objects.ts';

const TAKEN =
  'another dashboard of this Grafana, of another tenant, has its uid already: give it a uid of its own';
const TOO_LARGE = `its JSON has more than ${MAX_SOURCE_BYTES} bytes, which no object can hold: make it smaller, or use Grafana's API`;

export interface DesiredObjectsOptions {
  readonly book: Pick<GrafanaBook, 'settings'>;
  readonly tokens: Pick<DataSourceTokens, 'keep' | 'end'>;
  readonly dashboards: Pick<DashboardBook, 'ofOwner' | 'find'>;
  readonly boards: Pick<TenantBoards, 'standing'>;
  readonly directory: () => Directory;
  readonly place: (owner: string) => OperatorPlace;
  readonly baseUrl: () => string;
  /** 32 bytes that nothing else uses. */
  readonly uidKey: Uint8Array;
  readonly rotateAfterMs: number;
  readonly overlapMs: number;
  readonly clock: Clock;
}

/** The objects of all tenants, in the order of their names. Rejects as the state does. */
export function desiredObjects(
  options: DesiredObjectsOptions,
): (signal: AbortSignal) => Promise<DesiredObjects> {
  return async (signal) => {
    const owners = [...options.directory().tenants.keys()].sort();
    const objects: KubernetesObject[] = [];
    const left: DesiredObjects['left'][number][] = [];
    const holders = await holdersOf(options, owners);
    for (const owner of owners) {
      signal.throwIfAborted();
      const own = await objectsOf(options, { owner, holders }, signal);
      objects.push(...own.objects);
      for (const [fault, uids] of [
        [TOO_LARGE, own.tooLarge],
        [TAKEN, own.taken],
      ] as const) {
        left.push(...uids.map((name) => ({ kind: 'GrafanaDashboard', name, owner, fault })));
      }
    }
    return { owners: new Set(owners), objects, left };
  };
}

/** Ids of the dashboards that have a uid, by uid. */
type Holders = ReadonlyMap<string, string>;

/**
 * All tenants' objects go into one Grafana, where the last one written of a uid would stand: who had a uid
 * first keeps it. Ids grow.
 */
async function holdersOf(
  options: DesiredObjectsOptions,
  owners: readonly string[],
): Promise<Holders> {
  const holders = new Map<string, string>();
  for (const owner of owners) {
    const { scopes } = await options.book.settings(owner);
    for (const { uid, id } of await shownOf(options, owner, scopes)) {
      const first = holders.get(uid);
      if (first === undefined || id < first) holders.set(uid, id);
    }
  }
  return holders;
}

/** The dashboards of the tenant and of the places that it shows. */
async function shownOf(
  { dashboards, directory }: DesiredObjectsOptions,
  owner: string,
  scopes: readonly string[],
): Promise<readonly StoredDashboard[]> {
  const nodes = new Set(shownScopes(directory(), owner, scopes).map(({ node }) => node));
  const all = await dashboards.ofOwner(owner);
  return all.filter(({ scope }) => nodes.has(printScopeName(scope)));
}

interface TenantObjects extends OperatorObjects {
  /** Uids of dashboards that are another's in Grafana. */
  readonly taken: readonly string[];
}

async function objectsOf(
  options: DesiredObjectsOptions,
  { owner, holders }: { readonly owner: string; readonly holders: Holders },
  signal: AbortSignal,
): Promise<TenantObjects> {
  const { book, tokens, directory, baseUrl, uidKey, rotateAfterMs, clock } = options;
  const { scopes, mayEdit, renewBeforeMs } = await book.settings(owner);
  const shown = shownScopes(directory(), owner, scopes);
  const specs = dataSourceSpecs(shown, { baseUrl: baseUrl(), uidKey, mayEdit, isAlone: false });
  const renewMs = Math.max(renewBeforeMs, clock.nowMs() - rotateAfterMs);
  const kept = await tokens.keep(owner, specs, renewMs);
  await endFormerTokens(tokens, owner, kept, options);
  const own = await shownOf(options, owner, scopes);
  const taken = own.filter(({ uid, id }) => holders.get(uid) !== id).map(({ uid }) => uid);
  const dashboards = await dashboardsOf(options, owner, new Set(taken), own);
  const builtIn = await options.boards.standing(owner, specs, signal);
  const all = [...dashboards, ...builtIn];
  return { ...operatorObjects(options.place(owner), specs, secretsOf(kept), all), taken };
}

async function dashboardsOf(
  { dashboards }: DesiredObjectsOptions,
  owner: string,
  taken: ReadonlySet<string>,
  shown: readonly StoredDashboard[],
): Promise<readonly OperatorDashboard[]> {
  const found: OperatorDashboard[] = [];
  for (const { uid, scope } of shown.filter((one) => !taken.has(one.uid))) {
    const node = printScopeName(scope);
    const one = await dashboards.find(owner, uid);
    if (one !== null) found.push({ uid, node, folder: one.folder, source: one.source });
  }
  return found.sort((a, b) => (a.uid < b.uid ? -1 : 1));
}
