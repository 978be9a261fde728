import type { Clock } from '../../../platform/clock/clock.ts';
import type { KubernetesObject } from '../../../platform/kubernetes/objects/kubernetes-object.ts';
import type { Directory } from '../../../platform/tenancy/directory.ts';
import { printScopeName } from '../../../platform/tenancy/scope-name.ts';
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
    for (const owner of owners) {
      signal.throwIfAborted();
      const own = await objectsOf(options, owner, signal);
      objects.push(...own.objects);
      const missing = own.tooLarge.map((name) => ({ kind: 'GrafanaDashboard', name }));
      left.push(...missing.map((one) => ({ ...one, owner, fault: TOO_LARGE })));
    }
    return { owners: new Set(owners), objects, left };
  };
}

async function objectsOf(
  options: DesiredObjectsOptions,
  owner: string,
  signal: AbortSignal,
): Promise<OperatorObjects> {
  const { book, tokens, directory, baseUrl, uidKey, rotateAfterMs, clock } = options;
  const { scopes, mayEdit, renewBeforeMs } = await book.settings(owner);
  const shown = shownScopes(directory(), owner, scopes);
  const specs = dataSourceSpecs(shown, { baseUrl: baseUrl(), uidKey, mayEdit, isAlone: false });
  const renewMs = Math.max(renewBeforeMs, clock.nowMs() - rotateAfterMs);
  const kept = await tokens.keep(owner, specs, renewMs);
  await endFormerTokens(tokens, owner, kept, options);
  const nodes = new Set(shown.map(({ node }) => node));
  const dashboards = await dashboardsOf(options, owner, nodes);
  const builtIn = await options.boards.standing(owner, specs, signal);
  const all = [...dashboards, ...builtIn];
  return operatorObjects(options.place(owner), specs, secretsOf(kept), all);
}

async function dashboardsOf(
  { dashboards }: DesiredObjectsOptions,
  owner: string,
  nodes: ReadonlySet<string>,
): Promise<readonly OperatorDashboard[]> {
  const found: OperatorDashboard[] = [];
  for (const { uid, scope } of await dashboards.ofOwner(owner)) {
    const node = printScopeName(scope);
    if (!nodes.has(node)) continue;
    const one = await dashboards.find(owner, uid);
    if (one !== null) found.push({ uid, node, folder: one.folder, source: one.source });
  }
  return found.sort((a, b) => (a.uid < b.uid ? -1 : 1));
}
