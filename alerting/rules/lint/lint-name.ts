import { contains, type ScopeName } from '../../../platform/tenancy/scope-name.ts';
import type { LintRun } from './lint-context.ts';

/** Another rule of the owner that people could take for this one. */
export function lintName({ content, context, out }: LintRun): void {
  const name = content.name.trim();
  const twin = context.otherRules.find(
    (other) =>
      other.id !== context.ruleId &&
      other.name.trim() === name &&
      overlap(other.scope, content.scope),
  );
  if (twin !== undefined) out.add('name_repeated', { path: '/name' });
}

function overlap(a: ScopeName, b: ScopeName): boolean {
  if (a.cluster !== null && b.cluster !== null && a.cluster !== b.cluster) return false;
  if (a.kind === 'platform' || b.kind === 'platform') return a.kind === b.kind;
  return contains(a.node, b.node) || contains(b.node, a.node);
}
