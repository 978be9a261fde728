import type { Statement, StatementResult } from '../state/state.ts';
import type { Revocation } from './revocations.ts';

/**
 * What the removal of a node revoked, read from the answers of `RoleBindingSql.deleteOn` and the
 * revoking statements of `ApiTokenSql`.
 */
export function revokedBy(
  statements: readonly Statement[],
  results: readonly StatementResult[],
): readonly Revocation[] {
  return statements.flatMap(({ name }, index) => {
    const rows = results[index]?.rows ?? [];
    if (name === 'binding.delete_on_node') {
      return rows.map((row): Revocation => ({ kind: 'rights', user: String(row.user_id) }));
    }
    if (name.startsWith('token.revoke_') || name === 'token.delete_of_owner') {
      return rows.map((row): Revocation => ({ kind: 'token', token: String(row.id) }));
    }
    return [];
  });
}
