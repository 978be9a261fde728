/** A scope as named in URLs, taken apart: `acme.shop.prod@eu-1`. */
export interface ScopeParts {
  /** Tenant, or `_platform`. */
  readonly owner: string;
  readonly project: string | undefined;
  readonly environment: string | undefined;
  readonly cluster: string | undefined;
}

const LABEL = '[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?';
const SHAPE = new RegExp(
  `^(_platform|${LABEL})(?:\\.(${LABEL}))?(?:\\.(${LABEL}))?(?:@(${LABEL}))?$`,
);

/** @returns undefined for a text that names no scope; `_platform` has no levels below it. */
export function parseScope(text: string): ScopeParts | undefined {
  const match = SHAPE.exec(text);
  const owner = match?.[1];
  if (match === null || owner === undefined) return undefined;
  const [, , project, environment, cluster] = match;
  if (owner === '_platform' && project !== undefined) return undefined;
  return { owner, project, environment, cluster };
}

/** The node of a scope, without its cluster: `acme.shop@eu-1` is `acme.shop`. */
export function nodeOf(scope: string): string {
  return scope.split('@')[0] ?? scope;
}

/** Where something happened, in the terms of tenancy; null where it is not known. */
export interface Location {
  readonly owner: string;
  readonly project: string | null;
  readonly environment: string | null;
  readonly cluster: string;
}

/** Whether what happened at `location` belongs to what the scope shows. */
export function covers(scope: ScopeParts, location: Location): boolean {
  return (
    scope.owner === location.owner &&
    (scope.project === undefined || scope.project === location.project) &&
    (scope.environment === undefined || scope.environment === location.environment) &&
    (scope.cluster === undefined || scope.cluster === location.cluster)
  );
}

/** Whether two scopes have an environment in common, as far as their names tell. */
export function overlaps(a: ScopeParts, b: ScopeParts): boolean {
  const same = (x: string | undefined, y: string | undefined) =>
    x === undefined || y === undefined || x === y;
  return (
    a.owner === b.owner &&
    same(a.project, b.project) &&
    same(a.environment, b.environment) &&
    same(a.cluster, b.cluster)
  );
}
