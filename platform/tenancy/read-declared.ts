import type { ErrorDetail } from '../errors/app-error.ts';
import { parseInstantMs } from '../model/instant.ts';
import { hashSecretToken } from '../security/secret-token.ts';
import { checkNewToken, type NewApiToken, purposeOf } from './api-tokens.ts';
import type {
  DeclaredPassword,
  DeclaredTenancy,
  DeclaredToken,
  DeclaredUser,
} from './declared-tenancy.ts';
import { check, findings as joined } from './field-checks.ts';
import { parseNode, printNode } from './node.ts';
import { type DeclaredPlaces, readPlaces, repeated } from './read-declared-places.ts';
import { type ResolveSecret, secretAt } from './resolve-secret.ts';
import { levelOfNode, levelOfRole } from './role-binding.ts';
import { ROLES_BY_LEVEL } from './roles.ts';
import { PLATFORM } from './scope-name.ts';
import type { TenancyConfig, TokenConfig, UserConfig } from './tenancy-config.ts';
import { checkPassword, checkUserFields, checkUserName, userNameKey } from './user.ts';

export type ReadDeclared =
  | { readonly kind: 'declared'; readonly declared: DeclaredTenancy }
  | { readonly kind: 'findings'; readonly findings: readonly ErrorDetail[] };

/**
 * Checks the tenancy part of the configuration by itself and looks up its secrets. Everything that
 * is wrong is found at once; paths are JSON pointers into the file, e.g. `/tenants/0/id`.
 */
export function readDeclared(config: TenancyConfig, resolve: ResolveSecret): ReadDeclared {
  const findings: ErrorDetail[] = [];
  const places = readPlaces(config, resolve, findings);
  const nodes = nodesOf(places);
  const users = config.users.map((user, index) =>
    readUser(user, { at: `/users/${index}`, nodes, resolve, findings }),
  );
  const tokens = config.tokens.flatMap((token, index) =>
    readToken(token, { at: `/tokens/${index}`, nodes, resolve, findings }),
  );
  findings.push(
    ...repeated(config.users.map(({ name }, index) => [userNameKey(name), `/users/${index}/name`])),
    ...repeated(
      config.tokens.map(({ owner, name }, index) => [`${owner}/${name}`, `/tokens/${index}/name`]),
    ),
    ...sameSecrets(tokens),
  );
  if (findings.length > 0) return { kind: 'findings', findings };
  const plain = tokens.map(({ at: _, ...token }) => token);
  return { kind: 'declared', declared: { ...places, users, tokens: plain } };
}

/** What reading one thing needs: where it stands, what it may refer to, where findings go. */
interface Reading {
  readonly at: string;
  readonly nodes: DeclaredNodes;
  readonly resolve: ResolveSecret;
  readonly findings: ErrorDetail[];
}

interface DeclaredNodes {
  /** As `printNode` prints them. */
  readonly paths: ReadonlySet<string>;
  readonly clusters: ReadonlySet<string>;
}

function nodesOf({ tenants, projects, environments, clusters }: DeclaredPlaces): DeclaredNodes {
  return {
    paths: new Set([
      PLATFORM,
      ...tenants.map(({ id }) => id),
      ...projects.map(({ tenant, id }) => `${tenant}.${id}`),
      ...environments.map(({ tenant, project, id }) => `${tenant}.${project}.${id}`),
    ]),
    clusters: new Set(clusters.map(({ id }) => id)),
  };
}

function readUser(config: UserConfig, reading: Reading): DeclaredUser {
  const { at, findings } = reading;
  const { name, displayName, email, language, disabled } = config;
  const user = { displayName, email, language, disabled };
  findings.push(...checkUserName(name, `${at}/name`), ...checkUserFields(user, at));
  const password = readPassword(config, reading);
  return { name, ...user, password, roles: readRoles(config, reading) };
}

