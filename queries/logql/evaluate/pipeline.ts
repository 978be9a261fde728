import { assertNever } from '../../../platform/model/assert-never.ts';
import type { Grouping, LabelFilter, LineFilter, Stage, Unwrap } from '../ast.ts';
import { BlockFilter } from './block-filter.ts';
import { dropStage, keepStage } from './choice-stages.ts';
import { decolorizeStage, labelFormatStage, lineFormatStage } from './format-stages.ts';
import { jsonExpressionStage, jsonStage, unpackStage } from './json-stages.ts';
import { labelFilterStage } from './label-filter-stage.ts';
import { compileLineFilter, lineFilterStage } from './line-filter.ts';
import { ERROR, LineLabels } from './line-labels.ts';
import { logfmtStage } from './logfmt-stages.ts';
import { patternStage, regexpStage } from './pattern-stages.ts';
import type { CompiledStage, LineState } from './stage.ts';
import type { CompileTemplate } from './template-port.ts';

/** The stages of one query, compiled once for all its streams. */
export interface Pipeline {
  /** The filters that stand right behind the selector. */
  readonly blockFilter: BlockFilter;
  /** What follows them. */
  readonly stages: readonly CompiledStage[];
  /** Changed by the stages, line by line. */
  readonly state: LineState;
}

/**
 * @param labels the labels of its lines; for a metric query told what is asked of them
 * @throws QueryFailure `bad_data` for templates and expressions that are none
 */
export function compilePipeline(
  stages: readonly Stage[],
  compileTemplate: CompileTemplate,
  labels: LineLabels = new LineLabels(false, null),
): Pipeline {
  const firstOther = stages.findIndex(({ kind }) => kind !== 'line_filter');
  const split = firstOther === -1 ? stages.length : firstOther;
  const leading = stages
    .slice(0, split)
    .filter((stage): stage is LineFilter => stage.kind === 'line_filter');
  return {
    blockFilter: new BlockFilter(leading.filter(isSelective).map(compileLineFilter)),
    stages: stages.slice(split).map((stage) => compileStage(stage, compileTemplate)),
    state: { line: '', timeNs: 0n, labels },
  };
}

/** `|= ""` keeps every line. */
function isSelective({ op, alternatives }: LineFilter): boolean {
  const keepsAll = op === '|=' || op === '|~';
  return !(keepsAll && alternatives.some(({ kind, value }) => kind === 'text' && value === ''));
}

function compileStage(stage: Stage, compileTemplate: CompileTemplate): CompiledStage {
  switch (stage.kind) {
    case 'line_filter':
      return lineFilterStage(stage);
    case 'json':
      return stage.extractions.length === 0 ? jsonStage() : jsonExpressionStage(stage.extractions);
    case 'logfmt':
      return logfmtStage(stage);
    case 'regexp':
      return regexpStage(stage.pattern);
    case 'pattern':
      return patternStage(stage.pattern);
    case 'unpack':
      return unpackStage();
    case 'label_filter':
      return labelFilterStage(stage.filter);
    case 'line_format':
      return lineFormatStage(stage.template, compileTemplate);
    case 'label_format':
      return labelFormatStage(stage.formats, compileTemplate);
    case 'decolorize':
      return decolorizeStage();
    case 'drop':
      return dropStage(stage.labels);
    case 'keep':
      return keepStage(stage.labels);
    default:
      return assertNever(stage);
  }
}

/** Runs the stages on the state; false: the line is not part of the result. */
export function runStages(stages: readonly CompiledStage[], state: LineState): boolean {
  for (const stage of stages) if (!stage.apply(state)) return false;
  return true;
}

/** Does a query ask for the error label, in a filter or in what it groups by? */
export function asksForErrors(
  stages: readonly Stage[],
  unwrap: Unwrap | null,
  grouping: Grouping | null,
): boolean {
  if (grouping?.mode === 'by' && grouping.labels.includes(ERROR)) return true;
  const filters = stages.flatMap((stage) => (stage.kind === 'label_filter' ? [stage.filter] : []));
  return [...filters, ...(unwrap?.filters ?? [])].some(namesError);
}

function namesError(filter: LabelFilter): boolean {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return namesError(filter.left) || namesError(filter.right);
    case 'string':
      return filter.matcher.name === ERROR;
    default:
      return filter.name === ERROR;
  }
}
