import { isDeepStrictEqual } from 'node:util';
import type { KindName } from '../discovery/discovery.ts';
import { inParallel } from '../in-parallel.ts';
import type { KubernetesFailure } from '../objects/kubernetes-failure.ts';
import type { ResourceKind } from '../objects/resource-kind.ts';
import type { ObjectSchema } from '../schema/object-schema.ts';
import { KindWatch, type KindWatchOptions } from './kind-watch.ts';
import type { ManagedOptions } from './managed-objects.ts';
import { selectorOf, slim } from './ownership.ts';
import { kindIdOf } from './wanted-object.ts';

/** A kind that can be read and written now. */
export interface OpenKind {
  readonly kind: ResourceKind;
  readonly schema: ObjectSchema;
  readonly watch: KindWatch;
}

/** `idle`: nothing of it is wanted, and the cluster has nothing of it that is ours. */
export type Opened =
  | { readonly kind: 'open'; readonly open: OpenKind }
  | { readonly kind: 'idle' }
  | KubernetesFailure;

/** A kind that nobody needs is looked for again after so long. */
const IDLE_MS = 600_000;
/** Of a kind that nobody needs. */
const MAY_LACK: ReadonlySet<string> = new Set(['not_served', 'not_found', 'forbidden']);

type Told = Pick<KindWatchOptions, 'onForeign'> & {
  /** A kind was listed anew. */
  readonly onSync: (kindId: string) => void;
};

const IDLE: Opened = { kind: 'idle' };

/** The kinds of a set: found in the cluster, watched, and with their schemas. */
export class OpenKinds {
  readonly #options: ManagedOptions;
  readonly #told: Told;
  readonly #watches = new Map<string, KindWatch>();
  readonly #open = new Map<string, OpenKind>();
  readonly #idleUntilMs = new Map<string, number>();

  constructor(options: ManagedOptions, told: Told) {
    this.#options = options;
    this.#told = told;
  }

  /** As in the last pass in which it could be opened, by `kindIdOf`. */
  get(kindId: string): OpenKind | undefined {
    return this.#open.get(kindId);
  }

  /**
   * All kinds, by `kindIdOf`: open, or why not.
   * @param needed those of which something is wanted; others are watched only where something is left
   */
  async openAll(
    needed: ReadonlySet<string>,
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, Opened>> {
    const { kinds } = this.#options;
    const opened = await inParallel(kinds, kinds.length, async (name) => {
      const kindId = kindIdOf(name);
      const isWatched = needed.has(kindId) || this.#watches.has(kindId);
      const isIdle = !isWatched && (await this.#isIdle(name, signal));
      return [kindId, isIdle ? IDLE : await this.#openOne(name, signal)] as const;
    });
    return new Map(opened);
  }

  /** Nothing of ours is there, or it cannot be seen for a reason that may be so. */
  async #isIdle(name: KindName, signal: AbortSignal): Promise<boolean> {
    const { access, clock, cluster, part } = this.#options;
    const kindId = kindIdOf(name);
    const nowMs = clock.monotonicMs();
    if (nowMs < (this.#idleUntilMs.get(kindId) ?? 0)) return true;
    const found = await access.discovery.find(name);
    const labelSelector = selectorOf({ cluster, part });
    const listed =
      found.kind === 'done'
        ? await access.client.list(found.value, { labelSelector, keep: slim, signal })
        : found;
    signal.throwIfAborted();
    const isEmpty = listed.kind === 'done' && listed.value.items.length === 0;
    if (!isEmpty && !MAY_LACK.has(listed.kind)) return false;
    this.#idleUntilMs.set(kindId, nowMs + IDLE_MS);
    return true;
  }

  async close(): Promise<void> {
    const watches = [...this.#watches.values()];
    this.#watches.clear();
    await Promise.all(watches.map((watch) => watch.close()));
  }

  async #openOne(name: KindName, signal: AbortSignal): Promise<Opened> {
    const { discovery, schemas } = this.#options.access;
    const found = await discovery.find(name);
    signal.throwIfAborted();
    if (found.kind !== 'done') return found;
    const watch = await this.#watch(kindIdOf(name), found.value);
    const ready = await watch.ready(signal);
    if (ready.kind !== 'done') return ready;
    const schema = await schemas.schemaOf(found.value);
    signal.throwIfAborted();
    if (schema.kind !== 'done') return schema;
    const open = { kind: found.value, schema: schema.value, watch };
    this.#open.set(kindIdOf(name), open);
    return { kind: 'open', open };
  }

  async #watch(kindId: string, kind: ResourceKind): Promise<KindWatch> {
    const known = this.#watches.get(kindId);
    if (known && isDeepStrictEqual(known.kind, kind)) return known;
    const { access, cluster, part, clock, logger, random, metrics } = this.#options;
    const watch = new KindWatch({
      client: access.client,
      kind,
      cluster,
      labelSelector: selectorOf({ cluster, part }),
      onForeign: this.#told.onForeign,
      onSync: () => this.#told.onSync(kindId),
      ...{ clock, logger, random, metrics },
    });
    this.#watches.set(kindId, watch);
    await known?.close();
    await watch.start();
    return watch;
  }
}
