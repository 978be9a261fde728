import { AppError } from '../errors/app-error.ts';
import { generateFirstPassword, type PasswordHasher } from '../security/password.ts';
import type { Statement } from '../state/state.ts';
import { findings } from './field-checks.ts';
import { keyAfter, type Page, type PageRequest, pageFrom, rowsFor } from './keyset.ts';
import {
  alreadyExists,
  lostRace,
  notFound,
  refuseDeclared,
  refuseFindings,
  refuseOtherRevision,
} from './refusals.ts';
import { changedAt, newlyStored } from './stored.ts';
import type { TenancyContext } from './tenancy-context.ts';
import {
  checkPassword,
  checkUserFields,
  checkUserName,
  type StoredUser,
  type User,
  type UserFields,
  userNameKey,
} from './user.ts';
import { storedUserOf } from './user-sql.ts';

export interface NewUser extends UserFields {
  readonly name: string;
  /** Absent: one is made. Either way it must be changed at the first sign-in. */
  readonly password?: string | undefined;
}

/** A user and the password that was made for them: to be shown once, stored nowhere. */
export interface UserWithPassword {
  readonly user: User;
  /** null: the caller has chosen it. */
  readonly firstPassword: string | null;
}

/** What system roles can do with users. Who may is decided before. */
export class Users {
  readonly #context: TenancyContext;
  readonly #hasher: PasswordHasher;

  constructor(context: TenancyContext, hasher: PasswordHasher) {
    this.#context = context;
    this.#hasher = hasher;
  }

