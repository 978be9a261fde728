import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import type { GrafanaSettings } from '../../../dashboards/grafana/grafana-config.ts';
import type { SigningKeys } from '../../../dashboards/grafana/identity/signing-keys.ts';
import { roleIn, viewerClaims } from '../../../dashboards/grafana/identity/viewer-claims.ts';
import type { AskedMarks } from '../../../dashboards/grafana/proxy/asked-marks.ts';
import { decidePath, type PathMatch } from '../../../dashboards/grafana/proxy/decide-path.ts';
import {
  decideView,
  type HeldOrganisation,
  type HeldPlace,
} from '../../../dashboards/grafana/proxy/decide-view.ts';
import type {
  GrafanaPlace,
  GrafanaPlaces,
} from '../../../dashboards/grafana/proxy/grafana-place.ts';
import { type PlainTarget, plainTarget } from '../../../dashboards/grafana/proxy/plain-target.ts';
import {
  headersFromGrafana,
  headersToGrafana,
} from '../../../dashboards/grafana/proxy/proxy-headers.ts';
import type { ViewerPath } from '../../../dashboards/grafana/proxy/viewer-paths.data.ts';
import type { Clock } from '../../../platform/clock/clock.ts';
import { AppError } from '../../../platform/errors/app-error.ts';
import { holds, holdsWithin } from '../../../platform/tenancy/authorize.ts';
import type { Directory } from '../../../platform/tenancy/directory.ts';
import type { Permission } from '../../../platform/tenancy/roles.ts';
import type { Caller } from '../request-context.ts';
import type { GrafanaMembers } from './grafana-members.ts';

export interface GrafanaProxyOptions {
  readonly settings: GrafanaSettings;
  readonly lifetimeMs: number;
  readonly dispatcher: Dispatcher;
  readonly places: GrafanaPlaces;
  readonly keys: Pick<SigningKeys, 'sign'>;
  /** Null: Grafana reads the roles of the signed claims itself. */
  readonly members: Pick<GrafanaMembers, 'ensure'> | null;
  readonly directory: () => Directory;
  /** Origin of our site. */
  readonly url: () => string;
  readonly clock: Clock;
}

/** One request as it came, of somebody who is signed in. */
export interface AskedView {
  readonly caller: Caller;
  readonly method: string;
  /** As it stands in the request line. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** It asks for a WebSocket. */
  readonly isUpgrade: boolean;
}

/** What may be seen: an answer of Grafana, or of our own. */
export type Granted = GrantedView | GrantedMarks;

/** Incidents of the tenants of an organisation, as annotations. */
export interface GrantedMarks {
  readonly kind: 'marks';
  readonly held: HeldOrganisation;
  readonly marks: AskedMarks;
}

/** One that may be asked of Grafana. */
export interface GrantedView {
  readonly kind: 'view';
  readonly held: HeldOrganisation;
  readonly method: ViewerPath['method'];
  /** With the prefix. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | null;
}

export interface GrafanaAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readable;
}

/** Grafana on our own site, for those who are signed in, and for nothing but looking. */
export class GrafanaProxy {
  readonly #options: GrafanaProxyOptions;

  constructor(options: GrafanaProxyOptions) {
    this.#options = options;
  }

  /**
   * Whether and how it is asked.
   * @throws AppError `scope_denied` for everything that is not on the list, or not the caller's;
   *   `unavailable`, `upstream_failed`.
   */
  async grant(asked: AskedView): Promise<Granted> {
    const { caller, headers } = asked;
    personOf(caller);
    const { target, match } = this.#read(asked);
    if ((match.path.needs === 'live') !== asked.isUpgrade)
      throw refused('only Live is a WebSocket');
    const { settings, directory, places } = this.#options;
    const held = await heldPlaces(caller, directory(), places);
    const wish = onlyHeader(headers['x-grafana-org-id']);
    const { referer } = headers;
    const view = { target, match, wish, referer, body: asked.body };
    const decision = decideView(view, held, settings);
    if (decision.kind === 'refused') throw refused(decision.reason);
    if (decision.marks !== null) {
      return { kind: 'marks', held: decision.held, marks: decision.marks };
    }
    return {
      kind: 'view',
      method: match.path.method,
      held: decision.held,
      path: this.pathOf(decision.target),
      headers: { ...headersToGrafana(headers), ...(await this.identify(caller, decision.held)) },
      body: decision.body,
    };
  }

