import { AppError, type ErrorDetail } from '../../platform/errors/app-error.ts';
import type { AddressPolicy } from '../../platform/outbound/address-policy.ts';
import { authorize, holds, holdsWithin } from '../../platform/tenancy/authorize.ts';
import type { Directory, EnvironmentEntry } from '../../platform/tenancy/directory.ts';
import { ownerNode } from '../../platform/tenancy/node.ts';
import type { Principal } from '../../platform/tenancy/principal.ts';
import { scopeDenied } from '../../platform/tenancy/refusals.ts';
import { parseNodePath } from '../../platform/tenancy/scope-name.ts';
import { namespacesOf } from '../model/namespaces-of.ts';
import { type AddressOutcome, judgeHostPort, judgeProbeTarget } from './guard-address.ts';
import type { MonitorContent } from './monitor.ts';
import { type MonitorCluster, tenancyOf } from './monitor-cluster.ts';
import type { MonitorsConfig } from './monitors-config.ts';
import { readMonitorObject } from './read-monitor-object.ts';
import { readMonitorYaml } from './read-monitor-yaml.ts';
import { type MonitorRules, validateMonitor } from './validate-monitor.ts';

export type MonitorPermission = 'collectors:read' | 'collectors:write';

/** What people hand in: a filled form, or the YAML of an object. */
export type MonitorDraft =
  | { readonly kind: 'form'; readonly content: MonitorContent }
  | {
      readonly kind: 'yaml';
      readonly environment: string;
      readonly enabled: boolean;
      readonly text: string;
    };

export interface MonitorWrite {
  readonly principal: Principal;
  readonly owner: string;
  readonly draft: MonitorDraft;
}

/** What a name resolves to: all allowed, something that is not, or nothing now. */
export type HostCheck = (
  host: string,
  port: number,
) => Promise<'allowed' | 'unknown' | { readonly refusal: string }>;

export interface MonitorAdmissionOptions {
  readonly directory: () => Directory;
  readonly clusterOf: (id: string) => MonitorCluster | undefined;
  readonly config: MonitorsConfig;
  /** The tenant outbound policy. */
  readonly judge: AddressPolicy;
  readonly checkHost: HostCheck;
}

/** A draft that may stand, and where. */
export interface AdmittedMonitor {
  readonly content: MonitorContent;
  readonly environment: EnvironmentEntry;
  readonly cluster: MonitorCluster;
}

/** Whether what somebody wrote may become a monitor: that it is right, and theirs to write. */
export class MonitorAdmission {
  readonly #options: MonitorAdmissionOptions;

  constructor(options: MonitorAdmissionOptions) {
    this.#options = options;
  }

