/** Fields that every delivered line bears, set by us last: nobody else may write them. */
export const STAMPED_NAMES = [
  'tenant',
  'project',
  'environment',
  'cluster',
  'namespace',
  'workload',
  'pod',
  'container',
  'app',
] as const;

/** Where Fluent Bit puts what it knows of the pod: what the stamp is made of. */
export const METADATA_FIELD = 'kubernetes';

/** Where parsed fields go unless somebody names another place. */
export const PARSED_FIELD = 'parsed';

const PROTECTED: ReadonlySet<string> = new Set([...STAMPED_NAMES, METADATA_FIELD]);

/**
 * The first part of what a filter names: `log` of `log`, `kubernetes` of `$.kubernetes.labels`,
 * `$['kubernetes']['labels']` and `kubernetes.labels`.
 */
export function rootOf(key: string): string {
  const accessor = /^\$(?:\.|\[['"])([^.['"\]]*)/.exec(key);
  if (accessor) return accessor[1] ?? '';
  return key.split('.')[0] ?? key;
}

/** True for what tenants' filters may neither write, rename nor remove. */
export function isProtected(key: string): boolean {
  return PROTECTED.has(rootOf(key.trim())) || PROTECTED.has(key.trim());
}

/** True when names that begin with the prefix can be protected ones. */
export function prefixReachesProtected(prefix: string): boolean {
  return [...PROTECTED].some((name) => name.startsWith(prefix));
}
