import { AppError, type ErrorDetail } from '../../platform/errors/app-error.ts';
import { printScopeName } from '../../platform/tenancy/scope-name.ts';
import type { Rule } from './rule.ts';

/** Lines of each kind in the details; what is beyond them is counted with the others. */
const MOST_LINES = 20;

/**
 * The refusal of one rule too many. Its details say what is used and by whom, most first:
 * `/quota/used`, `/quota/limit`, `/quota/scopes/<scope>`, `/quota/authors/<name>` (who changed them
 * last), and `/quota/others` for what the caller may not see or did not fit.
 */
export function quotaUsed(
  owner: string,
  limit: number,
  rules: readonly Rule[],
  mayRead: (rule: Rule) => boolean,
): AppError {
  const seen = rules.filter(mayRead);
  const scopes = counted(seen.map(({ scope }) => printScopeName(scope)));
  const authors = counted(seen.map(({ updatedBy }) => updatedBy));
  const told = scopes.reduce((sum, [, count]) => sum + count, 0);
  const details: readonly ErrorDetail[] = [
    { path: '/quota/used', message: String(rules.length) },
    { path: '/quota/limit', message: String(limit) },
    ...scopes.map(([name, count]) => line('scopes', name, count)),
    ...authors.map(([name, count]) => line('authors', name, count)),
    ...(told < rules.length
      ? [{ path: '/quota/others', message: String(rules.length - told) }]
      : []),
  ];
  const [most] = scopes;
  const where = most ? ` Most of them, ${most[1]}, are of ${most[0]}.` : '';
  return new AppError(
    'limited',
    `${owner} has ${rules.length} of ${limit} rules, the most allowed.${where} Delete some, or ask for a higher limit of rules.`,
    { details },
  );
}

function counted(names: readonly string[]): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, MOST_LINES);
}

function line(of: 'scopes' | 'authors', name: string, count: number): ErrorDetail {
  const step = name.replaceAll('~', '~0').replaceAll('/', '~1');
  return { path: `/quota/${of}/${step}`, message: String(count) };
}
