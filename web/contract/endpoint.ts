import type { Static, TObject, TSchema } from 'typebox';
import type { Permission } from '../../platform/tenancy/roles.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/**
 * What a caller must hold: nothing (`public`), any identity (`signed-in`), or a permission
 * - `node`: on the tenant, project or environment that the path names, as a whole;
 * - `within`: on that node or anywhere below it; what is answered or changed is narrowed further;
 * - `system`: on `_platform`;
 * - `scope`: in the scope that the path names, on at least a part of it.
 */
export type Requirement =
  | { readonly kind: 'public' }
  | { readonly kind: 'signed-in' }
  | {
      readonly kind: 'permission';
      readonly permission: Permission;
      readonly on: 'node' | 'within' | 'system' | 'scope';
    };

/**
 * One route of `/api/v1` as data. The server registers it, OpenAPI is made from it, and the UI's
 * client is typed from it. `answer` is the body of the success status (`null`: 204).
 */
export interface Endpoint {
  readonly method: Method;
  readonly path: string;
  readonly summary: string;
  readonly tag: string;
  readonly requires: Requirement;
  readonly params?: TObject;
  readonly query?: TObject;
  readonly body?: TSchema;
  /** Bytes of the largest body; 1 MiB by default. */
  readonly bodyBytes?: number;
  readonly answer: TSchema | null;
  /** The handler gives the JSON text itself, which is sent byte for byte. */
  readonly answersText?: true;
  readonly status: 200 | 201 | 204;
}

/** Keeps the literal types of an endpoint. */
export function endpoint<const E extends Endpoint>(definition: E): E {
  return definition;
}

export const PUBLIC: Requirement = { kind: 'public' };
export const SIGNED_IN: Requirement = { kind: 'signed-in' };

/** The permission is asked for on the whole node that the path names. */
export function onNode(permission: Permission): Requirement {
  return { kind: 'permission', permission, on: 'node' };
}

/** The permission is asked for on the node that the path names or anywhere below it. */
export function within(permission: Permission): Requirement {
  return { kind: 'permission', permission, on: 'within' };
}

/** The permission is asked for on `_platform`. */
export function onSystem(permission: Permission): Requirement {
  return { kind: 'permission', permission, on: 'system' };
}

/** The permission is asked for in the scope that the path names; what is answered is narrowed to it. */
export function inScope(permission: Permission): Requirement {
  return { kind: 'permission', permission, on: 'scope' };
}

type StaticOf<S> = S extends TSchema ? Static<S> : never;

/** What a caller passes: params, query and body, each only where the endpoint has it. */
export type RequestOf<E extends Endpoint> = (E extends { readonly params: infer P }
  ? { readonly params: StaticOf<P> }
  : unknown) &
  (E extends { readonly query: infer Q } ? { readonly query?: StaticOf<Q> } : unknown) &
  (E extends { readonly body: infer B } ? { readonly body: StaticOf<B> } : unknown);

/** What the endpoint answers; `null` for 204. */
export type AnswerOf<E extends Endpoint> = E['answer'] extends TSchema ? Static<E['answer']> : null;
