import { type Labels, labelsFrom } from '../../platform/model/labels.ts';
import type { SampleBatch, SampleRefusal, SampleRefusalKind } from '../model/sample-batch.ts';
import { labelsFault } from './check-labels.ts';
import type { MetricHead } from './metric-head.ts';
import { PlannedSamples } from './planned-samples.ts';
import type { SampleLookup } from './sample-lookup.ts';
import { HI, LO, NAN_HI, NAN_LO, STALE_HI, STALE_LO, wordsOf } from './sample-words.ts';

/** What a store takes. */
export interface IntakeLimits {
  /** Active ones: with a sample in the last hour or so. */
  readonly maxSeries: number;
  /** All that samples are stored of. */
  readonly maxStoredSeries: number;
  readonly maxLabels: number;
  readonly maxLabelNameLength: number;
  readonly maxLabelValueLength: number;
  /** How far behind the newest of its series a sample may be; 0: not at all. */
  readonly outOfOrderWindowMs: number;
  /** How far ahead of the clock; null: as far as it likes. */
  readonly maxAheadMs: number | null;
}

/** No store takes a time that is further from 1970, either way. */
const MAX_TIME_MS = 2 ** 52;

const UNKNOWN = -1;
const INVALID = -2;
const OVER_LIMIT = -3;

/**
 * Decides sample by sample what is taken, and of what is taken which is in order. Nothing of it
 * is in the chunks yet: the owner writes the journal first, then applies, or undoes.
 */
export class SampleIntake {
  readonly #head: MetricHead;
  readonly #lookup: SampleLookup;
  readonly #limits: IntakeLimits;
  readonly inOrder = new PlannedSamples();
  readonly outOfOrder = new PlannedSamples();
  /** Slots of the batch's series. */
  #slots = new Int32Array(0);
  /** By slot: the plan that has samples of it in order, and the last of them. */
  #plannedIn = new Uint32Array(0);
  #lastPlanned = new Int32Array(0);
  #plan = 0;
  /** Of the sample that is looked at. */
  #hi = 0;
  #lo = 0;
  /** Samples of the batch that were stored already. */
  repeated = 0;

  constructor(head: MetricHead, lookup: SampleLookup, limits: IntakeLimits) {
    this.#head = head;
    this.#lookup = lookup;
    this.#limits = limits;
  }

  /** Looks at every sample of a batch. What was planned before is done with or undone. */
  plan(batch: SampleBatch, nowMs: number, refused: SampleRefusal[]): void {
    if (this.#slots.length < batch.series.length) {
      this.#slots = new Int32Array(batch.series.length * 2);
    }
    this.#slots.fill(UNKNOWN, 0, batch.series.length);
    this.repeated = 0;
    const { times, stale } = batch;
    const words = wordsOf(batch.values);
    const { maxAheadMs } = this.#limits;
    const latest = maxAheadMs === null ? MAX_TIME_MS : nowMs + maxAheadMs;
    const earliest = Math.max(this.#head.floorMs, -MAX_TIME_MS);
    this.inOrder.start(times.length);
    this.outOfOrder.start(times.length);
    this.#plan += 1;
    for (let at = 0; at < times.length; at++) {
      const time = Math.floor(times[at] ?? 0);
      if (stale !== null && stale[at] === 1) {
        this.#hi = STALE_HI;
        this.#lo = STALE_LO;
      } else {
        this.#setValue(words[at * 2 + HI] ?? 0, words[at * 2 + LO] ?? 0);
      }
      const slot = time <= latest && time >= earliest ? this.#slotOf(batch, at) : UNKNOWN;
      const kind = slot >= 0 ? this.#take(slot, time) : kindOf(slot, time, latest);
      if (kind !== null) refused.push({ kind, sample: at });
    }
  }

  /** The journal did not take what was planned. */
  undo(): void {
    const { table } = this.#head;
    const planned = this.inOrder;
    for (let at = planned.length - 1; at >= 0; at--) {
      const slot = planned.slots[at] ?? 0;
      table.newest[slot] = planned.oldTimes[at] ?? 0;
      table.newestHi[slot] = planned.oldHis[at] ?? 0;
      table.newestLo[slot] = planned.oldLos[at] ?? 0;
      table.newestKnown[slot] = planned.oldKnown[at] ?? 0;
    }
    const late = this.outOfOrder;
    for (let at = 0; at < late.length; at++) {
      this.#head.disordered.remove(late.slots[at] ?? 0, late.times[at] ?? 0);
    }
  }

  #setValue(hi: number, lo: number): void {
    const isNotNumber = (hi & 0x7ff00000) === 0x7ff00000 && ((hi & 0xfffff) | lo) !== 0;
    this.#hi = isNotNumber ? NAN_HI : hi;
    this.#lo = isNotNumber ? NAN_LO : lo;
  }

