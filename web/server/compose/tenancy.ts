import { channelReferenceSource } from '../../../alerting/channels/channel-references.ts';
import { ruleReferences } from '../../../alerting/rules/rule-references.ts';
import { Authenticator } from '../../../platform/identity/authenticator.ts';
import { OwnAccount } from '../../../platform/identity/own-account.ts';
import { SessionStore } from '../../../platform/identity/session-store.ts';
import { SignIn } from '../../../platform/identity/sign-in.ts';
import { TokenStore } from '../../../platform/identity/token-store.ts';
import { createPasswordHasher, type PasswordHasher } from '../../../platform/security/password.ts';
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
import { type TenancySql, tenancySql } from '../../../platform/tenancy/tenancy-context.ts';
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
  const { state, clock, logger, newId, secrets } = floor;
  const sql = tenancySql(state.dialect);
  const hasher = createPasswordHasher();
  const references = [ruleReferences(state.dialect), channelReferenceSource(state.dialect)];
  const shared = { state, sql, secrets, hasher, references, clock, newId, logger };
  await synchronizeDeclared(shared, declared);
  const firstStart = await prepareFirstStart(shared);
  const directories = await DirectoryStore.open(shared);
  const revocations = new Revocations(logger);
  const context = { ...shared, reader: state, commits: directories, revocations };
  return {
    directories,
    revocations,
    ...composeIdentity(floor, { sql, hasher, directories, revocations }),
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

interface IdentityMates {
  readonly sql: TenancySql;
  readonly hasher: PasswordHasher;
  readonly directories: DirectoryStore;
  readonly revocations: Revocations;
}

function composeIdentity(
  { state, clock, logger, config }: Floor,
  mates: IdentityMates,
): Pick<TenancyParts, 'authenticator' | 'signIn' | 'account'> {
  const { sql, directories } = mates;
  const policy = {
    lifetimeMs: durationMs(config.session.lifetime),
    idleMs: durationMs(config.session.idle),
  };
  const sessions = new SessionStore({ state, sql, clock, logger, policy });
  const directory = () => directories.current();
  const tokens = new TokenStore({ reader: state, sql, clock, directory });
  const throttle = new SignInThrottle(clock);
  const account = {
    ...mates,
    state,
    reader: state,
    commits: directories,
    sessions,
    throttle,
    clock,
  };
  const generation = () => directories.generation;
  return {
    authenticator: new Authenticator({ sessions, tokens, generation }),
    signIn: new SignIn(account),
    account: new OwnAccount(account),
  };
}
