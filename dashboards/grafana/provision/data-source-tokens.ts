import { type DerivedToken, DerivedTokens } from '../../../platform/tenancy/derived-tokens.ts';
import { parseNode, printNode } from '../../../platform/tenancy/node.ts';
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

/**
 * Tokens of data sources: one for each, which lets who looks do no more than its kind needs on the
 * node of its scope, and nobody anything. What stands in Grafana can be written again at any time. A new token does not end the former one: whoever has
 * seen the new one work does.
 */
export class DataSourceTokens {
  readonly #context: TenancyContext;
  readonly #tokens: DerivedTokens;

  /** @param key of these tokens alone; when it changes, all of them are replaced */
  constructor(context: TenancyContext, key: Uint8Array) {
    this.#context = context;
    this.#tokens = new DerivedTokens(context, key, MAKER);
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
    const made: DerivedToken[] = [];
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

  #found(owner: string): Promise<readonly DerivedToken[]> {
    return this.#tokens.found(this.#context.sql.tokens.unrevokedMadeBy(owner, MAKER));
  }

  #make(spec: DataSourceSpec, owner: string): DerivedToken {
    const node = parseNode(spec.node);
    if (node === undefined) throw new TypeError(`${spec.node} is no node`);
    const purpose = {
      kind: KIND,
      node,
      permissions: spec.permissions,
      isBackground: false,
    } as const;
    return this.#tokens.make({ owner, name: nameOf(spec), purpose });
  }

  async #change(made: readonly DerivedToken[], over: readonly DerivedToken[]): Promise<void> {
    if (await this.#tokens.change('token.grafana', made, over)) return;
    // The caller begins anew.
    throw new Error('tokens of data sources: one of them was changed meanwhile');
  }
}

const nameOf = (spec: DataSourceSpec): string => `Grafana: ${spec.name}`;

function isFor({ node, permissions }: DataSourceSpec, { token, isUsable }: DerivedToken): boolean {
  const { purpose } = token;
  if (!isUsable || purpose.kind !== KIND || purpose.isBackground) return false;
  const held = [...purpose.permissions].sort().join();
  return printNode(purpose.node) === node && held === [...permissions].sort().join();
}

function keptOf(current: DerivedToken, own: readonly DerivedToken[]): KeptToken {
  const { token, secret } = current;
  const former = own.filter((one) => one.token.id !== token.id);
  return {
    id: token.id,
    secret,
    madeAtMs: token.createdAtMs,
    former: former.map((one) => ({ id: one.token.id, madeAtMs: one.token.createdAtMs })),
  };
}
