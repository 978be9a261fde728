import { assertNever } from '../../../platform/model/assert-never.ts';
import type { Unwrap } from '../ast.ts';
import { labelFilterStage } from './label-filter-stage.ts';
import { runStages } from './pipeline.ts';
import type { LineState } from './stage.ts';
import { type ReadValue, readFloat, readGoDuration, readSize } from './value-text.ts';

/** Takes a number from each line. */
export interface SampleReader {
  /** Null: the line gives no sample. A value that cannot be read is 0 with an error on the line. */
  read(state: LineState): number | null;
}

/** `| unwrap duration(took) | filter`. */
export function unwrapReader({ label, conversion, filters }: Unwrap): SampleReader {
  const convert = conversionOf(conversion);
  const stages = filters.map(labelFilterStage);
  return {
    read(state) {
      const text = state.labels.get(label);
      if (text === undefined || text === '') return null;
      const reading = convert(text);
      if (reading.kind === 'error') state.labels.setError('SampleExtractionErr', reading.message);
      if (stages.length > 0 && !runStages(stages, state)) return null;
      return reading.kind === 'value' ? reading.value : 0;
    },
  };
}

function conversionOf(conversion: Unwrap['conversion']): (text: string) => ReadValue {
  switch (conversion) {
    case null:
      return readFloat;
    case 'bytes':
      return readSize;
    case 'duration':
    case 'duration_seconds':
      return (text) => {
        const reading = readGoDuration(text);
        return reading.kind === 'value' ? { kind: 'value', value: reading.value / 1e9 } : reading;
      };
    default:
      return assertNever(conversion);
  }
}