  /** @throws AppError `scope_denied`, or `invalid` with all findings */
  async check(
    { principal, owner, draft }: MonitorWrite,
    permission: MonitorPermission,
  ): Promise<AdmittedMonitor> {
    this.within(principal, owner, permission);
    const named = draft.kind === 'form' ? draft.content.environment : draft.environment;
    const environment = this.environmentOf(owner, named);
    if (!environment || !this.may(principal, environment, permission)) throw scopeDenied();
    const cluster = this.#options.clusterOf(environment.cluster);
    if (cluster === undefined) throw scopeDenied();
    const rules = this.#rulesOf(cluster, environment);
    const content = this.#contentOf(draft, environment, rules);
    const findings = validateMonitor(content, rules);
    refuse(findings.length > 0 ? findings : await this.#resolved(content, cluster, rules));
    return { content, environment, cluster };
  }

  /** @throws AppError `scope_denied`, the same for unknown owners */
  within(principal: Principal, owner: string, permission: MonitorPermission): void {
    const node = ownerNode(owner);
    const directory = this.#options.directory();
    if (node === null || !holdsWithin(directory, principal, node, permission)) throw scopeDenied();
  }

  environmentOf(owner: string, text: string): EnvironmentEntry | undefined {
    const node = parseNodePath(text);
    if (node?.tenant !== owner || node.environment === null) return undefined;
    return this.#options.directory().environmentAt(node);
  }

  /** Whether the permission is held on the environment itself. */
  may(principal: Principal, environment: EnvironmentEntry, permission: MonitorPermission): boolean {
    const { tenant, project, id } = environment;
    const node = { tenant, project, environment: id };
    const name = { kind: 'node', node, cluster: null } as const;
    const outcome = authorize(this.#options.directory(), principal, name, permission);
    return outcome.kind === 'granted' && outcome.scope.pairs.length === 1;
  }

  mayOnOwner(principal: Principal, owner: string, permission: MonitorPermission): boolean {
    return holds(this.#options.directory(), principal, ownerNode(owner), permission);
  }

  #rulesOf(cluster: MonitorCluster, environment: EnvironmentEntry): MonitorRules {
    const { config, judge } = this.#options;
    const { namespaceLabel, tenantLabel, clusterLabel } = cluster.enforcement;
    const labels = [namespaceLabel, tenantLabel, clusterLabel].filter((label) => label !== null);
    // What the built-in collector asks is resolved here, where names of the cluster mean nothing.
    const hasServices = cluster.carrier === 'kubernetes';
    return {
      config,
      tenancy: new Set(labels),
      guard: {
        judge,
        namespace: hasServices ? environment.namespace : null,
        namespaces: namespacesOf(this.#options.directory(), environment.cluster),
      },
    };
  }

  #contentOf(
    draft: MonitorDraft,
    environment: EnvironmentEntry,
    { config }: MonitorRules,
  ): MonitorContent {
    if (draft.kind === 'form') return draft.content;
    const yaml = readMonitorYaml(draft.text);
    if (yaml.kind === 'refused') throw invalidMonitor(yaml.findings);
    const cluster = this.#options.clusterOf(environment.cluster);
    const read = readMonitorObject(yaml.value, {
      namespace: environment.namespace,
      tenancy: cluster === undefined ? new Map() : tenancyOf(cluster, environment),
      probers: config.probers,
      mode: 'written',
    });
    if (read.kind === 'refused') throw invalidMonitor(read.findings);
    const { name, source, endpoints, limits } = read.monitor;
    const { enabled } = draft;
    return { name, environment: draft.environment, enabled, source, endpoints, limits };
  }

  /**
   * Names are resolved once more where they are asked: by our own client, which judges what it then
   * finds. A cluster's collector has no such client, so that here what cannot be resolved is refused.
   */
  async #resolved(
    { source }: MonitorContent,
    { carrier }: MonitorCluster,
    { guard }: MonitorRules,
  ): Promise<readonly ErrorDetail[]> {
    if (source.kind !== 'probe' && source.kind !== 'scrape') return [];
    const judge = source.kind === 'probe' ? judgeProbeTarget : judgeHostPort;
    const needsAnswer = carrier === 'kubernetes' || source.kind === 'probe';
    const found = source.targets.map(async (text, index) => {
      const message = await this.#nameFault(judge(text, guard), needsAnswer);
      return message === null ? [] : [{ path: `/source/targets/${index}`, message }];
    });
    return (await Promise.all(found)).flat();
  }

  async #nameFault(outcome: AddressOutcome, needsAnswer: boolean): Promise<string | null> {
    if (outcome.kind !== 'name') return null;
    const checked = await this.#options.checkHost(outcome.host, outcome.port);
    if (checked === 'allowed') return null;
    if (checked !== 'unknown') return checked.refusal;
    return needsAnswer ? `${outcome.host} has no address now` : null;
  }
}

function invalidMonitor(findings: readonly ErrorDetail[]): AppError {
  const [first] = findings;
  const more = findings.length > 1 ? ` (and ${findings.length - 1} more)` : '';
  const message = `The monitor cannot be saved: ${first?.path}: ${first?.message}${more}`;
  return new AppError('invalid', message, { details: findings });
}

function refuse(findings: readonly ErrorDetail[]): void {
  if (findings.length > 0) throw invalidMonitor(findings);
}
