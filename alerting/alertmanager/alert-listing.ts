import type { Directory } from '../../platform/tenancy/directory.ts';
import type { Principal } from '../../platform/tenancy/principal.ts';
import type { Scope } from '../../platform/tenancy/scope.ts';
import type { Silencing } from '../holding/silence-hold.ts';
import type { Incident } from '../incidents/incident.ts';
import { labelOf } from '../silences/silence-test.ts';
import type { AlertQuery } from './alert-query.ts';
import { type AlertRoute, type AlertRoutes, alertGroupOf } from './alert-routes.ts';
import { incidentSight, ownerOf } from './scope-sight.ts';
import { uuidOf } from './silence-uuid.ts';
import { type AlertStanding, AlertWriter } from './wire-alert.ts';

export interface AlertListingParts {
  readonly openOf: (owner: string) => Iterable<Incident>;
  readonly silencing: Silencing;
  /** The incident whose alert inhibits it now; null: none does. */
  readonly inhibitorOf: (incident: Incident) => Incident | null;
  readonly routes: AlertRoutes;
  readonly directory: () => Directory;
  /** Address of an incident's page; null without one. */
  readonly incidentPage: (owner: string, id: string) => string | null;
}

/** Who asks for the alerts of which scope, granted for `incidents:read`. */
export interface AlertQuestion {
  readonly principal: Principal;
  readonly scope: Scope;
  readonly query: AlertQuery;
}

interface Listed {
  readonly incident: Incident;
  readonly route: AlertRoute;
  readonly silencedBy: readonly string[];
  readonly inhibitedBy: readonly string[];
}

/** Pieces of about this size are handed on. */
const PIECE_CHARS = 64 * 1024;

/** Open incidents as Alertmanager lists alerts, straight from memory. */
export class AlertListing {
  readonly #parts: AlertListingParts;
  readonly #writer = new AlertWriter();

  constructor(parts: AlertListingParts) {
    this.#parts = parts;
  }

  /** JSON of `GET /api/v2/alerts` in pieces, by fingerprint. */
  *alerts(question: AlertQuestion, nowMs: number): Generator<string> {
    const listed = this.#find(question, nowMs);
    yield* pieces(listed.map((one) => () => this.#write(one, NOT_MUTED, nowMs)));
  }

  /** JSON of `GET /api/v2/alerts/groups` in pieces: as messages to each receiver are grouped. */
  *groups(question: AlertQuestion, nowMs: number): Generator<string> {
    const { muted } = question.query;
    const groups = new Map<string, { receiver: string; labels: string; alerts: Listed[] }>();
    for (const one of this.#find(question, nowMs)) {
      if (!muted && one.route.mutedBy.length > 0) continue;
      for (const receiver of receiversFor(one.route, question.query)) {
        const { labels: values, routeKey } = alertGroupOf(one.incident, receiver, one.route);
        const labels = JSON.stringify(values);
        const key = `${labels} ${JSON.stringify([receiver, routeKey])}`;
        const group = groups.get(key) ?? { receiver, labels, alerts: [] };
        groups.set(key, group);
        group.alerts.push(one);
      }
    }
    const sorted = [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
    yield* pieces(
      sorted.map(({ receiver, labels, alerts }) => () => {
        const written = alerts.map((one) => this.#write(one, one.route.mutedBy, nowMs));
        return `{"alerts":[${written.join(',')}],"labels":${labels},"receiver":${JSON.stringify({ name: receiver })},"routeLabels":{}}`;
      }),
    );
  }

  #find({ principal, scope, query }: AlertQuestion, nowMs: number): readonly Listed[] {
    const { openOf, silencing, inhibitorOf, routes, directory } = this.#parts;
    const owner = ownerOf(scope);
    const isSeen = incidentSight(directory(), principal, scope);
    const routeOf = routes.at(owner, nowMs);
    const found: Listed[] = [];
    for (const incident of openOf(owner)) {
      if (!query.filter.every((one) => one.accepts(labelOf(incident, one.name)))) continue;
      if (!isSeen(incident)) continue;
      const muting = silencing.mutedBy(incident, nowMs);
      if (muting.length > 0 && !query.silenced) continue;
      const inhibitor = inhibitorOf(incident);
      const inhibiting = inhibitor === null ? NONE : [this.#writer.fingerprintOf(inhibitor)];
      if (inhibiting.length > 0 && !query.inhibited) continue;
      if (muting.length === 0 && inhibiting.length === 0 && !query.active) continue;
      const route = routeOf(incident);
      if (receiversFor(route, query).length === 0) continue;
      const silencedBy =
        muting.length === 0 ? NONE : muting.map(({ silence }) => uuidOf(silence.id));
      found.push({ incident, route, silencedBy, inhibitedBy: inhibiting });
    }
    const print = ({ incident }: Listed) => this.#writer.fingerprintOf(incident);
    return found.sort((a, b) => (print(a) < print(b) ? -1 : 1));
  }

  #write(
    { incident, route, silencedBy, inhibitedBy }: Listed,
    mutedBy: readonly string[],
    nowMs: number,
  ): string {
    const page = this.#parts.incidentPage(incident.owner, incident.id) ?? '';
    const standing: AlertStanding = { receivers: route.json, silencedBy, inhibitedBy, mutedBy };
    return this.#writer.write(incident, standing, page, nowMs);
  }
}

const NONE: readonly string[] = [];
/** Alertmanager tells of time windows in groups only. */
const NOT_MUTED: readonly string[] = [];

function receiversFor({ receivers }: AlertRoute, { receiver }: AlertQuery): readonly string[] {
  return receiver === null ? receivers : receivers.filter(receiver);
}

/** A JSON list of what the makers make, in pieces. */
function* pieces(makers: readonly (() => string)[]): Generator<string> {
  let piece = '[';
  for (const [index, make] of makers.entries()) {
    piece += index === 0 ? make() : `,${make()}`;
    if (piece.length < PIECE_CHARS) continue;
    yield piece;
    piece = '';
  }
  yield `${piece}]`;
}
