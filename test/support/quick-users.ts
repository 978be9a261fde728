import { createHash, scryptSync } from 'node:crypto';

/** The least that the service takes of a declared hash: a millisecond, where the usual cost is 0.3 s. */
const COST = { logN: 10, r: 1, p: 1 } as const;

interface DeclaredUser {
  readonly name: string;
  readonly password?: unknown;
}

/**
 * The same configuration with the hash of each user's password instead of its text. Nobody signs in
 * otherwise; but a service that is started a hundred times hashes no password three hundred times.
 */
export function quickUsers(
  config: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  if (!Array.isArray(config.users)) return config;
  return { ...config, users: (config.users as readonly DeclaredUser[]).map(quickUser) };
}

function quickUser(user: DeclaredUser): object {
  const { password, ...rest } = user;
  return typeof password === 'string'
    ? { ...rest, passwordHash: hashOf(user.name, password) }
    : user;
}

/** The same at each start, since another hash ends the sessions of its user. */
function hashOf(name: string, password: string): string {
  const salt = createHash('sha256').update(`${name} ${password}`).digest().subarray(0, 16);
  const { logN, r, p } = COST;
  const hash = scryptSync(password.normalize('NFKC'), salt, 32, { N: 2 ** logN, r, p });
  const text = (bytes: Buffer) => bytes.toString('base64').replaceAll('=', '');
  return `$scrypt$ln=${logN},r=${r},p=${p}$${text(salt)}$${text(hash)}`;
}
