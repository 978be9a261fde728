import { derivedSecretToken } from '../../../platform/security/secret-token.ts';
import type { ApiToken } from '../../../platform/tenancy/api-token.ts';
import { apiTokenOf } from '../../../platform/tenancy/api-token-sql.ts';
import { parseNode, printNode } from '../../../platform/tenancy/node.ts';
import { changedAt, newlyStored } from '../../../platform/tenancy/stored.ts';
import type { TenancyContext } from '../../../platform/tenancy/tenancy-context.ts';
import type { DataSourceSpec } from './data-source-spec.ts';

/** Maker of tokens that nobody made by hand. */
const MAKER = 'tocsin:grafana';

/** A ceiling: it acts only for somebody who looks, with what both hold. */
const KIND = 'grafana-data-source';

/** What a data source is given now, and what it had before. */
export interface KeptToken {
  /** ULID of the newest. */
  readonly id: string;
  readonly secret: string;
  readonly madeAtMs: number;
  /** Older ones that are accepted still, until they are ended. */
  readonly former: readonly { readonly id: string; readonly madeAtMs: number }[];
}

interface Found {
  readonly token: ApiToken;
  readonly hash: string;
  readonly secret: string;
  /** The secret can be derived, and the token says what the data source may do. */
  readonly isUsable: boolean;
}

/**
 * Tokens of data sources: one for each, which lets who looks do no more than its kind needs on the
 * node of its scope, and nobody anything. Their secrets are stored nowhere; they are derived from the token's id, so that what stands
 * in Grafana can be written again at any time. A new token does not end the former one: whoever has
 * seen the new one work does.
 */
export class DataSourceTokens {
  readonly #context: TenancyContext;
  readonly #key: Uint8Array;

  /** @param key of these tokens alone; when it changes, all of them are replaced */
  constructor(context: TenancyContext, key: Uint8Array) {
    this.#context = context;
    this.#key = key;
  }

  /**
   * The tokens of exactly these data sources of a tenant, by uid; missing ones are made, and those of
   * data sources that it does not have any more end at once. Rejects as `UnitOfWork.commit` does.
   * @param renewBeforeMs tokens made before it are replaced, unless that was begun already
   */
  async keep(
    owner: string,
    specs: readonly DataSourceSpec[],
    renewBeforeMs: number,
  ): Promise<ReadonlyMap<string, KeptToken>> {
    const found = await this.#found(owner);
    const kept = new Map<string, KeptToken>();
    const made: Found[] = [];
    const named = new Set(specs.map(nameOf));
    for (const spec of specs) {
      const own = found.filter(({ token }) => token.name === nameOf(spec));
      const usable = own.filter((one) => isFor(spec, one));
      const newest = usable.at(-1);
      const isOld = newest !== undefined && newest.token.createdAtMs < renewBeforeMs;
      const current =
        newest === undefined || (isOld && own.length === 1) ? this.#make(spec, owner) : newest;
      if (current !== newest) made.push(current);
      kept.set(spec.uid, keptOf(current, own));
    }
    const over = found.filter(({ token }) => !named.has(token.name));
    await this.#change(made, over);
    return kept;
  }

  /** Ends these tokens of the tenant; those that are not there any more are well. */
  async end(owner: string, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    const wanted = new Set(ids);
    const found = await this.#found(owner);
    await this.#change(
      [],
      found.filter(({ token }) => wanted.has(token.id)),
    );
  }

  async #found(owner: string): Promise<readonly Found[]> {
    const { reader, sql } = this.#context;
    const rows = await reader.all(sql.tokens.unrevokedMadeBy(owner, MAKER));
    return rows.flatMap((row) => {
      const token = apiTokenOf(row);
      if (token === undefined) return [];
      const derived = derivedSecretToken(this.#key, token.id);
      return [
        { token, hash: row.hash, secret: derived.token, isUsable: derived.hash === row.hash },
      ];
    });
  }

  #make(spec: DataSourceSpec, owner: string): Found {
    const { clock, newId } = this.#context;
    const node = parseNode(spec.node);
    if (node === undefined) throw new TypeError(`${spec.node} is no node`);
    const id = newId();
    const { token: secret, hash } = derivedSecretToken(this.#key, id);
    const token: ApiToken = {
      id,
      owner,
      name: nameOf(spec),
      purpose: { kind: KIND, node, permissions: spec.permissions, isBackground: false },
      expiresAtMs: null,
      revokedAtMs: null,
      createdBy: MAKER,
      ...newlyStored(clock.nowMs()),
    };
    return { token, hash, secret, isUsable: true };
  }

  async #change(made: readonly Found[], over: readonly Found[]): Promise<void> {
    if (made.length === 0 && over.length === 0) return;
    const { sql, commits, clock, revocations } = this.#context;
    const nowMs = clock.nowMs();
    const batch = sql.version.batch('token.grafana', [
      ...made.map(({ token, hash }) => sql.tokens.insert(token, hash)),
      ...over.map(({ token, hash }) =>
        sql.tokens.replace({ ...token, ...changedAt(token, nowMs), revokedAtMs: nowMs }, hash),
      ),
    ]);
    const outcome = await commits.commit(batch, 'people');
    // Somebody revoked one of them, or the tenant is gone: the caller begins anew.
    if (outcome.kind !== 'committed') throw new Error(`tokens of data sources: ${outcome.kind}`);
    revocations.announce(...over.map(({ token }) => ({ kind: 'token', token: token.id }) as const));
  }
}

const nameOf = (spec: DataSourceSpec): string => `Grafana: ${spec.name}`;

function isFor({ node, permissions }: DataSourceSpec, { token, isUsable }: Found): boolean {
  const { purpose } = token;
  if (!isUsable || purpose.kind !== KIND || purpose.isBackground) return false;
  const held = [...purpose.permissions].sort().join();
  return printNode(purpose.node) === node && held === [...permissions].sort().join();
}

function keptOf(current: Found, own: readonly Found[]): KeptToken {
  const { token, secret } = current;
  const former = own.filter((one) => one.token.id !== token.id);
  return {
    id: token.id,
    secret,
    madeAtMs: token.createdAtMs,
    former: former.map((one) => ({ id: one.token.id, madeAtMs: one.token.createdAtMs })),
  };
}
