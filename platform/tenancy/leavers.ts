import type { StateReader } from '../state/state.ts';
import { storedUserOf, type UserSql } from './user-sql.ts';

/**
 * Which of some mail addresses belong to people of an owner who may not sign in any more: everybody there who has the
 * address is disabled. People without a role at the owner say nothing, so that nobody learns of theirs.
 * @returns in lower case
 */
export async function leaversAmong(
  reader: Pick<StateReader, 'all'>,
  users: Pick<UserSql, 'mailedAt'>,
  owner: string,
  addresses: readonly string[],
): Promise<ReadonlySet<string>> {
  if (addresses.length === 0) return new Set();
  const found = (await reader.all(users.mailedAt(owner, addresses))).map(storedUserOf);
  const keyOf = (email: string | null) => (email ?? '').toLowerCase();
  const present = new Set(
    found.filter(({ disabled }) => !disabled).map(({ email }) => keyOf(email)),
  );
  return new Set(found.map(({ email }) => keyOf(email)).filter((key) => !present.has(key)));
}
