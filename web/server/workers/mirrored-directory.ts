import { AppError } from '../../../platform/errors/app-error.ts';
import type { ClusterSettings } from '../../../platform/tenancy/cluster.ts';
import type { Directory } from '../../../platform/tenancy/directory.ts';
import type {
  DirectoryListener,
  DirectorySource,
} from '../../../platform/tenancy/directory-source.ts';
import type { LoadedDirectory } from '../../../platform/tenancy/load-directory.ts';
import type { Facts } from './messages.ts';
import { readTenancy } from './wire-tenancy.ts';

/** The parent's directory, as far as a worker has heard of it. */
export class MirroredDirectory implements DirectorySource {
  readonly #listeners = new Set<DirectoryListener>();
  #loaded: LoadedDirectory | null = null;

  current(): Directory {
    return this.#present().directory;
  }

  clusters(): ReadonlyMap<string, ClusterSettings> {
    return this.#present().clusters;
  }

  subscribe(listener: DirectoryListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** What the parent says holds from now on. @throws TypeError when it cannot be read. */
  apply({ tenancy }: Facts): void {
    if (tenancy.kind === 'same') return;
    this.#loaded = tenancy.kind === 'text' ? readTenancy(tenancy.text) : null;
    if (!this.#loaded) return;
    for (const listener of this.#listeners) {
      listener(this.#loaded.directory, this.#loaded.clusters);
    }
  }

  #present(): LoadedDirectory {
    if (this.#loaded) return this.#loaded;
    throw new AppError(
      'unavailable',
      'Who owns what could not be read after the last change; it is being tried again.',
      { retryAfterSeconds: 1 },
    );
  }
}
