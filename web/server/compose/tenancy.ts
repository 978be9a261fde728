import { channelReferenceSource } from '../../../alerting/channels/channel-references.ts';
import { ruleReferences } from '../../../alerting/rules/rule-references.ts';
import { Authenticator } from '../../../platform/identity/authenticator.ts';
import { OwnAccount } from '../../../platform/identity/own-account.ts';
import { SessionStore } from '../../../platform/identity/session-store.ts';
import { SignIn } from '../../../platform/identity/sign-in.ts';
import { TokenStore } from '../../../platform/identity/token-store.ts';
import { createPasswordHasher } from '../../../platform/security/password.ts';
import { SignInThrottle } from '../../../platform/security/sign-in-throttle.ts';
import { ApiTokens } from '../../../platform/tenancy/api-tokens.ts';
import { Clusters } from '../../../platform/tenancy/clusters.ts';
import { synchronizeDeclared } from '../../../platform/tenancy/declared.ts';
import type { DeclaredTenancy } from '../../../platform/tenancy/declared-tenancy.ts';
import { DirectoryStore } from '../../../platform/tenancy/directory-store.ts';
import { Environments } from '../../../platform/tenancy/environments.ts';
import { type FirstStart, prepareFirstStart } from '../../../platform/tenancy/first-start.ts';
import { Projects } from '../../../platform/tenancy/projects.ts';
import { Revocations } from '../../../platform/tenancy/revocations.ts';
import { RoleBindings } from '../../../platform/tenancy/role-bindings.ts';
import { tenancySql } from '../../../platform/tenancy/tenancy-context.ts';
import { Tenants } from '../../../platform/tenancy/tenants.ts';
import { Users } from '../../../platform/tenancy/users.ts';
import { durationMs, type Floor } from './floor.ts';

/** Tenants, people and who they are. */
export interface TenancyParts {
  readonly directories: DirectoryStore;
  readonly revocations: Revocations;
  readonly authenticator: Authenticator;
  readonly signIn: SignIn;
  readonly account: OwnAccount;
  readonly tenants: Tenants;
  readonly projects: Projects;
  readonly environments: Environments;
  readonly clusters: Clusters;
  readonly users: Users;
  readonly bindings: RoleBindings;
  readonly tokens: ApiTokens;
  readonly firstStart: FirstStart;
}

/** Brings the state in line with the configuration, then opens the directory and the use-cases. */
export async function composeTenancy(
  floor: Floor,
  declared: DeclaredTenancy,
): Promise<TenancyParts> {
  const { state, clock, logger, newId, secrets, config } = floor;
  const sql = tenancySql(state.dialect);
  const hasher = createPasswordHasher();
  const references = [ruleReferences(state.dialect), channelReferenceSource(state.dialect)];
  await synchronizeDeclared(
    { state, sql, secrets, hasher, references, clock, newId, logger },
    declared,
  );
  const firstStart = await prepareFirstStart({ state, sql, hasher, clock, newId });
  const directories = await DirectoryStore.open({ state, sql, secrets, clock, logger });
  const revocations = new Revocations(logger);
  const context = {
    reader: state,
    commits: directories,
    clock,
    newId,
    secrets,
    references,
    revocations,
    sql,
  };
  const policy = {
    lifetimeMs: durationMs(config.session.lifetime),
    idleMs: durationMs(config.session.idle),
  };
  const sessions = new SessionStore({ state, sql, clock, logger, policy });
  const tokens = new TokenStore({
    reader: state,
    sql,
    clock,
    directory: () => directories.current(),
  });
  const throttle = new SignInThrottle(clock);
  const generation = () => directories.generation;
  const account = {
    reader: state,
    commits: directories,
    sql,
    sessions,
    hasher,
    throttle,
    revocations,
    clock,
  };
  return {
    directories,
    revocations,
    authenticator: new Authenticator({ sessions, tokens, revocations, generation }),
    signIn: new SignIn({ ...account, state }),
    account: new OwnAccount(account),
    tenants: new Tenants(context),
    projects: new Projects(context),
    environments: new Environments(context),
    clusters: new Clusters(context),
    users: new Users(context, hasher),
    bindings: new RoleBindings(context),
    tokens: new ApiTokens(context),
    firstStart,
  };
}
