import { derivedSecretToken } from '../security/secret-token.ts';
import type { ApiToken } from './api-token.ts';
import { apiTokenOf } from './api-token-sql.ts';
import type { EnvironmentEntry } from './directory.ts';
import { printNode } from './node.ts';
import type { NodePath } from './scope-name.ts';
import { changedAt, newlyStored } from './stored.ts';
import type { TenancyContext } from './tenancy-context.ts';

/** Maker of tokens that nobody made by hand. */
const DELIVERY = 'tocsin:delivery';

/**
 * Tokens that we write into namespaces ourselves, one per environment: they post alerts for that
 * environment and can do nothing else. Their secrets are stored nowhere; they are derived from the
 * token's id, so that the same Secret can be written again at any time.
 */
export class DeliveredTokens {
  readonly #context: TenancyContext;
  readonly #key: Uint8Array;

  /** @param key of these tokens alone; when it changes, all of them are replaced */
  constructor(context: TenancyContext, key: Uint8Array) {
    this.#context = context;
    this.#key = key;
  }

  /**
   * The secrets of exactly these environments of one cluster, by namespace: those that are missing
   * are made, those of other environments there are revoked. Somebody's revocation stands until the
   * next call, which makes a new token. Rejects as `UnitOfWork.commit` does.
   */
  async keep(
    cluster: string,
    environments: readonly EnvironmentEntry[],
  ): Promise<ReadonlyMap<string, string>> {
    const { reader, sql } = this.#context;
    const rows = await reader.all(sql.tokens.unrevokedOf(nameOn(cluster), DELIVERY));
    const wanted = new Map(environments.map((one) => [printNode(nodeOf(one)), one]));
    const secrets = new Map<string, string>();
    const over: { readonly token: ApiToken; readonly hash: string }[] = [];
    for (const row of rows) {
      const token = apiTokenOf(row);
      if (token === undefined) continue;
      const secret = derivedSecretToken(this.#key, token.id);
      const environment = wanted.get(row.node);
      const isOwn = environment !== undefined && secret.hash === row.hash;
      if (isOwn && !secrets.has(environment.namespace)) {
        secrets.set(environment.namespace, secret.token);
      } else over.push({ token, hash: row.hash });
    }
    const missing = environments.filter(({ namespace }) => !secrets.has(namespace));
    await this.#change(cluster, missing, over, secrets);
    return secrets;
  }

  async #change(
    cluster: string,
    missing: readonly EnvironmentEntry[],
    over: readonly { readonly token: ApiToken; readonly hash: string }[],
    secrets: Map<string, string>,
  ): Promise<void> {
    if (missing.length === 0 && over.length === 0) return;
    const { sql, commits, clock, newId, revocations } = this.#context;
    const nowMs = clock.nowMs();
    const made = missing.map((environment) => {
      const token = tokenFor(environment, cluster, newId(), nowMs);
      const secret = derivedSecretToken(this.#key, token.id);
      secrets.set(environment.namespace, secret.token);
      return sql.tokens.insert(token, secret.hash);
    });
    const revoked = over.map(({ token, hash }) =>
      sql.tokens.replace({ ...token, ...changedAt(token, nowMs), revokedAtMs: nowMs }, hash),
    );
    const batch = sql.version.batch('token.deliver', [...made, ...revoked]);
    const outcome = await commits.commit(batch, 'people');
    if (outcome.kind !== 'committed') {
      // Somebody revoked one of them meanwhile: the next pass sees it.
      for (const { namespace } of missing) secrets.delete(namespace);
      return;
    }
    revocations.announce(...over.map(({ token }) => ({ kind: 'token', token: token.id }) as const));
  }
}

function tokenFor(
  environment: EnvironmentEntry,
  cluster: string,
  id: string,
  nowMs: number,
): ApiToken {
  return {
    id,
    owner: environment.tenant,
    name: nameOn(cluster),
    purpose: { kind: 'environment-intake', node: nodeOf(environment) },
    expiresAtMs: null,
    revokedAtMs: null,
    createdBy: DELIVERY,
    ...newlyStored(nowMs),
  };
}

function nodeOf({ tenant, project, id }: EnvironmentEntry): NodePath & {
  readonly project: string;
  readonly environment: string;
} {
  return { tenant, project, environment: id };
}

function nameOn(cluster: string): string {
  return `Secret on ${cluster}`;
}
