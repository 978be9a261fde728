import { AppError, type ErrorDetail } from '../errors/app-error.ts';
import { assertNever } from '../model/assert-never.ts';
import { isDnsLabel } from '../model/dns-label.ts';
import { createSecretToken } from '../security/secret-token.ts';
import type { Statement } from '../state/state.ts';
import { type ApiToken, isPermission, type TokenKind, type TokenPurpose } from './api-token.ts';
import { apiTokenOf } from './api-token-sql.ts';
import { holds, holdsWithin } from './authorize.ts';
import type { Directory } from './directory.ts';
import { check, checkDistinct, checkText, findings, show } from './field-checks.ts';
import { keyAfter, type Page, type PageRequest, pageFrom, rowsFor } from './keyset.ts';
import { ownerNode, ownerOfNode, parseNode } from './node.ts';
import { nodeExists } from './node-exists.ts';
import type { Principal } from './principal.ts';
import { refuseUsedUp } from './quota-sql.ts';
import { notFound, refuseDeclared, refuseFindings, scopeDenied } from './refusals.ts';
import { PERMISSIONS } from './roles.ts';
import { PLATFORM } from './scope-name.ts';
import { changedAt, newlyStored } from './stored.ts';
import type { TenancyContext } from './tenancy-context.ts';
import type { Visible } from './tenant-sql.ts';
import { heldNodes } from './visible.ts';

/** As it comes in; `node` is a scope path, or for `cluster-intake` the cluster. */
export interface NewApiToken {
  readonly name: string;
  readonly kind: TokenKind;
  readonly node: string;
  readonly permissions: readonly string[];
  readonly expiresAtMs: number | null;
  /** Only of kind `grafana-data-source`: nobody need look. */
  readonly isBackground?: boolean;
}

/** A token with its secret, which is shown once and stored nowhere. */
export interface ApiTokenWithSecret {
  readonly token: ApiToken;
  readonly secret: string;
}

/** Tokens for programs. `owner` is a tenant or `_platform`; nothing of another owner shows. */
export class ApiTokens {
  readonly #context: TenancyContext;

  constructor(context: TenancyContext) {
    this.#context = context;
  }

  /**
   * In the order of their making, revoked and expired ones as well, all of the owner: for those who
   * hold `tokens:write` on it.
   */
  list(owner: string, page: PageRequest): Promise<Page<ApiToken>> {
    return this.#page(owner, page, 'all');
  }

  /** The same, but only those on nodes where the reader holds `tokens:write`. */
  async listVisible(owner: string, reader: Principal, page: PageRequest): Promise<Page<ApiToken>> {
    const directory = this.#context.commits.current();
    return this.#page(owner, page, heldNodes(directory, reader, ownerNode(owner), 'tokens:write'));
  }

  /**
   * A token never holds more than its maker holds on that node.
   * @throws AppError `scope_denied`, `invalid`, `limited`.
   */
  async create(owner: string, maker: Principal, input: NewApiToken): Promise<ApiTokenWithSecret> {
    const { sql, commits, clock, newId } = this.#context;
    const directory = commits.current();
    if (!holdsWithin(directory, maker, ownerNode(owner), 'tokens:write')) throw scopeDenied();
    const nowMs = clock.nowMs();
    refuseFindings('The token cannot be made', checkNewToken(owner, input, nowMs));
    const purpose = purposeOf(input);
    if (!mayMake(directory, maker, purpose)) {
      const seesAll = holds(directory, maker, ownerNode(owner), 'tokens:write');
      throw seesAll && !targetExists(directory, purpose)
        ? unknownTarget(input.node)
        : scopeDenied();
    }
    const secret = createSecretToken();
    const token: ApiToken = {
      id: newId(),
      owner,
      name: input.name,
      purpose,
      expiresAtMs: input.expiresAtMs,
      revokedAtMs: null,
      createdBy: maker.kind === 'user' ? maker.name : `token ${maker.name}`,
      ...newlyStored(nowMs),
    };
    const batch = sql.version.batch('token.create', [
      ...this.#targetExists(purpose),
      sql.quotas.leaves('api_tokens', owner),
      sql.tokens.insert(token, secret.hash),
    ]);
    const outcome = await commits.commit(batch, 'people');
    refuseUsedUp(outcome, owner);
    if (outcome.kind !== 'committed') throw unknownTarget(input.node);
    return { token, secret: secret.token };
  }

  /**
   * Takes effect at once; revoking again changes nothing.
   * @throws AppError `not_found` (also where the revoker does not hold `tokens:write`), `conflict`
   * (declared).
   */
  async revoke(owner: string, revoker: Principal, id: string): Promise<void> {
    const { reader, sql, commits, clock, revocations } = this.#context;
    const row = await reader.first(sql.tokens.one(owner, id));
    const before = row && apiTokenOf(row);
    if (!before || !this.#mayRevoke(revoker, before.purpose)) throw notFound(`Token ${id}`);
    refuseDeclared(`Token ${before.name}`, before);
    if (before.revokedAtMs !== null) return;
    const nowMs = clock.nowMs();
    const token: ApiToken = { ...before, ...changedAt(before, nowMs), revokedAtMs: nowMs };
    const statements = [sql.tokens.replace(token, row.hash)];
    const outcome = await commits.commit(sql.version.batch('token.revoke', statements), 'people');
    // Nothing but revoking, deleting and declaring changes a token; another revocation won.
    if (outcome.kind !== 'committed') return this.revoke(owner, revoker, id);
    revocations.announce({ kind: 'token', token: id });
  }

  async #page(owner: string, page: PageRequest, nodes: Visible): Promise<Page<ApiToken>> {
    const after = keyAfter(page);
    if (nodes.length === 0) return { items: [], nextCursor: null };
    const { reader, sql } = this.#context;
    const rows = await reader.all(sql.tokens.page(owner, after, rowsFor(page), nodes));
    const read = pageFrom(rows, page, (row) => row.id);
    const items = read.items.map(apiTokenOf).filter((token) => token !== undefined);
    return { items, nextCursor: read.nextCursor };
  }

