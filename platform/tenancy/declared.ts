import type { Clock } from '../clock/clock.ts';
import { AppError, type ErrorDetail } from '../errors/app-error.ts';
import type { Logger } from '../observe/logger.ts';
import type { PasswordHasher } from '../security/password.ts';
import type { State } from '../state/state.ts';
import { type DeclaredChange, joinChanges } from './declared-change.ts';
import { referencedNodes } from './declared-references.ts';
import type { DeclaredTenancy } from './declared-tenancy.ts';
import { pairKey } from './directory.ts';
import { planPeople } from './plan-declared-people.ts';
import { planPlaces } from './plan-declared-places.ts';
import type { ReferenceSource } from './references.ts';
import type { SecretSealer } from './secret-sealer.ts';
import type { TenancySql } from './tenancy-context.ts';
import { readSnapshot, type TenancySnapshot } from './tenancy-snapshot.ts';
import { type StoredUser, userNameKey } from './user.ts';

export interface DeclaredOptions {
  readonly state: State;
  readonly sql: TenancySql;
  readonly secrets: SecretSealer;
  readonly hasher: PasswordHasher;
  readonly references: readonly ReferenceSource[];
  readonly clock: Clock;
  readonly newId: () => string;
  readonly logger: Logger;
}

const MAX_ATTEMPTS = 5;

/**
 * Brings the state in line with the tenancy part of the configuration, in one batch: all of it or
 * nothing. To be called at start, before the directory is opened.
 *
 * - What is declared is created or updated, and read-only through the API. A thing of the same name
 *   that was made through the API is taken over, with a line in the log.
 * - Tenants, projects, environments and clusters that left the file are deleted, unless something
 *   still refers to them: then they become ordinary ones, with a line in the log.
 * - Users, role bindings and tokens that left the file are deleted in any case, users with all their
 *   role bindings and sessions: whoever removes them from the file means to end their access.
 *
 * @throws AppError `invalid` with all findings when the state does not allow it (a namespace that
 * belongs to somebody else), `unavailable` when the database fails.
 */
export async function synchronizeDeclared(
  options: DeclaredOptions,
  wanted: DeclaredTenancy,
): Promise<void> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const stored = await readSnapshot(options.state, options.sql);
    const change = await planAll(options, stored, wanted);
    const statements = [...change.removals, ...change.writes];
    if (statements.length === 0) return;
    const batch = options.sql.version.batchAt(stored.version, 'tenancy.declare', statements);
    const outcome = await options.state.commit(batch);
    if (outcome.kind === 'committed') {
      logNotes(options.logger, change);
      return;
    }
    if (outcome.statement !== 'tenancy.version') {
      const cause = new Error(`${outcome.kind} at ${outcome.statement}`);
      throw new AppError('internal', 'What the configuration declares could not be stored.', {
        cause,
      });
    }
  }
  throw new AppError(
    'unavailable',
    'The tenancy is being changed by another process all the time.',
  );
}

async function planAll(
  options: DeclaredOptions,
  stored: TenancySnapshot,
  wanted: DeclaredTenancy,
): Promise<DeclaredChange> {
  const { state, sql, secrets, clock, newId } = options;
  const nowMs = clock.nowMs();
  const ends = await state.all(sql.pairs.lastEnds());
  const lastEnds = new Map(
    ends.map((row) => [pairKey(row.cluster, row.namespace), Number(row.end_ms ?? 0)]),
  );
  const referenced = await referencedNodes(options, stored);
  const shared = { sql, nowMs, stored, wanted };
  const places = planPlaces({ ...shared, secrets, referenced, lastEnds });
  refuseFindings(places.findings);
  const hashes = await declaredHashes(options.hasher, stored.users, wanted);
  // People first: what a node that goes still holds is withdrawn after declared tokens have moved.
  return joinChanges([planPeople({ ...shared, newId, hashes }), places.change]);
}

function refuseFindings(findings: readonly ErrorDetail[]): void {
  if (findings.length === 0) return;
  throw new AppError('invalid', 'What the configuration declares does not fit what is stored', {
    details: findings,
  });
}

/** A declared text is hashed anew only when the stored hash is not one of it. */
async function declaredHashes(
  hasher: PasswordHasher,
  users: readonly StoredUser[],
  wanted: DeclaredTenancy,
): Promise<ReadonlyMap<string, string>> {
  const stored = new Map(users.map((user) => [userNameKey(user.name), user.passwordHash]));
  const hashes = new Map<string, string>();
  for (const { name, password } of wanted.users) {
    const key = userNameKey(name);
    if (password.kind === 'hash') hashes.set(key, password.hash);
    if (password.kind !== 'text') continue;
    const before = stored.get(key);
    const fits = before ? await hasher.verify(password.text, before) : undefined;
    const keeps = fits?.isRight && !fits.needsRehash;
    hashes.set(key, before && keeps ? before : await hasher.hash(password.text));
  }
  return hashes;
}

function logNotes(logger: Logger, change: DeclaredChange): void {
  for (const { outcome, what } of change.notes) {
    const fields = { outcome, declared: what };
    if (outcome === 'taken over' || outcome === 'kept as ordinary') {
      logger.warn(fields, 'declared thing changed hands');
    } else {
      logger.info(fields, 'declared thing synchronized');
    }
  }
}
