import type { Clock } from '../../platform/clock/clock.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import type { KubernetesObject } from '../../platform/kubernetes/objects/kubernetes-object.ts';
import type { BatchOutcome } from '../../platform/state/state.ts';
import { authorOf } from '../../platform/tenancy/author.ts';
import type { EnvironmentEntry } from '../../platform/tenancy/directory.ts';
import { type Page, type PageRequest, pageOfNewest } from '../../platform/tenancy/keyset.ts';
import type { Principal } from '../../platform/tenancy/principal.ts';
import {
  alreadyExists,
  lostRace,
  notFound,
  refuseOtherRevision,
  scopeDenied,
  unexpectedOutcome,
} from '../../platform/tenancy/refusals.ts';
import { deliveredObject } from './delivered-object.ts';
import type { Monitor, MonitorContent } from './monitor.ts';
import {
  type AdmittedMonitor,
  MonitorAdmission,
  type MonitorAdmissionOptions,
  type MonitorPermission,
  type MonitorWrite,
} from './monitor-admission.ts';
import { printMonitorBody } from './monitor-body.ts';
import type { MonitorCluster } from './monitor-cluster.ts';
import { monitorObject } from './monitor-object.ts';
import type { MonitorChange, MonitorRepository } from './monitor-repository.ts';
import type { MonitorsConfig } from './monitors-config.ts';

export interface MonitorServiceOptions extends MonitorAdmissionOptions {
  readonly monitors: MonitorRepository;
  readonly clock: Clock;
  /** Makes a ULID. */
  readonly newId: () => string;
}

/** What a draft would become. */
export interface MonitorPreview {
  readonly content: MonitorContent;
  readonly cluster: MonitorCluster;
  /** As people write it. */
  readonly written: KubernetesObject;
  /** As it would be delivered, stamps and limits included. */
  readonly delivered: KubernetesObject;
}

/** Where monitors of an owner can be, and the administrator's limits. */
export interface MonitorPlaces {
  readonly environments: readonly {
    readonly environment: EnvironmentEntry;
    readonly cluster: MonitorCluster;
    readonly mayWrite: boolean;
  }[];
  readonly config: MonitorsConfig;
}

/**
 * Monitors for people: who may do what is decided here, whatever the route has asked for.
 *
 * All methods throw AppError: `scope_denied` (the same for unknown owners and environments),
 * `not_found` for monitors that are not there, of another owner, or not readable; `invalid` with all
 * findings; `precondition_failed` for a lost race; `limited`; `conflict` for a name that is taken and
 * an environment that went away meanwhile.
 */
export class MonitorService {
  readonly #options: MonitorServiceOptions;
  readonly #admission: MonitorAdmission;

  constructor(options: MonitorServiceOptions) {
    this.#options = options;
    this.#admission = new MonitorAdmission(options);
  }

