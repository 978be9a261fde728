import type { DataFrame, Field } from '@grafana/data';
import { isRecord, recordOf, recordsOf, textOf } from '../import/read-json.ts';
import {
  LIBRARY_STEPS,
  type OWN_STEPS,
  PLAIN_MATCHERS,
  VALUE_MATCHERS,
} from '../model/drawn-parts.data.ts';
import type { JsonRecord, PanelTransformation } from '../model/panel.ts';
import type { PanelTools } from './panel-tools.ts';
import { asJson, filterFields, filterFieldsByName } from './steps/filter-fields.ts';
import { filterByRefId, refIdTest } from './steps/filter-frames.ts';
import { groupingToMatrix } from './steps/grouping-to-matrix.ts';
import type { OwnStep } from './steps/own-step.ts';
import { renameByRegex } from './steps/rename-fields.ts';

export interface TransformedFrames {
  readonly frames: readonly DataFrame[];
  /** Steps that were left out, and why. */
  readonly problems: readonly string[];
}

const OWN: ReadonlyMap<string, OwnStep> = new Map<(typeof OWN_STEPS)[number], OwnStep>([
  ['filterByRefId', filterByRefId],
  ['filterFields', filterFields],
  ['filterFieldsByName', filterFieldsByName],
  ['groupingToMatrix', groupingToMatrix],
  ['renameByRegex', renameByRegex],
]);

const LIBRARY: ReadonlySet<string> = new Set(LIBRARY_STEPS);

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
    try {
      const [taken, rest] = filtered(now, step);
      const made = await transform(tools, taken, step, interpolate);
      now = [...made.map(withTrueLength), ...rest];
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
  const given = recordOf(put(id === 'filterFieldsByName' ? asJson(options) : options, interpolate));
  const own = OWN.get(id);
  if (own !== undefined) return own(tools, frames, given);
  const wanted = id === 'seriesToColumns' ? 'joinByField' : id;
  const transformer = Object.values(tools.standardTransformers).find((each) => each.id === wanted);
  if (!LIBRARY.has(id) || transformer === undefined)
    throw new Error('it is not one of those that run here.');
  refusePatterns(id, given);
  refuseNames(frames);
  const all = { ...recordOf(transformer.defaultOptions), ...given };
  return new Promise((resolve, reject) => {
    tools
      .transformDataFrame([(context) => operatorOf(transformer)(all, context)], [...frames], {
        interpolate,
      })
      .subscribe({ next: resolve, error: reject });
  });
}

const MATCHER_MEMBERS: ReadonlySet<string> = new Set(['matcher', 'fields', 'include', 'exclude']);

/**
 * Matchers of @grafana/data that are not on our list may run patterns of authors in an engine that
 * backtracks. Looked at after variables were put in: those may hold a name of a matcher, too.
 */
function refusePatterns(id: string, options: JsonRecord): void {
  if (id === 'filterByValue') {
    for (const { config } of recordsOf(options.filters)) {
      const condition = textOf(recordOf(config).id);
      if (condition === 'regex') throw new Error('conditions with patterns do not run here.');
      if (!VALUE_MATCHERS.has(condition))
        throw new Error(`the condition ${condition || '(none)'} is not known here.`);
    }
  }
  refuseMatchers(options);
}

function refuseMatchers(value: unknown): void {
  if (Array.isArray(value)) value.forEach(refuseMatchers);
  if (!isRecord(value)) return;
  for (const [key, each] of Object.entries(value)) {
    const id = MATCHER_MEMBERS.has(key) && isRecord(each) ? each.id : undefined;
    if (typeof id === 'string' && !PLAIN_MATCHERS.has(id))
      throw new Error(`the matcher ${id.slice(0, 80)} does not run in it.`);
    refuseMatchers(each);
  }
}

const EVERY_OBJECT_HAS: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype));

/**
 * @grafana/data keeps what it works on in plain objects by the names of fields (`merge` writes
 * `byName[name][frame] = …`): a label `__proto__` would write into the prototype of every object of the
 * process, which is that of all tenants.
 */
function refuseNames(frames: readonly DataFrame[]): void {
  for (const { fields } of frames) {
    for (const field of fields) {
      const found = namesOf(field).find((name) => EVERY_OBJECT_HAS.has(name));
      if (found !== undefined)
        throw new Error(`it does not run on a field that is named ${found}.`);
    }
  }
}

function namesOf({ name, labels = {}, config, state }: Field): readonly string[] {
  const shown = [config.displayName, config.displayNameFromDS, state?.displayName];
  return [name, ...Object.keys(labels), ...shown.filter((each) => typeof each === 'string')];
}

/** Some steps say a wrong length, `limit` whatever its author wrote; loops run to it. */
function withTrueLength(frame: DataFrame): DataFrame {
  const length = Math.max(0, ...frame.fields.map(({ values }) => values.length));
  return length === frame.length ? frame : { ...frame, fields: frame.fields, length };
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
  const takes = refIdTest(textOf(filter.options)) ?? (() => false);
  return [frames.filter(takes), frames.filter((frame) => !takes(frame))];
}
