import { timingSafeEqual } from 'node:crypto';
import { forbidden, unauthorized } from '../model/failures.ts';
import type { ApiRequest, Verb } from './api-request.ts';

/** What an identity may do: as a rule of a Role, with the namespaces that it is bound in. */
export interface AccessRule {
  /** `'*'` for all of them, and for kinds without a namespace. */
  readonly namespaces: readonly string[] | '*';
  /** API groups; `''` is the core group. */
  readonly groups: readonly string[] | '*';
  /** Plurals, `plural/status` for a subresource. */
  readonly resources: readonly string[] | '*';
  readonly verbs: readonly Verb[] | '*';
  /** Without it, any name. */
  readonly names?: readonly string[];
}

/** May do everything. */
export const clusterAdmin: readonly AccessRule[] = [
  { namespaces: '*', groups: '*', resources: '*', verbs: '*' },
];

/** What is asked for, as a SelfSubjectAccessReview asks it too. */
export interface Attributes {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
}

interface Known {
  readonly token: string;
  readonly rules: readonly AccessRule[];
}

/** Who there is, by name, and what they may do. It can change at any time. */
export class Access {
  readonly #identities = new Map<string, Known>();

  set(name: string, token: string, rules: readonly AccessRule[]): void {
    this.#identities.set(name, { token, rules });
  }

  /** The token is worth nothing from now on. */
  remove(name: string): void {
    this.#identities.delete(name);
  }

  /** @throws Error when there is none of that name */
  tokenOf(name: string): string {
    const known = this.#identities.get(name);
    if (known === undefined) throw new Error(`the cluster knows no identity ${name}`);
    return known.token;
  }

  /** @returns its name @throws ApiFailure 401 */
  authenticate(authorization: string | undefined): string {
    const given = /^Bearer (.+)$/i.exec(authorization ?? '')?.[1] ?? '';
    for (const [name, { token }] of this.#identities) if (sameToken(given, token)) return name;
    throw unauthorized();
  }

  allows(name: string, wanted: Attributes): boolean {
    const rules = this.#identities.get(name)?.rules ?? [];
    return rules.some((rule) => covers(rule, wanted));
  }

  /** @throws ApiFailure 403 in the words of RBAC */
  authorize(name: string, request: ApiRequest, verb: Verb = request.verb): void {
    const { kind, namespace, subresource } = request;
    const own = namespace === '' && kind.plural === 'namespaces' ? request.name : namespace;
    const wanted = {
      verb,
      subresource,
      group: kind.group,
      resource: kind.plural,
      namespace: kind.namespaced ? namespace : own,
      name: request.name,
    };
    if (this.allows(name, wanted)) return;
    const resource = subresource === '' ? kind.plural : `${kind.plural}/${subresource}`;
    const where = namespace === '' ? 'at the cluster scope' : `in the namespace "${namespace}"`;
    const why = `User "${name}" cannot ${verb} resource "${resource}" in API group "${kind.group}" ${where}`;
    throw forbidden(kind, request.name, why);
  }
}

function sameToken(given: string, token: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function covers(rule: AccessRule, wanted: Attributes): boolean {
  const resource =
    wanted.subresource === '' ? wanted.resource : `${wanted.resource}/${wanted.subresource}`;
  const has = (list: readonly string[] | '*', item: string) => list === '*' || list.includes(item);
  return (
    (rule.namespaces === '*' || rule.namespaces.includes(wanted.namespace)) &&
    has(rule.groups, wanted.group) &&
    has(rule.resources, resource) &&
    has(rule.verbs, wanted.verb) &&
    (rule.names === undefined || rule.names.includes(wanted.name))
  );
}