  #mayRevoke(revoker: Principal, purpose: TokenPurpose): boolean {
    const node = purpose.kind === 'cluster-intake' ? null : purpose.node;
    const directory = this.#context.commits.current();
    const isGone = node !== null && !directory.has(node);
    const asked = isGone ? ownerNode(node.tenant) : node;
    return holds(directory, revoker, asked, 'tokens:write');
  }

  #targetExists(purpose: TokenPurpose): readonly Statement[] {
    const { sql } = this.#context;
    return purpose.kind === 'cluster-intake'
      ? [sql.clusters.exists(purpose.cluster)]
      : nodeExists(sql, purpose.node);
  }
}

/** What is wrong with a token to be made; says the same for every node outside the owner. */
export function checkNewToken(
  owner: string,
  input: NewApiToken,
  nowMs: number,
  at = '',
): readonly ErrorDetail[] {
  return findings(
    check(input.name !== '', `${at}/name`, 'expected a name'),
    checkText(input.name, `${at}/name`, 120),
    checkTarget(owner, input, `${at}/node`),
    checkPermissions(input, `${at}/permissions`),
    check(
      input.expiresAtMs === null || input.expiresAtMs > nowMs,
      `${at}/expiresAt`,
      'expected an instant in the future',
    ),
    check(
      input.isBackground !== true || input.kind === 'grafana-data-source',
      `${at}/background`,
      'only a token of kind grafana-data-source is for background use',
    ),
  );
}

function checkTarget(owner: string, { kind, node }: NewApiToken, path: string) {
  if (kind === 'cluster-intake') {
    return findings(
      check(owner === PLATFORM, path, `a cluster-intake token belongs to ${PLATFORM}`),
      check(isDnsLabel(node), path, `expected the name of a cluster, got ${show(node)}`),
    );
  }
  const parsed = parseNode(node);
  if (parsed === undefined || ownerOfNode(parsed) !== owner) {
    const below = owner === PLATFORM ? '' : ' or a node below it';
    return [{ path, message: `expected ${owner}${below}` }];
  }
  const fits = holdsPermissions(kind) || (parsed !== null && parsed.environment !== null);
  return findings(check(fits, path, 'expected an environment: tenant.project.environment'));
}

function holdsPermissions(kind: TokenKind): boolean {
  return kind === 'scope' || kind === 'grafana-data-source';
}

function checkPermissions({ kind, permissions }: NewApiToken, path: string) {
  if (!holdsPermissions(kind)) {
    return findings(
      check(
        permissions.length === 0,
        path,
        'only a token of kind scope or grafana-data-source has some',
      ),
    );
  }
  return findings(
    check(permissions.length > 0, path, 'expected at least one permission'),
    permissions.flatMap((permission, index) =>
      isPermission(permission)
        ? []
        : [{ path: `${path}/${index}`, message: `expected one of ${PERMISSIONS.join(', ')}` }],
    ),
    checkDistinct(permissions, path),
  );
}

/** What the input asks for, after `checkNewToken` found nothing. */
export function purposeOf(input: NewApiToken): TokenPurpose {
  if (input.kind === 'cluster-intake') return { kind: 'cluster-intake', cluster: input.node };
  const node = parseNode(input.node);
  if (node === undefined) throw unknownTarget(input.node);
  if (input.kind === 'scope') {
    return { kind: 'scope', node, permissions: input.permissions.filter(isPermission) };
  }
  if (input.kind === 'grafana-data-source') {
    const permissions = input.permissions.filter(isPermission);
    return { kind: input.kind, node, permissions, isBackground: input.isBackground ?? false };
  }
  if (node === null) throw unknownTarget(input.node);
  return { kind: 'environment-intake', node };
}

function mayMake(directory: Directory, maker: Principal, purpose: TokenPurpose): boolean {
  switch (purpose.kind) {
    case 'scope':
    case 'grafana-data-source':
      return ['tokens:write' as const, ...purpose.permissions].every((permission) =>
        holds(directory, maker, purpose.node, permission),
      );
    case 'cluster-intake':
      return holds(directory, maker, null, 'clusters:write');
    case 'environment-intake':
      return holds(directory, maker, purpose.node, 'tokens:write');
    default:
      return assertNever(purpose);
  }
}

function targetExists(directory: Directory, purpose: TokenPurpose): boolean {
  if (purpose.kind === 'cluster-intake') return directory.clusters.includes(purpose.cluster);
  return purpose.node === null || directory.has(purpose.node);
}

function unknownTarget(node: string): AppError {
  const message = `${node} does not exist`;
  return new AppError('invalid', `The token cannot be made: ${message}`, {
    details: [{ path: '/node', message }],
  });
}