  /** @throws AppError `not_found`. */
  async get(id: string): Promise<User> {
    return withoutHash(await this.#stored(id));
  }

  /** In the order of their names. */
  async list(page: PageRequest): Promise<Page<User>> {
    const { reader, sql } = this.#context;
    const rows = await reader.all(sql.users.page(keyAfter(page), rowsFor(page)));
    const users = rows.map((row) => withoutHash(storedUserOf(row)));
    return pageFrom(users, page, (user) => userNameKey(user.name));
  }

  /** @throws AppError `invalid`, `conflict` (the name, without regard to case). */
  async create(input: NewUser): Promise<UserWithPassword> {
    refuseFindings(
      'The user cannot be created',
      findings(
        checkUserName(input.name, '/name'),
        checkUserFields(input),
        input.password === undefined ? null : checkPassword(input.password, '/password'),
      ),
    );
    const firstPassword = input.password === undefined ? generateFirstPassword() : null;
    const { displayName, email, language, disabled } = input;
    const user: StoredUser = {
      id: this.#context.newId(),
      name: input.name,
      displayName,
      email,
      language,
      disabled,
      mustChangePassword: true,
      passwordDeclared: false,
      passwordHash: await this.#hasher.hash(firstPassword ?? input.password ?? ''),
      ...newlyStored(this.#context.clock.nowMs()),
    };
    const { sql } = this.#context;
    const outcome = await this.#commit('user.create', [sql.users.insert(user)]);
    if (outcome.kind !== 'committed') throw alreadyExists(nameOf(user));
    return { user: withoutHash(user), firstPassword };
  }

  /**
   * Disabling ends all sessions at once.
   * @throws AppError `not_found`, `invalid`, `conflict` (declared, or the last system admin),
   * `precondition_failed`.
   */
  async update(id: string, fields: UserFields, expected: number | null): Promise<User> {
    const before = await this.#stored(id);
    refuseDeclared(nameOf(before), before);
    refuseOtherRevision(nameOf(before), before, expected);
    refuseFindings(`${nameOf(before)} cannot be changed`, checkUserFields(fields));
    const { displayName, email, language, disabled } = fields;
    const user: StoredUser = {
      ...before,
      displayName,
      email,
      language,
      disabled,
      ...changedAt(before, this.#context.clock.nowMs()),
    };
    const { sql } = this.#context;
    const ended = disabled ? [sql.users.endSessions(id)] : [];
    const guard = disabled && !before.disabled ? await this.#adminGuard(id) : [];
    const statements = [sql.users.replace(user), ...ended, ...guard];
    await this.#carryOut('user.update', before, statements);
    if (disabled) this.#endSessions(id);
    return withoutHash(user);
  }

  /**
   * Makes a new first password and ends all sessions.
   * @throws AppError `not_found`, `conflict` (the password is declared), `precondition_failed`.
   */
  async resetPassword(id: string): Promise<UserWithPassword> {
    const before = await this.#stored(id);
    refusePasswordDeclared(before);
    const firstPassword = generateFirstPassword();
    const passwordHash = await this.#hasher.hash(firstPassword);
    const user: StoredUser = {
      ...before,
      passwordHash,
      mustChangePassword: true,
      ...changedAt(before, this.#context.clock.nowMs()),
    };
    const { sql } = this.#context;
    const statements = [sql.users.replace(user), sql.users.endSessions(id)];
    await this.#carryOut('user.reset_password', before, statements);
    this.#endSessions(id);
    return { user: withoutHash(user), firstPassword };
  }

  /** As `resetPassword`, by the name with which the user signs in. */
  async resetPasswordOf(name: string): Promise<UserWithPassword> {
    const { reader, sql } = this.#context;
    const row = await reader.first(sql.users.named(name));
    if (!row) throw notFound(`User ${name}`);
    return this.resetPassword(row.id);
  }

  /**
   * Removes the user with all role bindings and sessions. Tokens they made live on.
   * @throws AppError `not_found`, `conflict` (declared, or the last system admin).
   */
  async delete(id: string): Promise<void> {
    const before = await this.#stored(id);
    refuseDeclared(nameOf(before), before);
    const guard = await this.#adminGuard(id);
    const statements = [...this.#context.sql.users.delete(id), ...guard];
    await this.#carryOut('user.delete', before, statements);
    this.#endSessions(id);
  }

  async #stored(id: string): Promise<StoredUser> {
    const row = await this.#context.reader.first(this.#context.sql.users.one(id));
    if (!row) throw notFound(`User ${id}`);
    return storedUserOf(row);
  }

  /** Asked for only when the user is a system admin, so that a system without one can be worked on. */
  async #adminGuard(id: string): Promise<readonly Statement[]> {
    const { reader, sql } = this.#context;
    const rows = await reader.all(sql.bindings.ofUser(id));
    return rows.some((row) => row.role === 'system-admin') ? [sql.users.someSystemAdmin()] : [];
  }

  #commit(name: string, statements: readonly Statement[]) {
    const { sql, commits } = this.#context;
    return commits.commit(sql.version.batch(name, statements), 'people');
  }

  async #carryOut(name: string, user: StoredUser, statements: readonly Statement[]): Promise<void> {
    const outcome = await this.#commit(name, statements);
    if (outcome.kind === 'committed') return;
    if (outcome.statement === 'user.some_system_admin') throw lastSystemAdmin(user.name);
    throw lostRace(nameOf(user));
  }

  #endSessions(user: string): void {
    this.#context.revocations.announce({ kind: 'sessions', user, except: null });
  }
}

const nameOf = (user: { readonly name: string }): string => `User ${user.name}`;

/** @throws AppError `conflict` when the password comes from the configuration file. */
export function refusePasswordDeclared(user: User): void {
  if (!user.passwordDeclared) return;
  throw new AppError(
    'conflict',
    `The password of user ${user.name} is declared in the configuration file. Change it there and restart the service.`,
  );
}

/** Nobody could give that role to anybody again. */
export function lastSystemAdmin(name: string): AppError {
  return new AppError(
    'conflict',
    `User ${name} is the last system admin who can sign in. Give the role to somebody else first.`,
  );
}

/** The user as it may leave this room. */
function withoutHash(stored: StoredUser): User {
  const { passwordHash: _, ...user } = stored;
  return user;
}
