import { type DerivedToken, DerivedTokens, type NewDerivedToken } from './derived-tokens.ts';
import type { EnvironmentEntry } from './directory.ts';
import { printNode } from './node.ts';
import type { NodePath } from './scope-name.ts';
import type { TenancyContext } from './tenancy-context.ts';

/** Maker of tokens that nobody made by hand. */
const DELIVERY = 'tocsin:delivery';

/**
 * Tokens that we write into namespaces ourselves, one per environment: they post alerts for that
 * environment and can do nothing else, and the same Secret can be written again at any time.
 */
export class DeliveredTokens {
  readonly #context: TenancyContext;
  readonly #tokens: DerivedTokens;

  /** @param key of these tokens alone; when it changes, all of them are replaced */
  constructor(context: TenancyContext, key: Uint8Array) {
    this.#context = context;
    this.#tokens = new DerivedTokens(context, key, DELIVERY);
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
    const { sql } = this.#context;
    const found = await this.#tokens.found(sql.tokens.unrevokedOf(nameOn(cluster), DELIVERY));
    const wanted = new Map(environments.map((one) => [printNode(nodeOf(one)), one]));
    const secrets = new Map<string, string>();
    const over: DerivedToken[] = [];
    for (const one of found) {
      const environment = wanted.get(nodeIn(one));
      const isOwn = environment !== undefined && one.isUsable;
      if (isOwn && !secrets.has(environment.namespace)) {
        secrets.set(environment.namespace, one.secret);
      } else over.push(one);
    }
    const missing = environments.filter(({ namespace }) => !secrets.has(namespace));
    const made = missing.map((one) => [one, this.#tokens.make(newToken(one, cluster))] as const);
    const tokens = made.map(([, token]) => token);
    // Where somebody revoked one of them meanwhile, the next pass sees it.
    if (await this.#tokens.change('token.deliver', tokens, over)) {
      for (const [{ namespace }, { secret }] of made) secrets.set(namespace, secret);
    }
    return secrets;
  }
}

function newToken(environment: EnvironmentEntry, cluster: string): NewDerivedToken {
  return {
    owner: environment.tenant,
    name: nameOn(cluster),
    purpose: { kind: 'environment-intake', node: nodeOf(environment) },
  };
}

/** Empty: of none. */
function nodeIn({ token: { purpose } }: DerivedToken): string {
  return purpose.kind === 'environment-intake' ? printNode(purpose.node) : '';
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
