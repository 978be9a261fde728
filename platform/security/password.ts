import { randomBytes, randomInt, scrypt, timingSafeEqual } from 'node:crypto';
import { WorkLimit } from './work-limit.ts';

/** Cost of scrypt: N = 2^`logN`, block size `r`, parallelism `p`; memory is 128 · N · r bytes. */
export interface ScryptCost {
  readonly logN: number;
  readonly r: number;
  readonly p: number;
}

/** 32 MiB each. @see OWASP Password Storage Cheat Sheet, scrypt */
const DEFAULT_SCRYPT_COST: ScryptCost = { logN: 15, r: 8, p: 3 };

export interface PasswordCheck {
  readonly isRight: boolean;
  /** Right, but stored with another cost than today's: store a new hash. */
  readonly needsRehash: boolean;
}

export interface PasswordHasher {
  /** e.g. `$scrypt$ln=15,r=8,p=3$<salt>$<hash>`, base64 without padding. */
  hash(password: string): Promise<string>;
  /**
   * Without a stored hash (no such user), or with a text that is none, it takes as long and answers
   * no. Rejects with AppError
   * `unavailable` when too many checks wait.
   */
  verify(password: string, stored: string | undefined): Promise<PasswordCheck>;
}

const SALT_BYTES = 16;
const HASH_BYTES = 32;
const MAX_RUNNING = 2;
const MAX_WAITING = 64;
const STORED = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([\w+/-]+)\$([\w+/-]+)$/;

/** Few at a time: each takes 32 MiB and a thread that DNS and files need as well. */
export function createPasswordHasher(cost: ScryptCost = DEFAULT_SCRYPT_COST): PasswordHasher {
  const limit = new WorkLimit(MAX_RUNNING, MAX_WAITING);
  const nobody: StoredPassword = {
    cost,
    salt: randomBytes(SALT_BYTES),
    hash: randomBytes(HASH_BYTES),
  };
  return {
    hash: async (password) => {
      const salt = randomBytes(SALT_BYTES);
      return print({ cost, salt, hash: await limit.run(() => derive(password, salt, cost)) });
    },
    verify: async (password, stored) => {
      const known = stored === undefined ? undefined : parse(stored);
      const { hash, salt, cost: itsCost } = known ?? nobody;
      const derived = await limit.run(() => derive(password, salt, itsCost));
      const isRight = timingSafeEqual(derived, hash) && known !== undefined;
      return { isRight, needsRehash: isRight && !isSameCost(itsCost, cost) };
    },
  };
}

const FIRST_PASSWORD_ALPHABET = '23456789abcdefghjkmnpqrstuvwxyz';

/** A password to print once and have changed: 4 groups of 5 easily read characters, 99 bits. */
export function generateFirstPassword(): string {
  const group = () =>
    Array.from(
      { length: 5 },
      () => FIRST_PASSWORD_ALPHABET[randomInt(FIRST_PASSWORD_ALPHABET.length)],
    ).join('');
  return [group(), group(), group(), group()].join('-');
}

interface StoredPassword {
  readonly cost: ScryptCost;
  readonly salt: Buffer;
  readonly hash: Buffer;
}

function print({ cost, salt, hash }: StoredPassword): string {
  const text = (bytes: Buffer) => bytes.toString('base64').replaceAll('=', '');
  return `$scrypt$ln=${cost.logN},r=${cost.r},p=${cost.p}$${text(salt)}$${text(hash)}`;
}

/** Undefined for what `hash` cannot have written. */
function parse(stored: string): StoredPassword | undefined {
  const [, logN, r, p, salt = '', hash = ''] = STORED.exec(stored) ?? [];
  const cost = { logN: Number(logN), r: Number(r), p: Number(p) };
  const parsed = { cost, salt: Buffer.from(salt, 'base64'), hash: Buffer.from(hash, 'base64') };
  return parsed.hash.byteLength === HASH_BYTES ? parsed : undefined;
}

function derive(password: string, salt: Buffer, cost: ScryptCost): Promise<Buffer> {
  const parameters = { N: 2 ** cost.logN, r: cost.r, p: cost.p };
  const maxmem = 128 * parameters.N * cost.r * 2;
  return new Promise((resolve, reject) => {
    scrypt(
      password.normalize('NFKC'),
      salt,
      HASH_BYTES,
      { ...parameters, maxmem },
      (error, key) => {
        if (error) reject(error);
        else resolve(key);
      },
    );
  });
}

function isSameCost(a: ScryptCost, b: ScryptCost): boolean {
  return a.logN === b.logN && a.r === b.r && a.p === b.p;
}
