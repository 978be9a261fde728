import type { Clock } from '../clock/clock.ts';
import type { Batch, BatchOutcome, Dialect, Statement, StateReader } from '../state/state.ts';
import { ApiTokenSql } from './api-token-sql.ts';
import { ClusterSql } from './cluster-sql.ts';
import type { Directory } from './directory.ts';
import { EnvironmentSql } from './environment-sql.ts';
import { PairHistory } from './pair-history.ts';
import { ProjectSql } from './project-sql.ts';
import { QuotaSql } from './quota-sql.ts';
import type { ReferenceSource } from './references.ts';
import type { Revocations } from './revocations.ts';
import { RoleBindingSql } from './role-binding-sql.ts';
import type { SecretSealer } from './secret-sealer.ts';
import { TenancyVersion } from './tenancy-version.ts';
import { TenantSql } from './tenant-sql.ts';
import { UserSql } from './user-sql.ts';

/** What a batch changes: `directory` is loaded again, `people` are only looked up again. */
export type ChangeKind = 'directory' | 'people';

/**
 * Commits tenancy batches. When the promise resolves, everything this process derived from what was
 * there before is dropped, and for `directory` the new one is in use (or none, when it cannot be
 * loaded). Rejects as `UnitOfWork.commit` does.
 */
export interface TenancyCommits {
  commit(batch: Batch, changes: ChangeKind): Promise<BatchOutcome>;
  current(): Directory;
}

/** What the use-cases of the tenancy work with. */
export interface TenancyContext {
  readonly reader: StateReader;
  readonly commits: TenancyCommits;
  readonly clock: Clock;
  /** Makes a ULID. */
  readonly newId: () => string;
  readonly secrets: SecretSealer;
  readonly references: readonly ReferenceSource[];
  readonly revocations: Revocations;
  readonly sql: TenancySql;
}

/** What other rooms keep of a user goes with them: statements of the batch that deletes the user. */
export type ForgetUser = (userId: string) => readonly Statement[];

/** Statements and queries of all tables, for one dialect. */
export interface TenancySql {
  readonly version: TenancyVersion;
  readonly tenants: TenantSql;
  readonly projects: ProjectSql;
  readonly environments: EnvironmentSql;
  readonly pairs: PairHistory;
  readonly clusters: ClusterSql;
  readonly users: UserSql;
  readonly bindings: RoleBindingSql;
  readonly tokens: ApiTokenSql;
  readonly quotas: QuotaSql;
}

export function tenancySql(dialect: Dialect, forgetUser: ForgetUser = () => []): TenancySql {
  return {
    version: new TenancyVersion(dialect),
    tenants: new TenantSql(dialect),
    projects: new ProjectSql(dialect),
    environments: new EnvironmentSql(dialect),
    pairs: new PairHistory(dialect),
    clusters: new ClusterSql(dialect),
    users: new UserSql(dialect, forgetUser),
    bindings: new RoleBindingSql(dialect),
    tokens: new ApiTokenSql(dialect),
    quotas: new QuotaSql(dialect),
  };
}
