/** What lies at `a.b.c` of a JSON object from outside; undefined where the way ends. */
export function optionAt(source: unknown, path: string): unknown {
  let found = source;
  for (const name of path.split('.')) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, name))
      return undefined;
    found = (found as Readonly<Record<string, unknown>>)[name];
  }
  return found;
}

export function textAt(source: unknown, path: string, otherwise: string): string {
  const found = optionAt(source, path);
  return typeof found === 'string' ? found : otherwise;
}

/** A finite number; the text of one counts too, as older dashboards have them. */
export function numberAt<T>(source: unknown, path: string, otherwise: T): number | T {
  const found = optionAt(source, path);
  const number = typeof found === 'string' && found.trim() !== '' ? Number(found) : found;
  return typeof number === 'number' && Number.isFinite(number) ? number : otherwise;
}

export function flagAt(source: unknown, path: string, otherwise: boolean): boolean {
  const found = optionAt(source, path);
  return typeof found === 'boolean' ? found : otherwise;
}

/** One of the choices. */
export function choiceAt<T extends string>(
  source: unknown,
  path: string,
  choices: readonly T[],
  otherwise: T,
): T {
  const found = optionAt(source, path);
  return choices.find((choice) => choice === found) ?? otherwise;
}

export function listAt(source: unknown, path: string): readonly unknown[] {
  const found = optionAt(source, path);
  return Array.isArray(found) ? found : [];
}

/** The texts of a list. */
export function textsAt(source: unknown, path: string): readonly string[] {
  return listAt(source, path).filter((each) => typeof each === 'string');
}
