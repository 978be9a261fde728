import type { Incident } from '../../alerting/incidents/incident.ts';
import type { IncidentVisibility } from '../../alerting/incidents/incident-visibility.ts';
import { EVERYTHING } from '../../alerting/incidents/search/incident-query.ts';
import type { IncidentSearch } from '../../alerting/incidents/search/incident-search.ts';
import { labelsToObject } from '../../platform/model/labels.ts';
import { STEPS, stepOf } from '../../platform/model/severity-step.ts';
import { authorize, holds } from '../../platform/tenancy/authorize.ts';
import type { Directory } from '../../platform/tenancy/directory.ts';
import { ownerOfNode } from '../../platform/tenancy/node.ts';
import type { Principal } from '../../platform/tenancy/principal.ts';
import { scopeDenied } from '../../platform/tenancy/refusals.ts';
import { PLATFORM, parseScopeName } from '../../platform/tenancy/scope-name.ts';
import type { ListedIncident } from '../model/panel-views.ts';

export interface ListedIncidentsOptions {
  readonly search: Pick<IncidentSearch, 'page'>;
  readonly directory: () => Directory;
  /** Severities of `_platform`, most severe first. */
  readonly platformLadder: readonly string[];
}

/** More than a picture has room for. */
const MOST_FIRING = 200;
const MOST_RESOLVED = 50;

/** What lists of alerts list: the incidents of a scope, as far as somebody may read them. */
export class ListedIncidents {
  readonly #options: ListedIncidentsOptions;

  constructor(options: ListedIncidentsOptions) {
    this.#options = options;
  }

  /**
   * The newest 200 that fire and the newest 50 that are over, those that fire first and the most severe
   * first. Rejects with AppError `scope_denied` without `incidents:read` in the scope.
   */
  async of(principal: Principal, scope: string): Promise<readonly ListedIncident[]> {
    const { search, directory, platformLadder } = this.#options;
    const { visibility, cluster } = visibleIn(directory(), principal, scope);
    const find = (status: Incident['status'], limit: number) =>
      search.page([visibility], { ...EVERYTHING, status }, { limit, cursor: null });
    const pages = [await find('firing', MOST_FIRING), await find('resolved', MOST_RESOLVED)];
    const ladder = directory().tenants.get(visibility.owner)?.severities ?? platformLadder;
    const listed = pages
      .flatMap(({ items }) => items)
      .filter(({ incident }) => cluster === null || incident.cluster === cluster)
      .map(({ incident }) => listedOf(incident, ladder));
    return listed.toSorted(
      (a, b) =>
        Number(a.state === 'resolved') - Number(b.state === 'resolved') ||
        STEPS.indexOf(a.step) - STEPS.indexOf(b.step),
    );
  }
}

/** What belongs to no environment is seen in the scope of its whole owner only. */
function visibleIn(
  directory: Directory,
  principal: Principal,
  scope: string,
): { readonly visibility: IncidentVisibility; readonly cluster: string | null } {
  const name = parseScopeName(scope);
  const granted =
    name === undefined ? undefined : authorize(directory, principal, name, 'incidents:read');
  if (name === undefined || granted?.kind !== 'granted') throw scopeDenied();
  const node = name.kind === 'platform' ? null : name.node;
  const owner = node === null ? PLATFORM : ownerOfNode(node);
  const isWhole = node === null || node.project === null;
  const seesAll = isWhole && holds(directory, principal, node, 'incidents:read');
  const keys = granted.scope.pairs.map(({ project, id }) => `${project}.${id}`);
  return {
    visibility: { owner, seesAll, environments: new Set(keys) },
    cluster: name.cluster,
  };
}

function listedOf(incident: Incident, ladder: readonly string[]): ListedIncident {
  const { id, title, severity, status, startedAtMs, labels, cluster } = incident;
  return {
    ...{ id, title, severity, step: stepOf(severity, ladder), state: status },
    sinceMs: startedAtMs,
    ...{ labels: labelsToObject(labels), cluster },
  };
}
