import type { DataFrame } from '@grafana/data';
import { isRecord, recordOf, textOf } from '../import/read-json.ts';
import type { PanelTransformation } from '../model/panel.ts';
import type { PanelTools } from './panel-tools.ts';
import { authorPattern, occurs } from './run-pattern.ts';

export interface TransformedFrames {
  readonly frames: readonly DataFrame[];
  /** Steps that were left out, and why. */
  readonly problems: readonly string[];
}

/** Those of Grafana that run here; none of them runs a pattern of the author's. */
const KNOWN: ReadonlySet<string> = new Set([
  'calculateField',
  'concatenate',
  'convertFieldType',
  'filterByRefId',
  'filterByValue',
  'filterFields',
  'filterFieldsByName',
  'formatString',
  'formatTime',
  'groupBy',
  'groupingToMatrix',
  'histogram',
  'joinByField',
  'labelsToFields',
  'limit',
  'merge',
  'noop',
  'order',
  'organize',
  'reduce',
  'rename',
  'seriesToColumns',
  'seriesToRows',
  'sortBy',
  'transpose',
]);

/** Reworks frames step by step; a step that is unknown or goes wrong leaves them as they were. */
export async function transformFrames(
  tools: PanelTools,
  frames: readonly DataFrame[],
  transformations: readonly PanelTransformation[],
  interpolate: (text: string) => string,
): Promise<TransformedFrames> {
  const problems: string[] = [];
  let now = frames;
  for (const step of transformations) {
    if (step.isDisabled) continue;
    const [taken, rest] = filtered(now, step);
    try {
      now = [...(await transform(tools, taken, step, interpolate)), ...rest];
    } catch (thrown) {
      const why = thrown instanceof Error ? thrown.message : String(thrown);
      problems.push(`The transformation ${step.id} was left out: ${why}`);
    }
  }
  return { frames: now, problems };
}

async function transform(
  tools: PanelTools,
  frames: readonly DataFrame[],
  { id, options }: PanelTransformation,
  interpolate: (text: string) => string,
): Promise<readonly DataFrame[]> {
  if (id === 'renameByRegex') return renamed(tools, frames, options);
  if (!KNOWN.has(id)) throw new Error('it is not one of those that run here.');
  const safe = id === 'filterFieldsByName' ? withNames(tools, frames, options) : options;
  if (id === 'filterByValue' && JSON.stringify(options).includes('"regex"'))
    throw new Error('conditions with patterns do not run here.');
  const wanted = id === 'seriesToColumns' ? 'joinByField' : id;
  const transformer = Object.values(tools.standardTransformers).find((each) => each.id === wanted);
  if (transformer === undefined) throw new Error('it is not one of those that run here.');
  const given = { ...recordOf(transformer.defaultOptions), ...recordOf(put(safe, interpolate)) };
  return new Promise((resolve, reject) => {
    tools
      .transformDataFrame([(context) => operatorOf(transformer)(given, context)], [...frames], {
        interpolate,
      })
      .subscribe({ next: resolve, error: reject });
  });
}

type Transformer = PanelTools['standardTransformers']['reduceTransformer'];

/** Every transformer of the table takes its own options; those of a dashboard are untyped. */
function operatorOf(transformer: { readonly operator: unknown }) {
  return transformer.operator as (
    options: Readonly<Record<string, unknown>>,
    context: Parameters<Transformer['operator']>[1],
  ) => ReturnType<Transformer['operator']>;
}

/**
 * The options with variables put in. Grafana's own way through its registry reads `window`, and so
 * does not run in Node; the transformers themselves do.
 */
function put(value: unknown, interpolate: (text: string) => string): unknown {
  if (typeof value === 'string') return interpolate(value);
  if (Array.isArray(value)) return value.map((each) => put(each, interpolate));
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, put(each, interpolate)]),
  );
}

/** The frames that a step works on, and the others. */
function filtered(
  frames: readonly DataFrame[],
  { filter }: PanelTransformation,
): readonly [readonly DataFrame[], readonly DataFrame[]] {
  if (filter === null || filter.id !== 'byRefId') return [frames, []];
  const wanted = textOf(filter.options);
  const pattern = authorPattern(wanted);
  const takes = ({ refId = '' }: DataFrame) =>
    refId === wanted || (pattern !== null && occurs(pattern, refId));
  return [frames.filter(takes), frames.filter((frame) => !takes(frame))];
}

/** `filterFieldsByName` with the names that its patterns find. */
function withNames(
  tools: PanelTools,
  frames: readonly DataFrame[],
  options: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const all = [
    ...new Set(
      frames.flatMap((frame) =>
        frame.fields.map((field) => tools.getFieldDisplayName(field, frame, [...frames])),
      ),
    ),
  ];
  const named = (side: unknown) => {
    if (side === undefined || side === null) return undefined;
    const { names, pattern } = recordOf(side);
    const given = Array.isArray(names) ? names.map(textOf) : [];
    const text = textOf(pattern);
    if (text === '') return { names: given };
    const compiled = authorPattern(text);
    if (compiled === null) throw new Error(`the pattern ${text.slice(0, 80)} is not RE2.`);
    return { names: [...given, ...all.filter((name) => occurs(compiled, name))] };
  };
  const sides = { include: named(options.include), exclude: named(options.exclude) };
  return Object.fromEntries(Object.entries(sides).filter(([, side]) => side !== undefined));
}

function renamed(
  tools: PanelTools,
  frames: readonly DataFrame[],
  options: Readonly<Record<string, unknown>>,
): readonly DataFrame[] {
  const pattern = authorPattern(textOf(options.regex));
  if (pattern === null)
    throw new Error(`the pattern ${textOf(options.regex).slice(0, 80)} is not RE2.`);
  const replacement = textOf(options.renamePattern);
  return frames.map((frame) => ({
    ...frame,
    fields: frame.fields.map((field) => {
      if (field.type === tools.FieldType.time) return field;
      const name = tools.getFieldDisplayName(field, frame, [...frames]);
      if (!occurs(pattern, name)) return field;
      const displayName = pattern.matcher(name).replaceFirst(replacement);
      return {
        ...field,
        config: { ...field.config, displayName },
        state: { ...field.state, displayName },
      };
    }),
  }));
}
