import type { DataFrame, Field } from '@grafana/data';
import { isRecord, recordOf, textOf } from '../import/read-json.ts';
import { stepRefusal } from '../import/step-refusal.ts';
import type { OWN_STEPS } from '../model/drawn-parts.data.ts';
import type { PanelTransformation } from '../model/panel.ts';
import type { PanelTools } from './panel-tools.ts';
import { configFromData } from './steps/config-from-data.ts';
import { extractFields } from './steps/extract-fields.ts';
import { asJson, filterFields, filterFieldsByName } from './steps/filter-fields.ts';
import { filterByRefId, refIdTest } from './steps/filter-frames.ts';
import { groupingToMatrix } from './steps/grouping-to-matrix.ts';
import type { OwnStep } from './steps/own-step.ts';
import { prepareTimeSeries } from './steps/prepare-time-series.ts';
import { renameByRegex } from './steps/rename-fields.ts';
import { rowsToFields } from './steps/rows-to-fields.ts';
import { partitionByValues } from './steps/split-frames.ts';
import { timeSeriesTable } from './steps/time-series-table.ts';

export interface TransformedFrames {
  readonly frames: readonly DataFrame[];
  /** Steps that were left out, and why. */
  readonly problems: readonly string[];
}

const OWN: ReadonlyMap<string, OwnStep> = new Map<(typeof OWN_STEPS)[number], OwnStep>([
  ['configFromData', configFromData],
  ['extractFields', extractFields],
  ['filterByRefId', filterByRefId],
  ['filterFields', filterFields],
  ['filterFieldsByName', filterFieldsByName],
  ['groupingToMatrix', groupingToMatrix],
  ['partitionByValues', partitionByValues],
  ['prepareTimeSeries', prepareTimeSeries],
  ['renameByRegex', renameByRegex],
  ['rowsToFields', rowsToFields],
  ['timeSeriesTable', timeSeriesTable],
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
  const refusal = stepRefusal(id, given);
  if (refusal !== null) throw new Error(refusal);
  const own = OWN.get(id);
  if (own !== undefined) return own(tools, frames, given);
  const wanted = id === 'seriesToColumns' ? 'joinByField' : id;
  const transformer = Object.values(tools.standardTransformers).find((each) => each.id === wanted);
  if (transformer === undefined) throw new Error('it is not one of those that run here.');
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
