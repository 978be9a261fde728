import { randomBytes } from 'node:crypto';
import type { GrafanaRole, Viewer } from '../../../dashboards/grafana/identity/viewer-claims.ts';
import type { Clock } from '../../../platform/clock/clock.ts';
import { AppError } from '../../../platform/errors/app-error.ts';
import { BoundedMap } from '../../../platform/model/bounded-map.ts';
import type { Outbound, OutboundRequest } from '../../../platform/outbound/outbound.ts';

export interface GrafanaMembersOptions {
  readonly url: string;
  readonly user: string;
  readonly password: string;
  readonly outbound: Pick<Outbound, 'send'>;
  readonly clock: Pick<Clock, 'monotonicMs'>;
  /** Lets somebody in who is known to the organisation only now; null: being a member is enough. */
  readonly admit: ((login: string) => Promise<void>) | null;
}

interface Known {
  readonly role: GrafanaRole;
  readonly atMs: number;
}

const KNOWN_FOR_MS = 300_000;
const MAX_KNOWN = 20_000;

/**
 * Makes who looks a member of the organisation, with the role held here. For Grafana with
 * `skip_org_role_sync`: organisations come and go, and its `org_mapping` cannot follow.
 */
export class GrafanaMembers {
  readonly #options: GrafanaMembersOptions;
  readonly #known = new BoundedMap<string, Known>(MAX_KNOWN);
  /** How often rights changed: what was known before says nothing any more. */
  #age = 0;
  readonly #asking = new Map<string, Promise<void>>();

  constructor(options: GrafanaMembersOptions) {
    this.#options = options;
  }

  /** Somebody's rights changed: who was taken out of an organisation may have to come in again. */
  forget(): void {
    this.#age += 1;
    this.#known.clear();
  }

  /** Rejects with AppError `upstream_failed` or `unavailable`. */
  async ensure(viewer: Viewer, organisation: number, role: GrafanaRole): Promise<void> {
    const key = `${viewer.id} ${organisation}`;
    const known = this.#known.get(key);
    const nowMs = this.#options.clock.monotonicMs();
    if (known?.role === role && nowMs - known.atMs < KNOWN_FOR_MS) return;
    const age = this.#age;
    const asked = `${key} ${role} ${age}`;
    const asking = this.#asking.get(asked) ?? this.#make(viewer, organisation, role);
    this.#asking.set(asked, asking);
    try {
      await asking;
      if (age === this.#age) this.#known.set(key, { role, atMs: nowMs });
    } finally {
      this.#asking.delete(asked);
    }
  }

  async #make(viewer: Viewer, organisation: number, role: GrafanaRole): Promise<void> {
    const { id: login, displayName } = viewer;
    const members = `/api/orgs/${organisation}/users`;
    const added = await this.#ask('POST', members, { loginOrEmail: login, role });
    if (added.status === 200) return this.#options.admit?.(login);
    const isUnknown = added.status === 404;
    if (!isUnknown && added.status !== 409) throw failed('be told of a member', added.status);
    const id = isUnknown
      ? idIn(await this.#ask('POST', '/api/admin/users', newUser(login, displayName, organisation)))
      : idIn(await this.#ask('GET', `/api/users/lookup?loginOrEmail=${login}`));
    const changed = await this.#ask('PATCH', `${members}/${id}`, { role });
    if (changed.status !== 200) throw failed('change the role of a member', changed.status);
    if (isUnknown) await this.#options.admit?.(login);
  }

  async #ask(
    method: OutboundRequest['method'],
    path: string,
    body?: unknown,
  ): Promise<{ readonly status: number; readonly body: Buffer }> {
    const { url, user, password, outbound } = this.#options;
    const answer = await outbound.send({
      method,
      url: `${url.replace(/\/+$/, '')}${path}`,
      headers: {
        authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (answer.kind === 'answered') return answer;
    throw new AppError('unavailable', 'Grafana does not answer; its boards are shown by tocsin.', {
      retryAfterSeconds: 5,
    });
  }
}

/** Nobody knows the password: such a user signs in through us alone. */
function newUser(login: string, name: string, organisation: number) {
  return { login, name, password: randomBytes(30).toString('base64url'), OrgId: organisation };
}

function idIn({ status, body }: { readonly status: number; readonly body: Buffer }): number {
  if (status !== 200) throw failed('find or make a user', status);
  const read: unknown = JSON.parse(body.toString('utf8'));
  const id = typeof read === 'object' && read !== null && 'id' in read ? read.id : null;
  if (typeof id === 'number' && Number.isSafeInteger(id)) return id;
  throw failed('find or make a user', status);
}

function failed(attempt: string, status: number): AppError {
  return new AppError(
    'upstream_failed',
    `Grafana was asked to ${attempt} and answered ${status}; see grafana.adminUser`,
  );
}
