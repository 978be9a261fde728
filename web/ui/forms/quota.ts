import type { ErrorDetail } from '../api/api-error.ts';

/** How much of a quota is used, and by whom; most first. */
export interface Quota {
  readonly used: string;
  readonly limit: string;
  readonly scopes: readonly (readonly [name: string, count: string])[];
  readonly authors: readonly (readonly [name: string, count: string])[];
  /** What the reader may not see, or did not fit; empty for nothing. */
  readonly others: string;
}

const STEP = /^\/quota\/(scopes|authors)\/(.+)$/;

/** What the details of a refusal say about a quota; undefined where they say nothing of one. */
export function quotaOf(details: readonly ErrorDetail[]): Quota | undefined {
  const at = (path: string) => details.find((detail) => detail.path === path)?.message;
  const used = at('/quota/used');
  const limit = at('/quota/limit');
  if (used === undefined || limit === undefined) return undefined;
  const lines = (of: string) =>
    details.flatMap(({ path, message }): [string, string][] => {
      const [, kind, name = ''] = STEP.exec(path) ?? [];
      return kind === of ? [[name.replaceAll('~1', '/').replaceAll('~0', '~'), message]] : [];
    });
  const others = at('/quota/others') ?? '';
  return { used, limit, scopes: lines('scopes'), authors: lines('authors'), others };
}
