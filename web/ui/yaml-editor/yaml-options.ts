import { type Member, type Shape, wayOf } from './document-shape.ts';
import type { YamlPlace } from './yaml-place.ts';

/** What can stand at a place. */
export interface YamlOption {
  readonly label: string;
  /** With what follows a name. */
  readonly insert: string;
  readonly detail: string;
}

/** Values that the shape does not know, by the path of their member with `-` for lists. */
export type KnownValues = ReadonlyMap<
  string,
  readonly { readonly value: string; readonly detail: string }[]
>;

/** Names that are not there yet, or values; nothing where anything may stand. */
export function yamlOptions(
  place: YamlPlace,
  shape: Shape,
  known: KnownValues,
): readonly YamlOption[] {
  const around = shapeAt(shape, place.path);
  if (place.member === null) {
    const item = [...place.path].join('/');
    const values = place.path.at(-1) === '-' ? (known.get(item) ?? []) : [];
    return values.length > 0 ? valuesOf(values) : namesOf(around, place);
  }
  const values = known.get([...place.path, place.member].join('/'));
  if (values !== undefined) return valuesOf(values);
  const shapeOfValue = memberOf(around, place.member)?.shape;
  if (shapeOfValue?.kind === 'choice') {
    return shapeOfValue.values.map((value) => ({ label: value, insert: value, detail: '' }));
  }
  if (shapeOfValue?.kind !== 'flag') return [];
  return ['true', 'false'].map((value) => ({ label: value, insert: value, detail: '' }));
}

type Values = NonNullable<ReturnType<KnownValues['get']>>;

function valuesOf(values: Values): readonly YamlOption[] {
  return values.map(({ value, detail }) => ({ label: value, insert: quoted(value), detail }));
}

/** What a reader would take for something else stands in quotes. */
function quoted(value: string): string {
  return /^[a-zA-Z_][\w .()/-]*$/.test(value) ? value : JSON.stringify(value);
}

function shapeAt(shape: Shape, path: readonly string[]): Shape | undefined {
  return path.reduce<Shape | undefined>((at, name) => {
    if (at === undefined) return undefined;
    if (name === '-') return at.kind === 'list' ? at.of : undefined;
    return memberOf(at, name)?.shape;
  }, shape);
}

function memberOf(shape: Shape | undefined, name: string): Member | undefined {
  if (shape?.kind === 'map') return shape.members.get(name);
  if (shape?.kind !== 'either') return undefined;
  return shape.ways.map(({ members }) => members.get(name)).find((found) => found !== undefined);
}

function namesOf(shape: Shape | undefined, { taken }: YamlPlace): readonly YamlOption[] {
  const map = shape?.kind === 'either' ? wayOf(shape.ways, undefined) : shape;
  if (map?.kind !== 'map') return [];
  return [...map.members]
    .filter(([name]) => !taken.has(name))
    .map(([name, { shape: below, about }]) => ({
      label: name,
      insert: `${name}:${isDeep(below) ? '' : ' '}`,
      detail: about,
    }));
}

function isDeep({ kind }: Shape): boolean {
  switch (kind) {
    case 'map':
    case 'list':
    case 'texts':
    case 'either':
      return true;
    case 'text':
    case 'number':
    case 'flag':
    case 'choice':
      return false;
  }
}
