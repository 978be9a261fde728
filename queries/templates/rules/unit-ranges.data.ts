import type { UnitName } from '../units.data.ts';
import type { ThresholdRange } from './rule-template.ts';

const POSITIVE: ThresholdRange = { min: 0, max: null };

/** Values that a quantity of the unit can have. */
export const UNIT_RANGES: Readonly<Record<UnitName, ThresholdRange>> = {
  cores: POSITIVE,
  bytes: POSITIVE,
  bytes_per_second: POSITIVE,
  ratio: { min: 0, max: 1 },
  count: POSITIVE,
  yes_no: { min: 0, max: 1 },
  per_second: POSITIVE,
  requests_per_second: POSITIVE,
  operations_per_second: POSITIVE,
  seconds: POSITIVE,
  seconds_per_second: POSITIVE,
  load: POSITIVE,
  load_per_core: POSITIVE,
};
