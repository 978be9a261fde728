import { apiVersionOf, type Kind, resourceName } from '../model/kind.ts';

/** `v1` before `v1beta1` before `v1alpha1`, newer numbers first, as discovery orders versions. */
function versionRank(version: string): readonly number[] {
  const [, major = '0', stage, minor = '0'] = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version) ?? [];
  return [stage === undefined ? 2 : stage === 'beta' ? 1 : 0, Number(major), Number(minor)];
}

function newestFirst(a: Kind, b: Kind): number {
  const ranks = versionRank(b.version).map((rank, at) => rank - (versionRank(a.version)[at] ?? 0));
  return ranks.find((difference) => difference !== 0) ?? 0;
}

/** The kinds that the server knows, in every version that it serves. */
export class KindRegistry {
  readonly #kinds = new Map<string, readonly Kind[]>();

  /** Puts all versions of one resource in the place of those before. */
  install(kinds: readonly Kind[]): void {
    const [first] = kinds;
    if (first !== undefined) this.#kinds.set(resourceName(first), [...kinds].sort(newestFirst));
  }

  uninstall(resource: string): void {
    this.#kinds.delete(resource);
  }

  /** By group, the core group first; versions of a resource newest first. */
  all(): readonly Kind[] {
    return [...this.#kinds.values()]
      .flat()
      .sort((a, b) => (a.group < b.group ? -1 : a.group > b.group ? 1 : 0));
  }

  find(group: string, version: string, plural: string): Kind | undefined {
    const versions = this.#kinds.get(resourceName({ group, plural }));
    return versions?.find((kind) => kind.version === version);
  }

  /** By resource name, its newest version. */
  newest(resource: string): Kind | undefined {
    return this.#kinds.get(resource)?.[0];
  }

  /** As an owner reference names it, or an object. */
  findKind(apiVersion: string, name: string): Kind | undefined {
    return this.all().find((kind) => apiVersionOf(kind) === apiVersion && kind.kind === name);
  }

  /** Groups with their versions, newest first. */
  groups(): ReadonlyMap<string, readonly string[]> {
    const groups = new Map<string, Set<string>>();
    for (const { group, version } of [...this.all()].sort(newestFirst)) {
      const versions = groups.get(group) ?? new Set();
      groups.set(group, versions.add(version));
    }
    return new Map([...groups].sort().map(([group, versions]) => [group, [...versions]]));
  }
}
