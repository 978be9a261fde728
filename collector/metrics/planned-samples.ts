/** Samples that will be taken, in columns that are used again, with what undoes them. */
export class PlannedSamples {
  slots = new Uint32Array(0);
  ids = new Uint32Array(0);
  times = new Float64Array(0);
  his = new Int32Array(0);
  los = new Int32Array(0);
  /** The newest sample of the series before. */
  oldTimes = new Float64Array(0);
  oldHis = new Int32Array(0);
  oldLos = new Int32Array(0);
  oldKnown = new Uint8Array(0);
  /** The sample of the same series that was planned before; -1: none. */
  previous = new Int32Array(0);
  length = 0;

  /** Empties it, with room for so many. */
  start(capacity: number): void {
    this.length = 0;
    if (capacity <= this.slots.length) return;
    this.slots = new Uint32Array(capacity);
    this.ids = new Uint32Array(capacity);
    this.times = new Float64Array(capacity);
    this.his = new Int32Array(capacity);
    this.los = new Int32Array(capacity);
    this.oldTimes = new Float64Array(capacity);
    this.oldHis = new Int32Array(capacity);
    this.oldLos = new Int32Array(capacity);
    this.oldKnown = new Uint8Array(capacity);
    this.previous = new Int32Array(capacity);
  }

  push(slot: number, id: number, time: number, hi: number, lo: number): number {
    const at = this.length++;
    this.slots[at] = slot;
    this.ids[at] = id;
    this.times[at] = time;
    this.his[at] = hi;
    this.los[at] = lo;
    return at;
  }
}