  /**
   * The headers that say who looks, as what, in which organisation.
   * @throws AppError `scope_denied` for tokens; `unavailable`, `upstream_failed`.
   */
  async identify(
    caller: Caller,
    held: Pick<HeldOrganisation, 'organisation' | 'mayWrite'>,
  ): Promise<Readonly<Record<string, string>>> {
    const { user } = personOf(caller);
    const { settings, keys, members, url, clock, lifetimeMs } = this.#options;
    const viewer = { id: user.id, displayName: user.displayName || user.name };
    await members?.ensure(viewer, held.organisation, roleIn(held));
    const times = { issuer: url(), nowMs: clock.nowMs(), lifetimeMs };
    return {
      [settings.jwtHeader.toLowerCase()]: await keys.sign(viewerClaims(viewer, held, times)),
      'x-grafana-org-id': String(held.organisation),
    };
  }

  /** The tenant's place as the caller has it; null: there is none, or nothing of it may be seen. */
  async placeOf(caller: Caller, tenant: string): Promise<HeldPlace | null> {
    const { directory, places } = this.#options;
    const known = directory();
    if (!maySee(known, caller, tenant)) return null;
    const place = await places.of(tenant);
    return place && withRole(place, caller, known);
  }

  /** As Grafana is asked: it serves from the sub-path. */
  pathOf(path: string): string {
    return `${this.#options.settings.path}${path}`;
  }

  /**
   * Asks Grafana; its answer streams.
   * @throws AppError `upstream_failed` for a redirect that leads elsewhere, `unavailable`.
   */
  async ask(
    { method, path, headers, body }: Omit<GrantedView, 'kind' | 'held'>,
    gone: AbortSignal,
  ): Promise<GrafanaAnswer> {
    const { settings, dispatcher, url } = this.#options;
    const answer = await dispatcher
      .request({
        origin: new URL(settings.url).origin,
        path,
        method,
        headers,
        body,
        signal: gone,
      })
      .catch((thrown: unknown) => {
        gone.throwIfAborted();
        throw away(thrown);
      });
    const isAsset = path.startsWith(`${settings.path}/public/`);
    const place = { origin: url(), prefix: settings.path, isAsset };
    const kept = headersFromGrafana(answer.headers, place);
    // Whoever goes away meanwhile ends it; that is no fault of ours.
    answer.body.on('error', () => undefined);
    if (kept !== null) return { status: answer.statusCode, headers: kept, body: answer.body };
    answer.body.destroy();
    throw new AppError('upstream_failed', 'Grafana leads to a page that is not shown here.');
  }

  /** Whether Grafana may still be asked so: after the directory changed. */
  mayGoOn({ caller, held }: { readonly caller: Caller; readonly held: HeldOrganisation }): boolean {
    const directory = this.#options.directory();
    return held.tenants.every((tenant) => maySee(directory, caller, tenant));
  }

  #read({ method, target }: AskedView): { target: PlainTarget; match: PathMatch } {
    const { path, viewerPaths } = this.#options.settings;
    const plain = plainTarget(target, path);
    const match = plain && decidePath(method, plain, viewerPaths);
    if (!plain || !match)
      throw refused('it is no page or question of a dashboard that is looked at');
    return { target: plain, match };
  }
}

const nodeOf = (tenant: string) => ({ tenant, project: null, environment: null });

function maySee(directory: Directory, { principal }: Caller, tenant: string): boolean {
  return holdsWithin(directory, principal, nodeOf(tenant), 'dashboards:read');
}

/** The places of all tenants whose dashboards the caller may see. */
async function heldPlaces(
  caller: Caller,
  directory: Directory,
  places: GrafanaPlaces,
): Promise<readonly HeldPlace[]> {
  const tenants = [...directory.tenants.keys()].filter((id) => maySee(directory, caller, id));
  const found = await Promise.all(tenants.map((tenant) => places.of(tenant)));
  return found.filter((place) => place !== null).map((place) => withRole(place, caller, directory));
}

function withRole(place: GrafanaPlace, { principal }: Caller, directory: Directory): HeldPlace {
  const may = (permission: Permission) =>
    holds(directory, principal, nodeOf(place.tenant), permission);
  return {
    ...place,
    mayWrite: may('dashboards:write'),
    mayRule: may('rules:write'),
    maySilence: may('silences:write'),
  };
}

/** @throws AppError `scope_denied` for tokens: Grafana is for people. */
function personOf({ session }: Caller): NonNullable<Caller['session']> {
  if (session) return session;
  throw new AppError('scope_denied', 'Grafana is shown to people who are signed in, not to tokens');
}

function onlyHeader(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header.join(', ') : header;
}

function refused(reason: string): AppError {
  return new AppError('scope_denied', `refused before Grafana was asked: ${reason}`);
}

function away(cause: unknown): AppError {
  const message = 'Grafana does not answer; its boards are shown by tocsin under Dashboards.';
  return new AppError('unavailable', message, { cause, retryAfterSeconds: 5 });
}
