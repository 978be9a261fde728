import type { TSchema } from 'typebox';

/** One scalar option of the configuration, as `--help` and the environment know it. */
export interface ConfigOption {
  /** e.g. `server.publicUrl`. */
  readonly path: readonly string[];
  /** e.g. `TOCSIN_SERVER_PUBLIC_URL`. */
  readonly env: string;
  readonly type: string;
  /** As JSON; null when it must be given or is a list of things. */
  readonly fallback: string | null;
  readonly description: string;
}

interface Node {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly anyOf?: readonly Node[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly description?: string;
}

/** All options of a configuration schema, in the order they are declared. */
export function optionsOf(schema: TSchema): readonly ConfigOption[] {
  return walk(schema as Node, []);
}

function walk(node: Node, path: readonly string[]): readonly ConfigOption[] {
  if (node.properties) {
    return Object.entries(node.properties).flatMap(([name, member]) =>
      walk(member, [...path, name]),
    );
  }
  return [
    {
      path,
      env: envName(path),
      type: typeName(node),
      fallback: node.default === undefined ? null : JSON.stringify(node.default),
      description: node.description ?? '',
    },
  ];
}

/** `['server', 'publicUrl']` is `TOCSIN_SERVER_PUBLIC_URL`. */
function envName(path: readonly string[]): string {
  const snake = path.map((part) => part.replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2').toUpperCase());
  return `TOCSIN_${snake.join('_')}`;
}

function typeName(node: Node): string {
  if (node.anyOf) return node.anyOf.every((one) => 'const' in one) ? 'choice' : 'one of several';
  return node.type === 'array' ? 'list' : (node.type ?? 'value');
}
