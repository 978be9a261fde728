import type { ErrorDetail } from '../../platform/errors/app-error.ts';
import { isJsonObject, type JsonObject } from '../../platform/kubernetes/objects/json-object.ts';

/**
 * Reads the fields of one object by what they must hold. What is wrong becomes a finding at its JSON
 * pointer, and the field counts as not written; `finish` finds the fields that nobody asked for.
 */
export class ObjectReader {
  readonly #object: JsonObject;
  readonly #findings: ErrorDetail[];
  readonly #asked = new Set<string>();
  readonly at: string;

  constructor(object: JsonObject, at: string, findings: ErrorDetail[]) {
    this.#object = object;
    this.at = at;
    this.#findings = findings;
  }

  /** What stands there; null and nothing are the same. */
  value(name: string): unknown {
    this.#asked.add(name);
    return Object.hasOwn(this.#object, name) ? (this.#object[name] ?? undefined) : undefined;
  }

  text(name: string, otherwise = ''): string {
    const value = this.value(name);
    if (value === undefined) return otherwise;
    if (typeof value === 'string') return value;
    this.refuse(name, 'must be a text');
    return otherwise;
  }

  flag(name: string, otherwise: boolean): boolean {
    const value = this.value(name);
    if (value === undefined) return otherwise;
    if (typeof value === 'boolean') return value;
    this.refuse(name, 'must be true or false');
    return otherwise;
  }

  /** A whole number from 0. */
  count(name: string): number {
    const value = this.value(name);
    if (value === undefined) return 0;
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
    this.refuse(name, 'must be a whole number');
    return 0;
  }

  texts(name: string): readonly string[] {
    return this.#list(name).flatMap((item, index) => {
      if (typeof item === 'string') return [item];
      this.refuse(`${name}/${index}`, 'must be a text');
      return [];
    });
  }

  /** Names and texts. */
  textMap(name: string): Readonly<Record<string, string>> {
    const map = this.#map(name);
    const pairs = Object.entries(map ?? {}).flatMap(([key, value]) => {
      if (typeof value === 'string') return [[key, value] as const];
      this.refuse(`${name}/${pointerPart(key)}`, 'must be a text');
      return [];
    });
    return Object.fromEntries(pairs);
  }

  /** The object that stands there, to be read and finished by the caller. */
  reader(name: string): ObjectReader | null {
    const map = this.#map(name);
    if (map === undefined) return null;
    return new ObjectReader(map, `${this.at}/${pointerPart(name)}`, this.#findings);
  }

  readers(name: string): readonly ObjectReader[] {
    return this.#list(name).flatMap((item, index) => {
      const at = `${this.at}/${pointerPart(name)}/${index}`;
      if (isJsonObject(item)) return [new ObjectReader(item, at, this.#findings)];
      this.refuse(`${name}/${index}`, 'must be an object');
      return [];
    });
  }

  names(): readonly string[] {
    return Object.keys(this.#object);
  }

  refuse(name: string, message: string): void {
    this.#findings.push({ path: name === '' ? this.at : `${this.at}/${name}`, message });
  }

  /** Marks fields as known though they are not heeded. */
  skip(...names: readonly string[]): void {
    for (const name of names) this.#asked.add(name);
  }

  /** @param why of fields that are known and not taken */
  finish(why: Readonly<Record<string, string>> = {}): void {
    for (const name of Object.keys(this.#object)) {
      if (this.#asked.has(name)) continue;
      const reason = Object.hasOwn(why, name) ? why[name] : undefined;
      this.refuse(pointerPart(name), reason ?? 'is not a field that is taken here');
    }
  }

  #list(name: string): readonly unknown[] {
    const value = this.value(name);
    if (value === undefined) return [];
    if (Array.isArray(value)) return value;
    this.refuse(name, 'must be a list');
    return [];
  }

  #map(name: string): JsonObject | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    if (isJsonObject(value)) return value;
    this.refuse(name, 'must be an object');
    return undefined;
  }
}

function pointerPart(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