function readRoles(config: UserConfig, { at, nodes, findings }: Reading): DeclaredUser['roles'] {
  findings.push(
    ...repeated(
      config.roles.map(({ role, node }, index) => [`${role} on ${node}`, `${at}/roles/${index}`]),
    ),
  );
  return config.roles.flatMap((binding, index) => {
    const path = `${at}/roles/${index}`;
    const node = parseNode(binding.node);
    if (node === undefined || !nodes.paths.has(binding.node)) {
      findings.push({ path: `${path}/node`, message: unknownNode(binding.node) });
      return [];
    }
    const { role } = binding;
    if (levelOfRole(role) === levelOfNode(node)) return [{ role, node }];
    const fitting = ROLES_BY_LEVEL[levelOfNode(node)].join(', ');
    findings.push({ path: `${path}/role`, message: `on ${printNode(node)} expected ${fitting}` });
    return [];
  });
}

const unknownNode = (node: string): string =>
  `there is no ${JSON.stringify(node.slice(0, 200))} among the declared tenants, projects and environments`;

/** Bounds that keep a check of a declared hash within 1 GiB and some seconds. */
const PASSWORD_HASH =
  /^\$scrypt\$ln=1[0-8],r=(?:[1-9]|1\d|2\d|3[0-2]),p=(?:[1-9]|1[0-6])\$[\w+/-]{22,86}\$[\w+/-]{43}$/;

function readPassword(config: UserConfig, reading: Reading): DeclaredPassword {
  const { at, resolve, findings } = reading;
  const { password, passwordHash } = config;
  if (password !== undefined && passwordHash !== undefined) {
    findings.push({
      path: `${at}/passwordHash`,
      message: 'give password or passwordHash, not both',
    });
  }
  if (passwordHash !== undefined) {
    const path = `${at}/passwordHash`;
    const hash = secretAt(passwordHash, path, resolve, findings);
    if (hash === undefined) return { kind: 'none' };
    const message =
      'expected $scrypt$ln=…,r=…,p=…$salt$hash with ln from 10 to 18, as tocsin user hash-password prints it';
    findings.push(...joined(check(PASSWORD_HASH.test(hash), path, message)));
    return { kind: 'hash', hash };
  }
  if (password === undefined) return { kind: 'none' };
  const text = secretAt(password, `${at}/password`, resolve, findings);
  if (text === undefined) return { kind: 'none' };
  findings.push(...checkPassword(text, `${at}/password`));
  return { kind: 'text', text };
}

const TOKEN_SECRET = /^[\x21-\x7e]{32,512}$/;

function readToken(
  config: TokenConfig,
  { at, nodes, resolve, findings }: Reading,
): readonly (DeclaredToken & { readonly at: string })[] {
  const { name, owner } = config;
  const expiresAtMs = config.expiresAt === null ? null : parseInstantMs(config.expiresAt);
  const input: NewApiToken = {
    name,
    kind: config.kind,
    node: config.node,
    permissions: config.permissions,
    expiresAtMs: expiresAtMs ?? null,
    isBackground: config.background ?? false,
  };
  const secret = secretAt(config.secret, `${at}/secret`, resolve, findings);
  const wrong = joined(
    checkNewToken(owner, input, Number.NEGATIVE_INFINITY, at),
    check(nodes.paths.has(owner) && !owner.includes('.'), `${at}/owner`, unknownNode(owner)),
    check(expiresAtMs !== undefined, `${at}/expiresAt`, 'expected an RFC 3339 instant'),
    check(isKnownTarget(input, nodes), `${at}/node`, unknownNode(config.node)),
    check(
      secret === undefined || TOKEN_SECRET.test(secret),
      `${at}/secret`,
      'expected 32 to 512 visible ASCII characters, e.g. from: openssl rand -base64 32',
    ),
  );
  findings.push(...wrong);
  if (wrong.length > 0 || secret === undefined) return [];
  const hash = hashSecretToken(secret);
  return [{ owner, name, purpose: purposeOf(input), expiresAtMs: input.expiresAtMs, hash, at }];
}

function isKnownTarget({ kind, node }: NewApiToken, nodes: DeclaredNodes): boolean {
  return kind === 'cluster-intake' ? nodes.clusters.has(node) : nodes.paths.has(node);
}

function sameSecrets(tokens: readonly (DeclaredToken & { readonly at: string })[]) {
  return tokens
    .filter(({ hash }, index) => tokens.findIndex((other) => other.hash === hash) < index)
    .map(({ at }) => ({ path: `${at}/secret`, message: 'is the secret of another token as well' }));
}
