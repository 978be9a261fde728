import type { Labels } from '../../platform/model/labels.ts';
import { LabelIndex } from './label-index.ts';

const FIRST_SLOTS = 64;
/** Hidden series before their places are cleaned up, and the part of all series that they must be. */
const PURGE_FROM = 1000;
const PURGE_SHARE = 0.25;

/** Newest sample of a series: its value is known, or must be looked up. */
export interface Newest {
  readonly time: number;
  readonly hi: number;
  readonly lo: number;
  readonly isKnown: boolean;
}

/**
 * The series of one tenant, in columns: a series is a slot. `id` is the number under which it is
 * stored, which is never given twice; a slot is, after {@link purge}.
 */
export class SeriesTable {
  readonly index = new LabelIndex();
  #capacity = 0;
  /** 0: not in use. */
  ids = new Uint32Array(0);
  /** Earliest sample stored in the file; infinite: none. */
  oldest = new Float64Array(0);
  /** Latest sample taken; minus infinity: none. */
  newest = new Float64Array(0);
  newestHi = new Int32Array(0);
  newestLo = new Int32Array(0);
  newestKnown = new Uint8Array(0);
  /** 1: it stands in the journal or the file, under its id. */
  announced = new Uint8Array(0);
  /** 1: its row is in the file. */
  stored = new Uint8Array(0);
  /** 1: the file holds chunks of it that came out of order. */
  disordered = new Uint8Array(0);
  /** 1: counts as active. */
  active = new Uint8Array(0);
  /** Rounds of upkeep since its last sample. */
  idleRounds = new Uint8Array(0);
  #known = new WeakMap<Labels, number>();
  readonly #slotOfId = new Map<number, number>();
  readonly #hidden = new Set<number>();
  readonly #free: number[] = [];
  #end = 0;
  #nextId = 1;
  activeCount = 0;

  /** Slots in use. */
  get size(): number {
    return this.#end - this.#hidden.size - this.#free.length;
  }

  /** All slots are below. */
  get end(): number {
    return this.#end;
  }

  get nextId(): number {
    return this.#nextId;
  }

  /** Ids below are taken, whether or not a series is left that has one. */
  takeIdsBelow(id: number): void {
    this.#nextId = Math.max(this.#nextId, id);
  }

  isUsed(slot: number): boolean {
    return (this.ids[slot] ?? 0) !== 0;
  }

  /** Slots in use, ascending. */
  slots(): number[] {
    const slots: number[] = [];
    for (let slot = 0; slot < this.#end; slot++) if (this.isUsed(slot)) slots.push(slot);
    return slots;
  }

  /** Finds without looking at the labels when this very object was seen before. -1: not there. */
  find(labels: Labels): number {
    const known = this.#known.get(labels);
    if (known !== undefined && this.isUsed(known)) return known;
    const slot = this.index.find(labels);
    if (slot >= 0) this.#known.set(labels, slot);
    return slot;
  }

  slotOf(id: number): number {
    return this.#slotOfId.get(id) ?? -1;
  }

  /** `id` as stored, or null for the next one. The labels are sorted and not there yet. */
  add(labels: Labels, id: number | null): number {
    const slot = this.#free.pop() ?? this.#end++;
    if (slot >= this.#capacity) this.#grow();
    const given = id ?? this.#nextId;
    this.takeIdsBelow(given + 1);
    this.ids[slot] = given;
    this.oldest[slot] = Number.POSITIVE_INFINITY;
    this.newest[slot] = Number.NEGATIVE_INFINITY;
    for (const flags of this.#flags()) flags[slot] = 0;
    this.#slotOfId.set(given, slot);
    this.index.add(slot, labels);
    return slot;
  }

  setActive(slot: number, isActive: boolean): void {
    if ((this.active[slot] === 1) === isActive) return;
    this.active[slot] = isActive ? 1 : 0;
    this.activeCount += isActive ? 1 : -1;
  }

  forget(slot: number): void {
    this.setActive(slot, false);
    this.index.hide(slot);
    this.#slotOfId.delete(this.ids[slot] ?? 0);
    this.ids[slot] = 0;
    this.#hidden.add(slot);
  }

  /** Gives the places of forgotten series free when they are many. Nothing may be reading. */
  purge(): void {
    if (this.#hidden.size < PURGE_FROM || this.#hidden.size < this.size * PURGE_SHARE) return;
    this.index.purge(this.#hidden);
    this.#known = new WeakMap();
    for (const slot of this.#hidden) this.#free.push(slot);
    this.#hidden.clear();
  }

  #flags(): Uint8Array[] {
    return [this.newestKnown, this.announced, this.stored, this.disordered, this.idleRounds];
  }

  #grow(): void {
    const slots = Math.max(FIRST_SLOTS, Math.ceil(this.#capacity * 1.5));
    this.#capacity = slots;
    this.ids = grown(this.ids, new Uint32Array(slots));
    this.oldest = grown(this.oldest, new Float64Array(slots));
    this.newest = grown(this.newest, new Float64Array(slots));
    this.newestHi = grown(this.newestHi, new Int32Array(slots));
    this.newestLo = grown(this.newestLo, new Int32Array(slots));
    this.newestKnown = grown(this.newestKnown, new Uint8Array(slots));
    this.announced = grown(this.announced, new Uint8Array(slots));
    this.stored = grown(this.stored, new Uint8Array(slots));
    this.disordered = grown(this.disordered, new Uint8Array(slots));
    this.active = grown(this.active, new Uint8Array(slots));
    this.idleRounds = grown(this.idleRounds, new Uint8Array(slots));
    this.index.resize(slots);
  }

  /** Slots that there is room for. */
  get capacity(): number {
    return this.#capacity;
  }
}

function grown<Column extends { set(from: Column): void }>(from: Column, into: Column): Column {
  into.set(from);
  return into;
}