  /** Newest first; only those of environments that the caller can read. */
  list(principal: Principal, owner: string, page: PageRequest): Page<Monitor> {
    this.#admission.within(principal, owner, 'collectors:read');
    const readable = this.#options.monitors
      .ofOwner(owner)
      .filter((monitor) => this.#may(principal, monitor, 'collectors:read'));
    return pageOfNewest(readable, page);
  }

  get(principal: Principal, owner: string, id: string): Monitor {
    this.#admission.within(principal, owner, 'collectors:read');
    const monitor = this.#options.monitors.get(id);
    if (monitor?.owner !== owner || !this.#may(principal, monitor, 'collectors:read')) {
      throw notFound(`Monitor ${id}`);
    }
    return monitor;
  }

  /** Newest first; of deleted monitors as well. */
  async history(
    principal: Principal,
    owner: string,
    id: string,
  ): Promise<readonly MonitorChange[]> {
    this.#admission.within(principal, owner, 'collectors:read');
    const changes = await this.#options.monitors.changes(id);
    const visible = changes.filter(
      (change) =>
        change.owner === owner &&
        this.#may(principal, { owner, environment: change.content.environment }, 'collectors:read'),
    );
    if (visible.length === 0) throw notFound(`Monitor ${id}`);
    return visible;
  }

  /** The environments of the owner that the caller can read, and what monitors there may ask for. */
  places(principal: Principal, owner: string): MonitorPlaces {
    this.#admission.within(principal, owner, 'collectors:read');
    const { directory, clusterOf, config } = this.#options;
    const own = directory().environments.filter(({ tenant }) => tenant === owner);
    const environments = own.flatMap((environment) => {
      const cluster = clusterOf(environment.cluster);
      if (!cluster || !this.#admission.may(principal, environment, 'collectors:read')) return [];
      const mayWrite = this.#admission.may(principal, environment, 'collectors:write');
      return [{ environment, cluster, mayWrite }];
    });
    return { environments, config };
  }

  /** What the draft would become; saves nothing. */
  async preview(write: MonitorWrite): Promise<MonitorPreview> {
    const admitted = await this.#admission.check(write, 'collectors:read');
    return this.#previewOf(admitted, { id: 'PREVIEW', owner: write.owner });
  }

  /** The objects of a stored monitor; null when its environment is gone. */
  shown(monitor: Monitor): MonitorPreview | null {
    const environment = this.#admission.environmentOf(monitor.owner, monitor.environment);
    const cluster = environment && this.#options.clusterOf(environment.cluster);
    if (environment === undefined || cluster === undefined) return null;
    return this.#previewOf({ content: monitor, environment, cluster }, monitor);
  }

  /** A content as people write it, also where its environment is gone. */
  written(owner: string, content: MonitorContent): KubernetesObject {
    const { namespace = '' } = this.#admission.environmentOf(owner, content.environment) ?? {};
    const place = { name: content.name, namespace, labels: {} };
    const { config } = this.#options;
    return monitorObject(content, place, { tenancy: new Map(), config, forPeople: true });
  }

  /** @param creationKey equal keys of one caller create one monitor; null for none */
  async create(write: MonitorWrite, creationKey: string | null): Promise<Monitor> {
    const { principal, owner } = write;
    const admitted = await this.#admission.check(write, 'collectors:write');
    const key = creationKey === null ? null : `${principal.id}:${creationKey}`;
    const earlier =
      key === null ? undefined : await this.#createdBefore(owner, key, admitted.content);
    if (earlier) return earlier;
    const { monitors, clock, newId, config } = this.#options;
    const nowMs = clock.nowMs();
    const times = { createdAtMs: nowMs, updatedAtMs: nowMs, updatedBy: principal.name };
    const monitor: Monitor = { id: newId(), owner, ...admitted.content, revision: 1, ...times };
    const amendment = {
      author: authorOf(principal),
      atMs: nowMs,
      preconditions: [
        monitors.sql.environmentStands(admitted.environment),
        monitors.sql.belowLimit(owner, config.maxPerTenant),
      ],
    };
    const outcome = await monitors.create(monitor, key, amendment);
    const winner =
      outcome.kind === 'conflict' && key !== null
        ? await this.#createdBefore(owner, key, admitted.content)
        : undefined;
    if (winner) return winner;
    refuseOutcome(outcome, monitor, config.maxPerTenant);
    return monitor;
  }

  /**
   * Replaces the content; the environment stays. The same content again changes nothing.
   * @param revision from If-Match; null overwrites whatever is there
   */
  async update(write: MonitorWrite, id: string, revision: number | null): Promise<Monitor> {
    const { principal, owner } = write;
    const before = this.#writable(principal, owner, id);
    const { content, environment } = await this.#admission.check(write, 'collectors:write');
    if (content.environment !== before.environment) {
      const details = [{ path: '/environment', message: 'a monitor stays in its environment' }];
      throw new AppError('invalid', 'A monitor stays in its environment; make another one.', {
        details,
      });
    }
    const isSame = printMonitorBody(before) === printMonitorBody(content);
    if (isSame && (revision === null || [0, 1].includes(before.revision - revision))) return before;
    refuseOtherRevision(`Monitor ${id}`, before, revision);
    const { monitors, clock, config } = this.#options;
    const atMs = Math.max(clock.nowMs(), before.updatedAtMs);
    const next: Monitor = {
      ...before,
      ...content,
      revision: before.revision + 1,
      updatedAtMs: atMs,
      updatedBy: principal.name,
    };
    const outcome = await monitors.replace(next, {
      author: authorOf(principal),
      atMs,
      preconditions: [monitors.sql.environmentStands(environment)],
    });
    refuseOutcome(outcome, next, config.maxPerTenant);
    return next;
  }

  /** @param revision from If-Match; null deletes whatever is there */
  async delete(
    principal: Principal,
    owner: string,
    id: string,
    revision: number | null,
  ): Promise<void> {
    const monitor = this.#writable(principal, owner, id);
    refuseOtherRevision(`Monitor ${id}`, monitor, revision);
    const { monitors, clock, config } = this.#options;
    const author = authorOf(principal);
    const amendment = { author, atMs: clock.nowMs(), preconditions: [] };
    const outcome = await monitors.remove(monitor, amendment);
    refuseOutcome(outcome, monitor, config.maxPerTenant);
  }

  #previewOf(
    { content, environment, cluster }: AdmittedMonitor,
    named: Pick<Monitor, 'id' | 'owner'>,
  ): MonitorPreview {
    const { config } = this.#options;
    const written = this.written(named.owner, content);
    const monitor = { ...content, ...named };
    const delivered = deliveredObject(monitor, environment, cluster, config);
    return { content, cluster, written, delivered };
  }

  /** Where the environment is gone, the permission on its whole owner is asked. */
  #may(
    principal: Principal,
    { owner, environment: name }: Pick<Monitor, 'owner' | 'environment'>,
    permission: MonitorPermission,
  ): boolean {
    const environment = this.#admission.environmentOf(owner, name);
    if (environment) return this.#admission.may(principal, environment, permission);
    return this.#admission.mayOnOwner(principal, owner, permission);
  }

  #writable(principal: Principal, owner: string, id: string): Monitor {
    this.#admission.within(principal, owner, 'collectors:write');
    const monitor = this.get(principal, owner, id);
    if (!this.#may(principal, monitor, 'collectors:write')) throw scopeDenied();
    return monitor;
  }

  async #createdBefore(
    owner: string,
    key: string,
    content: MonitorContent,
  ): Promise<Monitor | undefined> {
    const earlier = await this.#options.monitors.createdWith(owner, key);
    if (!earlier || printMonitorBody(earlier) === printMonitorBody(content)) return earlier;
    throw new AppError(
      'conflict',
      'The Idempotency-Key was used for another monitor. Choose a new one.',
    );
  }
}

function refuseOutcome(outcome: BatchOutcome, monitor: Monitor, most: number): void {
  if (outcome.kind === 'committed') return;
  if (outcome.kind === 'conflict') {
    throw alreadyExists(`Monitor ${monitor.name} of ${monitor.environment}`);
  }
  switch (outcome.statement) {
    case 'monitor.replace':
    case 'monitor.delete':
      throw lostRace(`Monitor ${monitor.id}`);
    case 'monitor.below_limit':
      throw new AppError(
        'limited',
        `${monitor.owner} has ${most} monitors, the most allowed. Delete one, or ask for a higher collector.monitors.maxPerTenant.`,
      );
    case 'monitor.environment_stands':
      throw new AppError('conflict', 'The environment was changed meanwhile. Try again.');
    default:
      throw unexpectedOutcome('monitors', outcome.statement);
  }
}
