import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const TENANT = /^[A-Za-z0-9_][A-Za-z0-9_-]{0,127}$/;
const REMOVED = /^\.removed-/;

/**
 * One folder per tenant, below it one per store: `<root>/<tenant>/metrics`, `<root>/<tenant>/logs`.
 * A tenant is a name or id of letters, digits, `_` and `-`.
 */
export class TenantFolders {
  readonly #root: string;

  /** Makes the root (0700), and does away with what a removal has left. */
  constructor(root: string) {
    this.#root = root;
    mkdirSync(root, { recursive: true, mode: 0o700 });
    for (const name of readdirSync(root).filter((entry) => REMOVED.test(entry))) {
      rmSync(join(root, name), { recursive: true, force: true });
    }
  }

  /** Tenants that have this store, sorted. */
  list(store: 'metrics' | 'logs'): readonly string[] {
    const names = readdirSync(this.#root).filter((name) => TENANT.test(name));
    return names.filter((name) => existsSync(join(this.#root, name, store))).sort();
  }

  /** Where a tenant's store lies; made (0700) when it does not exist. @throws RangeError for a name that is none */
  make(tenant: string, store: 'metrics' | 'logs'): string {
    const folder = this.#pathOf(tenant, store);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return folder;
  }

  /** Removes a tenant's store, whose files must be closed; it is away at once or not at all. */
  remove(tenant: string, store: 'metrics' | 'logs'): void {
    const folder = this.#pathOf(tenant, store);
    if (!existsSync(folder)) return;
    const removed = join(this.#root, `.removed-${tenant}-${store}`);
    rmSync(removed, { recursive: true, force: true });
    renameSync(folder, removed);
    rmSync(removed, { recursive: true, force: true });
  }

  #pathOf(tenant: string, store: 'metrics' | 'logs'): string {
    if (!TENANT.test(tenant)) throw new RangeError(`not a tenant's folder: ${tenant}`);
    return join(this.#root, tenant, store);
  }
}
