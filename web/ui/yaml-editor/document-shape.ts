/** What stands at a place of a document: what is read there, and what is offered there. */
export type Shape =
  | { readonly kind: 'text' }
  | { readonly kind: 'number' }
  | { readonly kind: 'flag' }
  | { readonly kind: 'choice'; readonly values: readonly string[] }
  /** Names that people choose, each with a text. */
  | { readonly kind: 'texts' }
  | { readonly kind: 'list'; readonly of: Shape }
  | MapShape
  /** Maps that are told apart by their member `kind`. */
  | { readonly kind: 'either'; readonly ways: readonly MapShape[] };

export interface MapShape {
  readonly kind: 'map';
  readonly members: ReadonlyMap<string, Member>;
}

export interface Member {
  readonly shape: Shape;
  readonly isNeeded: boolean;
  /** What it is, in the words of the contract; may be empty. */
  readonly about: string;
}

/** The parts of a JSON schema that contracts of things people write are made of. */
interface Schema {
  readonly type?: string | undefined;
  readonly const?: unknown | undefined;
  readonly anyOf?: readonly Schema[] | undefined;
  readonly items?: Schema | undefined;
  readonly properties?: Readonly<Record<string, Schema>> | undefined;
  readonly required?: readonly string[] | undefined;
  readonly description?: string | undefined;
}

/** The shape of what a schema of the contract takes. @throws TypeError for one that people do not write */
export function shapeOf(schema: Schema): Shape {
  const { type, anyOf, items, properties } = schema;
  if (anyOf !== undefined) return choiceOf(anyOf);
  if (properties !== undefined) return mapOf(schema);
  switch (type) {
    case 'object':
      return { kind: 'texts' };
    case 'array':
      return { kind: 'list', of: shapeOf(items ?? { type: 'string' }) };
    case 'number':
    case 'integer':
      return { kind: 'number' };
    case 'boolean':
      return { kind: 'flag' };
    case 'string':
      return { kind: 'text' };
    default:
      throw new TypeError(`no shape for ${JSON.stringify(schema)}`);
  }
}

function choiceOf(ways: readonly Schema[]): Shape {
  const values = ways.flatMap((way) => (typeof way.const === 'string' ? [way.const] : []));
  if (values.length === ways.length) return { kind: 'choice', values };
  return { kind: 'either', ways: ways.map(mapOf) };
}

function mapOf({ properties = {}, required = [] }: Schema): MapShape {
  const members = Object.entries(properties).map(([name, schema]): [string, Member] => {
    const { description = '' } = schema;
    const only = typeof schema.const === 'string' ? [schema.const] : null;
    const shape: Shape = only === null ? shapeOf(schema) : { kind: 'choice', values: only };
    return [name, { shape, isNeeded: required.includes(name), about: description }];
  });
  return { kind: 'map', members: new Map(members) };
}

/** The way that a map says of itself by `kind`, or the first. */
export function wayOf(ways: readonly MapShape[], kind: string | undefined): MapShape | undefined {
  const named = ways.find(({ members }) => {
    const shape = members.get('kind')?.shape;
    return shape?.kind === 'choice' && kind !== undefined && shape.values.includes(kind);
  });
  return named ?? ways[0];
}
