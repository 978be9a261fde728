import type { FastifyRequest } from 'fastify';
import { AppError } from '../../platform/errors/app-error.ts';
import { holds, holdsWithin } from '../../platform/tenancy/authorize.ts';
import type { Directory } from '../../platform/tenancy/directory.ts';
import type { Principal } from '../../platform/tenancy/principal.ts';
import type { Permission } from '../../platform/tenancy/roles.ts';
import { type NodePath, PLATFORM, parseNodePath } from '../../platform/tenancy/scope-name.ts';
import type { Requirement } from '../contract/endpoint.ts';
import { type Caller, refuseFirstPassword } from './request-context.ts';

/** Turns credentials into a caller; throws `unauthenticated` when they are missing or invalid. */
export interface CallerSource {
  callerOf(request: FastifyRequest): Caller | Promise<Caller>;
}

/** Says whether a permission is held in a scope; throws `scope_denied` when it is not. */
export interface ScopeGrants {
  grantTo(principal: Principal, scopeName: string, permission: Permission): unknown;
}

export interface GateOptions {
  readonly callers: CallerSource;
  readonly directory: () => Directory;
  readonly scopes: ScopeGrants;
}

/** Lets a request through to a route, or throws `unauthenticated` or `scope_denied`. */
export class Gate {
  readonly #options: GateOptions;

  constructor(options: GateOptions) {
    this.#options = options;
  }

  /** Authenticates (unless public) and checks what the route asks for. Sets `request.caller`. */
  async admit(
    request: FastifyRequest,
    requirement: Requirement,
    duringPasswordChange: boolean,
  ): Promise<void> {
    if (requirement.kind === 'public') return;
    const caller = await this.#options.callers.callerOf(request);
    request.caller = caller;
    if (caller.principal.kind === 'viewer') {
      throw new AppError('scope_denied', 'the token of a Grafana data source is for /scopes/ only');
    }
    if (!duringPasswordChange) refuseFirstPassword(caller);
    if (requirement.kind === 'permission') this.#check(request, caller, requirement);
  }

  #check(
    request: FastifyRequest,
    caller: Caller,
    requirement: Extract<Requirement, { kind: 'permission' }>,
  ): void {
    if (requirement.on === 'scope') {
      const { scope = '' } = textMembers(request.params);
      this.#options.scopes.grantTo(caller.principal, scope, requirement.permission);
      return;
    }
    const node = requirement.on === 'system' ? null : nodeOfPath(request.params);
    const directory = this.#options.directory();
    const check = requirement.on === 'within' ? holdsWithin : holds;
    if (node !== undefined && check(directory, caller.principal, node, requirement.permission))
      return;
    throw denied(requirement.permission);
  }
}

/** One answer for what does not exist and for what is not the caller's. */
function denied(permission: string): AppError {
  return new AppError(
    'scope_denied',
    `you do not hold ${permission} here, or there is nothing of that name`,
  );
}

/**
 * The node that a path names through its parameters: `owner` (a tenant or `_platform`), or `tenant`
 * with `project` and `environment`. Null is the platform; undefined a name that nobody can have.
 */
function nodeOfPath(params: unknown): NodePath | null | undefined {
  const named = textMembers(params);
  const owner = named.owner;
  if (owner !== undefined) return owner === PLATFORM ? null : parseNodePath(onlyLabel(owner));
  const path = ['tenant', 'project', 'environment']
    .map((name) => named[name])
    .filter((part) => part !== undefined);
  return parseNodePath(path.map(onlyLabel).join('.'));
}

/** A dot inside one path segment must not reach one level deeper. */
function onlyLabel(part: string): string {
  return part.includes('.') ? '' : part;
}

function textMembers(params: unknown): Readonly<Record<string, string | undefined>> {
  if (typeof params !== 'object' || params === null) return {};
  return Object.fromEntries(
    Object.entries(params).filter(([, value]) => typeof value === 'string'),
  );
}