  /** Where this plan has a sample of the series in order at this time; -1: nowhere. */
  #findPlanned(slot: number, time: number): number {
    if (this.#plannedIn[slot] !== this.#plan) return -1;
    let at = this.#lastPlanned[slot] ?? -1;
    while (at >= 0 && (this.inOrder.times[at] ?? 0) > time) at = this.inOrder.previous[at] ?? -1;
    return at >= 0 && this.inOrder.times[at] === time ? at : -1;
  }

  #take(slot: number, time: number): SampleRefusalKind | null {
    const { table } = this.#head;
    const newest = table.newest[slot] ?? Number.NEGATIVE_INFINITY;
    if (time > newest) {
      this.#takeInOrder(slot, time, newest);
      return null;
    }
    if (time === newest && table.newestKnown[slot] === 1) {
      return this.#judgeRepeated(table.newestHi[slot] ?? 0, table.newestLo[slot] ?? 0);
    }
    if (time < newest - this.#limits.outOfOrderWindowMs) {
      return this.#limits.outOfOrderWindowMs === 0 ? 'out_of_order' : 'too_old';
    }
    const planned = this.#findPlanned(slot, time);
    if (planned >= 0) {
      return this.#judgeRepeated(this.inOrder.his[planned] ?? 0, this.inOrder.los[planned] ?? 0);
    }
    if (this.#lookup.find(slot, time)) return this.#judgeRepeated(this.#lookup.hi, this.#lookup.lo);
    this.outOfOrder.push(slot, table.ids[slot] ?? 0, time, this.#hi, this.#lo);
    this.#head.disordered.insert(slot, time, this.#hi, this.#lo);
    return null;
  }

  #takeInOrder(slot: number, time: number, newest: number): void {
    const { table } = this.#head;
    const planned = this.inOrder;
    const at = planned.push(slot, table.ids[slot] ?? 0, time, this.#hi, this.#lo);
    planned.oldTimes[at] = newest;
    planned.oldHis[at] = table.newestHi[slot] ?? 0;
    planned.oldLos[at] = table.newestLo[slot] ?? 0;
    planned.oldKnown[at] = table.newestKnown[slot] ?? 0;
    table.newest[slot] = time;
    table.newestHi[slot] = this.#hi;
    table.newestLo[slot] = this.#lo;
    table.newestKnown[slot] = 1;
    const isFirst = this.#plannedIn[slot] !== this.#plan;
    planned.previous[at] = isFirst ? -1 : (this.#lastPlanned[slot] ?? -1);
    this.#plannedIn[slot] = this.#plan;
    this.#lastPlanned[slot] = at;
  }

  #judgeRepeated(hi: number, lo: number): SampleRefusalKind | null {
    if (hi !== this.#hi || lo !== this.#lo) return 'duplicate';
    this.repeated += 1;
    return null;
  }

  #slotOf(batch: SampleBatch, at: number): number {
    const series = batch.refs[at] ?? 0;
    const known = this.#slots[series] ?? UNKNOWN;
    if (known !== UNKNOWN) return known;
    const labels = batch.series[series];
    const slot = labels === undefined ? INVALID : this.#resolve(labels);
    this.#slots[series] = slot;
    if (this.#plannedIn.length < this.#head.table.capacity) {
      const grown = new Uint32Array(this.#head.table.capacity);
      grown.set(this.#plannedIn);
      this.#plannedIn = grown;
      const last = new Int32Array(this.#head.table.capacity);
      last.set(this.#lastPlanned);
      this.#lastPlanned = last;
    }
    return slot;
  }

  #resolve(given: Labels): number {
    const { table } = this.#head;
    let slot = table.find(given);
    let labels = given;
    if (slot < 0) {
      const fault = labelsFault(given, this.#limits);
      if (fault === 'invalid') return INVALID;
      if (fault === 'unsorted') {
        labels = labelsFrom(given);
        slot = table.find(labels);
      }
    }
    const isActive = slot >= 0 && table.active[slot] === 1;
    if (!isActive && table.activeCount >= this.#limits.maxSeries) return OVER_LIMIT;
    if (slot >= 0) return slot;
    if (labels.size === 0) return INVALID;
    if (table.size >= this.#limits.maxStoredSeries) return OVER_LIMIT;
    slot = this.#head.add(labels, null);
    table.setActive(slot, true);
    return slot;
  }
}

function kindOf(slot: number, time: number, latest: number): SampleRefusalKind {
  if (slot === INVALID) return 'invalid_labels';
  if (slot === OVER_LIMIT) return 'series_limit';
  return time <= latest ? 'too_old' : 'too_far_ahead';
}
