import { type CompiledQuery, type Kysely, sql } from 'kysely';
import { builderFor, statement } from '../state/builder.ts';
import type { Dialect, Statement } from '../state/state.ts';
import { storedColumns, storedOf } from './stored.ts';
import type { TenancyTables, UserRow } from './tables.ts';
import { languageOf } from './tenant-sql.ts';
import { type StoredUser, userNameKey } from './user.ts';

/** Statements and queries of the table `users`, and of what belongs to a user alone. */
export class UserSql {
  readonly #db: Kysely<TenancyTables>;
  readonly #forget: (userId: string) => readonly Statement[];

  /** @param forget what other rooms keep of a user, and is deleted with the user */
  constructor(dialect: Dialect, forget: (userId: string) => readonly Statement[] = () => []) {
    this.#forget = forget;
    this.#db = builderFor<TenancyTables>(dialect);
  }

  all(): CompiledQuery<UserRow> {
    return this.#db.selectFrom('users').selectAll().orderBy('name_key').compile();
  }

  one(id: string): CompiledQuery<UserRow> {
    return this.#db.selectFrom('users').selectAll().where('id', '=', id).compile();
  }

  named(name: string): CompiledQuery<UserRow> {
    return this.#db
      .selectFrom('users')
      .selectAll()
      .where('name_key', '=', userNameKey(name))
      .compile();
  }

  /** @param ids at least one */
  some(ids: readonly string[]): CompiledQuery<UserRow> {
    const query = this.#db.selectFrom('users').selectAll();
    return query.where('id', 'in', [...ids]).compile();
  }

  /**
   * Those with a role somewhere at an owner and one of the mail addresses, without regard to case.
   * @param addresses at least one
   */
  mailedAt(owner: string, addresses: readonly string[]): CompiledQuery<UserRow> {
    const keys = addresses.map((address) => address.toLowerCase());
    return this.#db
      .selectFrom('users')
      .selectAll()
      .where(sql<string>`lower(email)`, 'in', keys)
      .where('id', 'in', (bindings) =>
        bindings.selectFrom('role_bindings').select('user_id').where('owner', '=', owner),
      )
      .compile();
  }

  /** Those who can sign in and whose name, or name for people, holds the text; by name. */
  holding(text: string, limit: number): CompiledQuery<UserRow> {
    const pattern = `%${text.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
    return this.#db
      .selectFrom('users')
      .selectAll()
      .where('disabled', '=', 0)
      .where(
        sql<boolean>`(name_key LIKE ${pattern} ESCAPE '\\' OR lower(display_name) LIKE ${pattern} ESCAPE '\\')`,
      )
      .orderBy('name_key')
      .limit(limit)
      .compile();
  }

  page(afterNameKey: string, limit: number): CompiledQuery<UserRow> {
    return this.#db
      .selectFrom('users')
      .selectAll()
      .where('name_key', '>', afterNameKey)
      .orderBy('name_key')
      .limit(limit)
      .compile();
  }

  /** Precondition: the user exists. */
  exists(id: string): Statement {
    const query = this.#db.selectFrom('users').select('id').where('id', '=', id);
    return statement('user.exists', query.compile(), 'one');
  }

  /** Precondition: there is no user at all. */
  noneExists(): Statement {
    const query = this.#db.selectFrom('users').select('id').limit(1);
    return statement('user.none', query.compile(), 'none');
  }

  /** Postcondition: somebody who can sign in is system admin. */
  someSystemAdmin(): Statement {
    return statement('user.some_system_admin', this.systemAdmins(), 'at-least-one');
  }

  /** Ids of users that are system admin and not disabled, a few. */
  systemAdmins(): CompiledQuery<{ id: string }> {
    return this.#db
      .selectFrom('role_bindings')
      .innerJoin('users', 'users.id', 'role_bindings.user_id')
      .select('users.id')
      .where('role_bindings.role', '=', 'system-admin')
      .where('users.disabled', '=', 0)
      .limit(2)
      .compile();
  }

  insert(user: StoredUser): Statement {
    const query = this.#db.insertInto('users').values(rowOf(user));
    return statement('user.insert', query.compile(), 'one');
  }

  /** Stands only while the stored revision is the one before that of `user`. */
  replace(user: StoredUser): Statement {
    const query = this.#db
      .updateTable('users')
      .set(rowOf(user))
      .where('id', '=', user.id)
      .where('revision', '=', user.revision - 1);
    return statement('user.replace', query.compile(), 'one');
  }

  /** Ends all sessions of the user but the one given. */
  endSessions(id: string, exceptIdHash: string | null = null): Statement {
    const query = this.#db.deleteFrom('sessions').where('user_id', '=', id);
    const some = exceptIdHash === null ? query : query.where('id_hash', '!=', exceptIdHash);
    return statement('user.end_sessions', some.compile());
  }

  /** Removes the user with sessions, role bindings and what other rooms keep; tokens they made live on. */
  delete(id: string): readonly Statement[] {
    const bindings = this.#db.deleteFrom('role_bindings').where('user_id', '=', id);
    const user = this.#db.deleteFrom('users').where('id', '=', id);
    return [
      this.endSessions(id),
      ...this.#forget(id),
      statement('user.delete_bindings', bindings.compile()),
      statement('user.delete', user.compile(), 'one'),
    ];
  }
}

function rowOf(user: StoredUser): UserRow {
  return {
    id: user.id,
    name: user.name,
    name_key: userNameKey(user.name),
    display_name: user.displayName,
    email: user.email,
    language: user.language,
    disabled: user.disabled ? 1 : 0,
    password_hash: user.passwordHash,
    password_declared: user.passwordDeclared ? 1 : 0,
    must_change_password: user.mustChangePassword ? 1 : 0,
    ...storedColumns(user),
  };
}

export function storedUserOf(row: UserRow): StoredUser {
  return {
    id: row.id,
    name: row.name,
    displayName: row.display_name,
    email: row.email,
    language: languageOf(row.language),
    disabled: Number(row.disabled) === 1,
    mustChangePassword: Number(row.must_change_password) === 1,
    passwordDeclared: Number(row.password_declared) === 1,
    passwordHash: row.password_hash,
    ...storedOf(row),
  };
}
