import type { Clock, Timer } from '../../platform/clock/clock.ts';
import type { Logger } from '../../platform/observe/logger.ts';
import type { Discovery, TargetGroup } from './target-group.ts';

/** What one look found. */
export interface PolledGroups {
  /** The same array as before where nothing changed. */
  readonly groups: readonly TargetGroup[];
  readonly errors: readonly string[];
}

export interface PolledDiscoveryOptions {
  readonly name: string;
  readonly everyMs: number;
  readonly clock: Clock;
  readonly logger: Logger;
  /** One look; rejects never. Its groups already stand for the last good ones where it has errors. */
  readonly look: (signal: AbortSignal) => Promise<PolledGroups>;
}

/** A discovery that looks again and again. What keeps it from reading is logged when it changes. */
export function createPolledDiscovery(options: PolledDiscoveryOptions): Discovery {
  return new PolledDiscovery(options);
}

class PolledDiscovery implements Discovery {
  readonly #options: PolledDiscoveryOptions;
  readonly #abort = new AbortController();
  #timer: Timer | undefined;
  #known: readonly TargetGroup[] | null = null;
  #errors: readonly string[] = [];

  constructor(options: PolledDiscoveryOptions) {
    this.#options = options;
  }

  async start(onGroups: (groups: readonly TargetGroup[]) => void): Promise<void> {
    await this.#lookOnce(onGroups);
  }

  status() {
    return { name: this.#options.name, errors: this.#errors };
  }

  stop(): void {
    this.#timer?.cancel();
    this.#abort.abort(new Error('the discovery is stopped'));
  }

  async #lookOnce(onGroups: (groups: readonly TargetGroup[]) => void): Promise<void> {
    const { signal } = this.#abort;
    const { groups, errors } = await this.#options.look(signal);
    if (signal.aborted) return;
    this.#report(errors);
    // A first look that fails says nothing of the targets.
    const isFailedStart = this.#known === null && groups.length === 0 && errors.length > 0;
    if (groups !== this.#known && !isFailedStart) {
      this.#known = groups;
      onGroups(groups);
    }
    const again = () => void this.#lookOnce(onGroups);
    this.#timer = this.#options.clock.after(this.#options.everyMs, again);
  }

  #report(errors: readonly string[]): void {
    const { logger, name } = this.#options;
    const isNew = errors.join('\n') !== this.#errors.join('\n');
    this.#errors = errors;
    if (!isNew) return;
    if (errors.length === 0) logger.info({ discovery: name }, 'target discovery recovered');
    else logger.warn({ discovery: name, errors }, 'target discovery keeps its last good targets');
  }
}
