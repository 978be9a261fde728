import type { ErrorDetail } from '../errors/app-error.ts';
import { check, checkEmail, checkText, findings, show } from './field-checks.ts';
import type { Stored } from './stored.ts';
import type { Language } from './tenant.ts';

/** What a system role can say and change about a user. */
export interface UserFields {
  readonly displayName: string;
  readonly email: string | null;
  readonly language: Language;
  /** A disabled user cannot sign in and has no sessions. */
  readonly disabled: boolean;
}

export interface User extends UserFields, Stored {
  /** ULID. */
  readonly id: string;
  /** Unique without regard to case; never changes. */
  readonly name: string;
  /** The password was made by somebody else and must be changed before anything else. */
  readonly mustChangePassword: boolean;
  /** The password comes from the configuration file. */
  readonly passwordDeclared: boolean;
}

/** A user as stored: with the hash of the password, which leaves this room only to be verified. */
export interface StoredUser extends User {
  /** As the hasher printed it; null: nobody can sign in with a password. */
  readonly passwordHash: string | null;
}

/** Characters of a password, inclusive. */
const PASSWORD_CHARS = { min: 10, max: 1024 } as const;

const USER_NAME = /^[A-Za-z0-9][A-Za-z0-9._@-]{0,119}$/;

/** Names are equal when these are. */
export function userNameKey(name: string): string {
  return name.toLowerCase();
}

export function checkUserName(name: string, path: string): readonly ErrorDetail[] {
  return findings(
    check(
      USER_NAME.test(name),
      path,
      `expected letters, digits, ". _ @ -", at most 120, beginning with a letter or digit, got ${show(name)}`,
    ),
  );
}

export function checkUserFields(fields: UserFields, at = ''): readonly ErrorDetail[] {
  return findings(
    checkText(fields.displayName, `${at}/displayName`, 200),
    checkEmail(fields.email, `${at}/email`),
  );
}

export function checkPassword(password: string, path: string): readonly ErrorDetail[] {
  const { min, max } = PASSWORD_CHARS;
  const fits = password.length >= min && password.length <= max;
  return findings(check(fits, path, `expected ${min} to ${max} characters`));
}
