import type { Clock, Timer } from '../../../platform/clock/clock.ts';
import type { KubernetesClient } from '../../../platform/kubernetes/kubernetes-client.ts';
import { objectIn, textIn } from '../../../platform/kubernetes/objects/json-object.ts';
import type { KubernetesObject } from '../../../platform/kubernetes/objects/kubernetes-object.ts';
import { SECRETS } from './core-kinds.ts';

export interface SecretValuesOptions {
  readonly client: Pick<KubernetesClient, 'get'>;
  readonly clock: Clock;
  /** Some value is another one, or known for the first time. Must not throw. */
  readonly onChange: () => void;
}

const REFRESH_MS = 60_000;
/** What is not there yet is looked for more often. */
const MISSING_MS = 10_000;
/** Credentials of the cluster and of ourselves are nobody's to send to a target. */
const NEVER_TYPE = 'kubernetes.io/service-account-token';
const MANAGED_BY = 'app.kubernetes.io/managed-by';

/**
 * Values of the Secrets that monitors refer to; no others are read. They are read when first asked
 * for, and again each minute for as long as somebody asks.
 */
export class SecretValues {
  readonly #options: SecretValuesOptions;
  readonly #known = new Map<string, ReadonlyMap<string, string>>();
  #asked = new Set<string>();
  #timer: Timer | null = null;
  #isStopped = false;

  constructor(options: SecretValuesOptions) {
    this.#options = options;
  }

  /** Begins to note who asks; what is not asked for until the next one is forgotten. */
  beginRound(): void {
    for (const id of this.#known.keys()) if (!this.#asked.has(id)) this.#known.delete(id);
    this.#asked = new Set();
  }

  /** Null: it is not there, is not for targets, or is not known yet. */
  value(
    namespace: string,
    { name, key }: { readonly name: string; readonly key: string },
  ): string | null {
    const id = `${namespace}/${name}`;
    const isNew = !this.#asked.has(id) && !this.#known.has(id);
    this.#asked.add(id);
    if (isNew) this.#refreshSoon(0);
    return this.#known.get(id)?.get(key) ?? null;
  }

  /** Whoever changed a monitor may have made its Secret as well. */
  lookAgain(): void {
    if (this.#asked.size > 0) this.#refreshSoon(0);
  }

  stop(): void {
    this.#isStopped = true;
    this.#timer?.cancel();
  }

  #refreshSoon(delayMs: number): void {
    if (this.#isStopped) return;
    this.#timer?.cancel();
    this.#timer = this.#options.clock.after(delayMs, () => void this.#refresh());
  }

  async #refresh(): Promise<void> {
    const changed = await Promise.all([...this.#asked].map((id) => this.#read(id)));
    if (this.#isStopped) return;
    const isMissing = [...this.#asked].some((id) => !this.#known.get(id)?.size);
    if (this.#asked.size > 0) this.#refreshSoon(isMissing ? MISSING_MS : REFRESH_MS);
    if (changed.includes(true)) this.#options.onChange();
  }

  /** What cannot be read now stays as it was; what is gone is gone. */
  async #read(id: string): Promise<boolean> {
    const [namespace = '', name = ''] = id.split('/');
    const outcome = await this.#options.client.get(SECRETS, { namespace, name });
    if (outcome.kind !== 'done' && outcome.kind !== 'not_found') return false;
    const values = outcome.kind === 'done' ? valuesOf(outcome.value) : new Map<string, string>();
    const before = this.#known.get(id);
    this.#known.set(id, values);
    const isSame =
      before?.size === values.size &&
      [...values].every(([key, value]) => before.get(key) === value);
    return !isSame;
  }
}

function valuesOf(secret: KubernetesObject): ReadonlyMap<string, string> {
  const isOurs = secret.metadata.labels?.[MANAGED_BY] === 'tocsin';
  if (isOurs || textIn(secret, 'type') === NEVER_TYPE) return new Map();
  const data = Object.entries(objectIn(secret, 'data'));
  return new Map(
    data.flatMap(([key, value]) =>
      typeof value === 'string' ? [[key, Buffer.from(value, 'base64').toString('utf8')]] : [],
    ),
  );
}
