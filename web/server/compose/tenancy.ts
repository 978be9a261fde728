import { addressReferenceSource } from '../../../alerting/addresses/address-sql.ts';
import { channelReferenceSource } from '../../../alerting/channels/channel-references.ts';
import { EVENT_RULE_KIND } from '../../../alerting/event-rules/event-rule.ts';
import { HEARTBEAT_KIND } from '../../../alerting/heartbeats/heartbeat.ts';
import { INHIBITION_KIND } from '../../../alerting/inhibition/inhibition-rule.ts';
import { keptReferences } from '../../../alerting/kept/kept-references.ts';
import { PeopleSql } from '../../../alerting/people/people-sql.ts';
import { policyReferences } from '../../../alerting/policies/policy-references.ts';
import { routeTreeReferences } from '../../../alerting/route-trees/route-tree-references.ts';
import { ruleReferences } from '../../../alerting/rules/rule-references.ts';
import { systemRuleReferences } from '../../../alerting/rules/system/system-rule-references.ts';
import { silenceReferences } from '../../../alerting/silences/silence-references.ts';
import { flowReferences } from '../../../collector/flows/store/flow-references.ts';
import { monitorReferences } from '../../../collector/monitors/monitor-sql.ts';
import { dashboardReferences } from '../../../dashboards/store/dashboard-references.ts';
import { Authenticator } from '../../../platform/identity/authenticator.ts';
import { OwnAccount } from '../../../platform/identity/own-account.ts';
import { PresentPrincipals } from '../../../platform/identity/present-principals.ts';
import { SessionStore } from '../../../platform/identity/session-store.ts';
import { SignIn } from '../../../platform/identity/sign-in.ts';
import { TokenStore } from '../../../platform/identity/token-store.ts';
import { ViewerStore } from '../../../platform/identity/viewer-store.ts';
import { createPasswordHasher, type PasswordHasher } from '../../../platform/security/password.ts';
import { SignInThrottle } from '../../../platform/security/sign-in-throttle.ts';
import { ApiTokens } from '../../../platform/tenancy/api-tokens.ts';
import { Clusters } from '../../../platform/tenancy/clusters.ts';
import { synchronizeDeclared } from '../../../platform/tenancy/declared.ts';
import type { DeclaredTenancy } from '../../../platform/tenancy/declared-tenancy.ts';
import { DeliveredTokens } from '../../../platform/tenancy/delivered-tokens.ts';
import { DirectoryStore } from '../../../platform/tenancy/directory-store.ts';
import { Environments } from '../../../platform/tenancy/environments.ts';
import { type FirstStart, prepareFirstStart } from '../../../platform/tenancy/first-start.ts';
import { Members } from '../../../platform/tenancy/members.ts';
import { Projects } from '../../../platform/tenancy/projects.ts';
import { Revocations } from '../../../platform/tenancy/revocations.ts';
import { RoleBindings } from '../../../platform/tenancy/role-bindings.ts';
import {
  type TenancyContext,
  type TenancySql,
  tenancySql,
} from '../../../platform/tenancy/tenancy-context.ts';
import { Tenants } from '../../../platform/tenancy/tenants.ts';
import { Users } from '../../../platform/tenancy/users.ts';
import { durationMs, type Floor } from './floor.ts';
import { viewerSignatures } from './viewer-signatures.ts';

/** Tenants, people and who they are. */
export interface TenancyParts {
  readonly directories: DirectoryStore;
  readonly revocations: Revocations;
  readonly authenticator: Authenticator;
  readonly present: PresentPrincipals;
  readonly signIn: SignIn;
  readonly account: OwnAccount;
  readonly tenants: Tenants;
  readonly projects: Projects;
  readonly environments: Environments;
  readonly clusters: Clusters;
  readonly users: Users;
  readonly bindings: RoleBindings;
  readonly members: Members;
  readonly tokens: ApiTokens;
  readonly delivered: DeliveredTokens;
  /** What other use-cases of the tenancy are made with. */
  readonly context: TenancyContext;
  readonly firstStart: FirstStart;
}

/** Keys are derived for purposes; this one makes the tokens that we write into Secrets. */
const DELIVERED_PURPOSE = 'delivered tokens';

/** Brings the state in line with the configuration, then opens the directory and the use-cases. */
export async function composeTenancy(
  floor: Floor,
  declared: DeclaredTenancy,
): Promise<TenancyParts> {
  const { state, clock, logger, newId, secrets } = floor;
  const people = new PeopleSql(state.dialect);
  const sql = tenancySql(state.dialect, (userId) => people.forget(userId));
  const hasher = createPasswordHasher();
  const references = [
    ruleReferences(state.dialect),
    silenceReferences(state.dialect),
    systemRuleReferences(state.dialect),
    policyReferences(state.dialect),
    routeTreeReferences(state.dialect),
    keptReferences(state.dialect, INHIBITION_KIND),
    keptReferences(state.dialect, HEARTBEAT_KIND),
    keptReferences(state.dialect, EVENT_RULE_KIND),
    channelReferenceSource(state.dialect),
    addressReferenceSource(state.dialect),
    monitorReferences(state.dialect),
    flowReferences(state.dialect),
    dashboardReferences(state.dialect),
  ];
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
    ...rolesOf(context),
    tokens: new ApiTokens(context),
    delivered: new DeliveredTokens(context, secrets.deriveKey(DELIVERED_PURPOSE)),
    context,
    firstStart,
  };
}

function rolesOf(context: TenancyContext) {
  const bindings = new RoleBindings(context);
  return { bindings, members: new Members(context, bindings) };
}

interface IdentityMates {
  readonly sql: TenancySql;
  readonly hasher: PasswordHasher;
  readonly directories: DirectoryStore;
  readonly revocations: Revocations;
}

function composeIdentity(
  floor: Floor,
  mates: IdentityMates,
): Pick<TenancyParts, 'authenticator' | 'present' | 'signIn' | 'account'> {
  const { state, clock, logger, config } = floor;
  const { sql, directories } = mates;
  const policy = {
    lifetimeMs: durationMs(config.session.lifetime),
    idleMs: durationMs(config.session.idle),
  };
  const sessions = new SessionStore({ state, sql, clock, logger, policy });
  const directory = () => directories.current();
  const tokens = new TokenStore({ reader: state, sql, clock, directory });
  const viewers = new ViewerStore({
    reader: state,
    sql,
    signatures: viewerSignatures(floor),
    onlySigned: config.grafana.viewerIdentity === 'signed',
  });
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
    authenticator: new Authenticator({ sessions, tokens, viewers, generation }),
    present: new PresentPrincipals({ reader: state, sql, generation, clock }),
    signIn: new SignIn(account),
    account: new OwnAccount(account),
  };
}
