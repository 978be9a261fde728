import type { FastifyRequest } from 'fastify';
import { AppError } from '../../platform/errors/app-error.ts';
import { authorize } from '../../platform/tenancy/authorize.ts';
import type { Directory } from '../../platform/tenancy/directory.ts';
import type { Principal } from '../../platform/tenancy/principal.ts';
import type { Permission } from '../../platform/tenancy/roles.ts';
import type { Scope } from '../../platform/tenancy/scope.ts';
import { parseScopeName } from '../../platform/tenancy/scope-name.ts';
import type { CallerSource } from './gate.ts';
import { type Caller, refuseFirstPassword } from './request-context.ts';

export interface ScopeGateOptions {
  readonly callers: CallerSource;
  readonly directory: () => Directory;
}

/** Most scopes remembered per principal. */
const MAX_REMEMBERED = 200;

/**
 * Grants scopes to requests. A grant is remembered per principal object for as long as the directory
 * stands: the authenticator hands out another object as soon as anything about the principal changes.
 */
export class ScopeGate {
  readonly #options: ScopeGateOptions;
  #remembered = new WeakMap<Principal, Map<string, Scope>>();
  #directory: Directory | null = null;

  constructor(options: ScopeGateOptions) {
    this.#options = options;
  }

  /**
   * Answers without waiting when the caller is in memory. Throws or rejects with `unauthenticated`,
   * or with `scope_denied` alike for what is unknown and what is not held.
   */
  grant(
    request: FastifyRequest,
    scopeName: string,
    permission: Permission,
  ): Scope | Promise<Scope> {
    const granted = (caller: Caller): Scope => {
      request.caller = caller;
      refuseFirstPassword(caller);
      return this.grantTo(caller.principal, scopeName, permission);
    };
    const caller = this.#options.callers.callerOf(request);
    return caller instanceof Promise ? caller.then(granted) : granted(caller);
  }

  grantTo(principal: Principal, scopeName: string, permission: Permission): Scope {
    const directory = this.#options.directory();
    if (directory !== this.#directory) {
      this.#directory = directory;
      this.#remembered = new WeakMap();
    }
    const remembered = this.#remembered.get(principal) ?? new Map<string, Scope>();
    const key = `${permission} ${scopeName}`;
    const known = remembered.get(key);
    if (known) return known;
    const name = parseScopeName(scopeName);
    const outcome = name ? authorize(directory, principal, name, permission) : undefined;
    if (outcome?.kind !== 'granted') throw scopeDenied(scopeName, permission);
    if (remembered.size < MAX_REMEMBERED) remembered.set(key, outcome.scope);
    this.#remembered.set(principal, remembered);
    return outcome.scope;
  }
}

function scopeDenied(scopeName: string, permission: Permission): AppError {
  return new AppError(
    'scope_denied',
    `you do not hold ${permission} in scope ${JSON.stringify(scopeName.slice(0, 200))}, or there is no such scope`,
  );
}
